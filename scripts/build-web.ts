import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

const root = new URL('..', import.meta.url).pathname
const web = join(root, 'apps/web')
const output = join(web, 'dist')
const stampFile = join(output, '.sources')

/** Build the staff app when its sources changed since the last build. Returns whether it was built. */
export async function buildWebIfNeeded(): Promise<boolean> {
  const stamp = await fingerprint()
  if (existsSync(stampFile) && (await readFile(stampFile, 'utf8')) === stamp) return false
  const { build } = await import('vite')
  await build({ root: web, configFile: join(web, 'vite.config.ts'), logLevel: 'warn' })
  await compress(join(output, 'assets'))
  await writeFile(stampFile, stamp)
  return true
}

/** Names, sizes and times of everything the build reads: cheap enough for each start. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const folder of [join(web, 'src'), join(web, 'public'), join(root, 'packages/contract/src')])
    for (const entry of existsSync(folder)
      ? await readdir(folder, { recursive: true, withFileTypes: true })
      : []) {
      if (!entry.isFile()) continue
      const file = join(entry.parentPath, entry.name)
      const { size, mtimeMs } = await stat(file)
      hash.update(`${file.slice(root.length)} ${size} ${mtimeMs}\n`)
    }
  for (const file of ['index.html', 'vite.config.ts', 'package.json'])
    hash.update(await readFile(join(web, file)).catch(() => ''))
  return hash.digest('hex')
}

/** Compress once at build time what is served for ever. */
async function compress(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/\.(js|css|svg|json)$/.test(name)) continue
    const content = await readFile(join(folder, name))
    const [br, gz] = await Promise.all([
      promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
      promisify(gzip)(content, { level: 9 }),
    ])
    await Promise.all([writeFile(join(folder, `${name}.br`), br), writeFile(join(folder, `${name}.gz`), gz)])
  }
}

if (import.meta.main) {
  const built = await buildWebIfNeeded()
  console.log(built ? 'The web app is built.' : 'The web app is up to date.')
}

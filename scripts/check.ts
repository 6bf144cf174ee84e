import { spawnSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createOpenApi } from '../apps/server/src/platform/http/openapi.ts'

/** `npm run check`: everything about the code that can be known without running it. One line a check. */
const root = new URL('..', import.meta.url).pathname
const checks: [string, () => boolean | Promise<boolean>][] = [
  ['types', () => command('tsc', '-p', '.')],
  ['types of the web app', () => command('tsc', '-p', 'apps/web')],
  ['format, lint and import directions', () => command('biome', 'ci', '.')],
  ['unused code', () => command('knip', '--no-progress')],
  ['translations', () => command('node', 'apps/web/scripts/check-locales.ts')],
  ['API description', openApiIsCurrent],
]
let failed = 0
for (const [name, check] of checks) {
  const ok = await check()
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`)
  if (!ok) failed++
}
console.log(`checks: ${checks.length - failed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

function command(name: string, ...args: string[]): boolean {
  const result = spawnSync(`${root}node_modules/.bin/${name}`, args, { cwd: root, encoding: 'utf8' })
  if (result.status !== 0) console.log(result.stdout, result.stderr)
  return result.status === 0
}

async function openApiIsCurrent(): Promise<boolean> {
  const { version } = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as { version: string }
  const wanted = `${JSON.stringify(createOpenApi(version), null, 2)}\n`
  const ok = (await readFile(`${root}docs/openapi.json`, 'utf8').catch(() => '')) === wanted
  if (!ok) console.log('docs/openapi.json is not what the contract says. Run `npm run openapi`.')
  return ok
}

import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { buildWebIfNeeded } from './build-web.ts'
import { ensureBrowser } from './ensure-browser.ts'
import { startTestDatabase } from './test-database.ts'

/**
 * `npm test [-- path ...]`: all tests (or the named files), browser tests included, with what they need.
 * One PostgreSQL serves all files, each of which makes databases of its own.
 */
const named = process.argv.slice(2)
const patterns =
  named.length > 0 ? named : ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts']
const files = (await Array.fromAsync(glob(patterns, { cwd: root() }))).sort()
if (files.some((f) => f.startsWith('tests/'))) {
  await ensureBrowser()
  await buildWebIfNeeded()
}
const database = await startTestDatabase()
process.env.TANDEM_TEST_DATABASE_URL = database.url
const counts = { passed: 0, failed: 0, skipped: 0 }
try {
  const stream = run({
    files,
    cwd: root(),
    concurrency: availableParallelism(),
    timeout: 300_000,
    forceExit: true,
  })
  stream.on('test:pass', (t) => {
    if (t.details.type === 'suite') return
    if (t.skip !== undefined) counts.skipped++
    else counts.passed++
  })
  stream.on('test:fail', (t) => {
    if (t.details.type !== 'suite') counts.failed++
  })
  for await (const part of stream.compose(spec)) process.stdout.write(part)
} finally {
  await database.stop()
}
console.log(`tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0)

function root(): string {
  return new URL('..', import.meta.url).pathname
}

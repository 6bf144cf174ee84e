import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { relative, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { buildWebIfNeeded } from './build-web.ts'
import { ensureBrowser } from './ensure-browser.ts'
import { startTestDatabase } from './test-database.ts'

/** Begun first, the longest of all before the others: one that began last would leave the other cores idle at the end. */
const longest = [
  'tests/e2e/roles.test.ts',
  'tests/api/cli.test.ts',
  'tests/e2e/truth.test.ts',
  'tests/api/two-starts.test.ts',
  'apps/server/src/understand/changes.test.ts',
  'tests/api/kill.test.ts',
  'apps/server/src/listen/import/real-files.test.ts',
]

/**
 * `npm test [-- path ...]`: all tests (or the named files), browser tests included, with what they need.
 * One PostgreSQL serves all files, each of which makes databases of its own.
 */
const named = process.argv.slice(2)
const patterns =
  named.length > 0 ? named : ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tests/**/*.test.ts']
const found = (await Array.fromAsync(glob(patterns, { cwd: root() }))).map((f) =>
  relative(root(), resolve(root(), f)),
)
const files = [
  ...longest.filter((f) => found.includes(f)),
  ...found.filter((f) => !longest.includes(f)).sort(),
]
if (files.some((f) => f.startsWith('tests/'))) {
  await ensureBrowser()
  await buildWebIfNeeded()
}
const database = await startTestDatabase()
process.env.TANDEM_TEST_DATABASE_URL = database.url
const counts = { passed: 0, failed: 0, skipped: 0 }
const seconds = new Map<string, number>()
try {
  const stream = run({
    files,
    cwd: root(),
    // One more than cores: files wait for disks, databases and browsers for a good part of their time.
    concurrency: availableParallelism() + 1,
    timeout: 300_000,
    forceExit: true,
    execArgv: ['--import', new URL('test-seed.ts', import.meta.url).href],
  })
  const note = (t: { file?: string; nesting: number; details: { duration_ms: number } }) => {
    if (t.file && t.nesting === 0)
      seconds.set(t.file, (seconds.get(t.file) ?? 0) + t.details.duration_ms / 1000)
  }
  stream.on('test:pass', (t) => {
    note(t)
    if (t.details.type === 'suite') return
    if (t.skip !== undefined) counts.skipped++
    else counts.passed++
  })
  stream.on('test:fail', (t) => {
    note(t)
    if (t.details.type !== 'suite') counts.failed++
  })
  for await (const part of stream.compose(spec)) process.stdout.write(part)
} finally {
  await database.stop()
}
const slowest = [...seconds].sort((a, b) => b[1] - a[1]).slice(0, 10)
console.log('Slowest files:')
for (const [file, took] of slowest)
  console.log(`  ${took.toFixed(0).padStart(4)} s  ${relative(root(), file)}`)
console.log(`tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
process.exit(counts.failed > 0 || counts.passed === 0 ? 1 : 0)

function root(): string {
  return new URL('..', import.meta.url).pathname
}

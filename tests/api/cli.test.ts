import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { CheckResult, Import, Standings } from '@tandem/contract'

const program = fileURLToPath(new URL('../../apps/server/bin/tandem.js', import.meta.url))
const main = fileURLToPath(new URL('../../apps/server/src/main.ts', import.meta.url))

let folder: string
const data = (name: string) => join(folder, name)

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tandem-cli-'))
  const rows = ['id,store,date,rating,comment']
  for (let i = 0; i < 120; i++)
    rows.push(
      `r${i},S${i % 4},2026-02-${String(1 + (i % 28)).padStart(2, '0')},${1 + ((i * 7) % 5)},word ${i}`,
    )
  rows.push('r120,S0,not a day,3,')
  await writeFile(join(folder, 'answers.csv'), `${rows.join('\n')}\n`)
})
after(() => rm(folder, { recursive: true, force: true }))

const environment = (dataFolder: string): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  TANDEM_DATA: dataFolder,
  TANDEM_PORT: '0',
  TANDEM_LOG: 'error',
})

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

function tandem(dataFolder: string, ...words: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: environment(dataFolder), timeout: 90_000 }
    execFile(process.execPath, [program, ...words], options, (error, out, err) =>
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, out, err }),
    )
  })
}

async function good<T>(dataFolder: string, ...words: string[]): Promise<T> {
  const run = await tandem(dataFolder, ...words, '--json')
  assert.equal(run.code, 0, `${words.join(' ')}: ${run.err}${run.out}`)
  return JSON.parse(run.out) as T
}

/** A real server on the folder, until `use` is done. */
async function whileServing(dataFolder: string, use: () => Promise<void>): Promise<void> {
  const server = spawn(process.execPath, [main], {
    cwd: folder,
    env: environment(dataFolder),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(server, 'exit')
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (chunk) => String(chunk).includes('is ready') && resolve())
      void ended.then(() => reject(new Error('The server ended.')))
    })
    await use()
  } finally {
    server.kill('SIGTERM')
    assert.deepEqual(await ended, [0, null], 'the server stops cleanly')
  }
}

const setup = ['setup', '--organization', 'Shop & Co', '--name', 'Olga', '--email', 'olga@example.test']

test('without a server: before set-up commands say what to do; set-up works once', async () => {
  const early = await tandem(data('one'), 'check')
  assert.equal(early.code, 1)
  assert.match(early.err, /npx tandem setup/)
  const made = await good<{ organizationId: string; password: string }>(data('one'), ...setup)
  assert.ok(made.password.length >= 12)
  assert.equal((await stat(join(data('one'), 'cli.key'))).mode & 0o777, 0o600)
  const again = await tandem(data('one'), ...setup)
  assert.equal(again.code, 1)
  assert.ok(again.err.trim().length > 20)
})

test('without a server: import, standings, check and doctor', async () => {
  const done = await good<Import>(data('one'), 'import', 'answers.csv', '--yes')
  assert.deepEqual([done.status, done.accepted, done.badRows], ['done', 120, 1])
  const bad = await readFile(join(folder, 'answers.csv.bad-rows.csv'), 'utf8')
  assert.match(bad, /not a day/)
  const again = await good<Import>(data('one'), 'import', 'answers.csv', '--yes')
  assert.deepEqual([again.accepted, again.duplicates], [0, 120])
  const metric = done.mapping.metrics[0]?.key ?? ''
  const standings = await good<Standings>(data('one'), 'standings', '--metric', metric, '--period', '2026-02')
  assert.deepEqual(standings.items.map((s) => s.key).sort(), ['S0', 'S1', 'S2', 'S3'])
  assert.equal(standings.howWeKnow.n, 120)
  const table = await tandem(data('one'), 'standings', '--metric', metric)
  assert.equal(table.code, 0)
  assert.match(table.out, /4 units; .*\nrank +unit +estimate/)
  const check = await good<CheckResult>(data('one'), 'check')
  assert.ok(check.ok)
  assert.equal(check.organizations[0]?.truth.readings, 120)
  const doctor = await tandem(data('one'), 'doctor')
  assert.match(doctor.out, /Server: not running on this data folder/)
})

test('wrong words give exit code 1 and a sentence', async () => {
  for (const [words, sentence] of [
    [['standings', '--metric', 'no_such'], /"no_such" was not found/],
    [['standings', '--metric', 'x', '--period', 'soon'], /--period must look like/],
    [['import', 'no-such-file.csv'], /can't be read/],
    [['fly'], /unknown command/],
  ] as const) {
    const run = await tandem(data('one'), ...words)
    assert.equal(run.code, 1, words.join(' '))
    assert.match(run.err, sentence)
    assert.doesNotMatch(run.err, /\n\s+at /, 'no stack')
  }
})

test('with a server on the folder: the same commands go through it; all is there after it restarts', async () => {
  await whileServing(data('one'), async () => {
    const check = await good<CheckResult>(data('one'), 'check')
    assert.equal(check.organizations[0]?.projection.readings, 120)
    await writeFile(join(folder, 'more.csv'), 'id,store,date,rating,comment\nx1,S1,2026-03-01,5,more\n')
    const done = await good<Import>(data('one'), 'import', 'more.csv', '--yes')
    assert.equal(done.accepted, 1)
    const exported = await tandem(data('one'), 'export', 'units')
    assert.match(exported.out, /S3/)
    const doctor = await good<{ what: string; detail: string }[]>(data('one'), 'doctor')
    assert.match(doctor.find((f) => f.what === 'Server')?.detail ?? '', /is ready$/)
    const backup = await good<{ rows: number; files: number }>(data('one'), 'backup', 'running.backup')
    assert.ok(backup.rows > 120 && backup.files >= 1)
    const refused = await tandem(data('one'), 'restore', 'running.backup')
    assert.equal(refused.code, 1)
    assert.match(refused.err, /Stop the server first/)
  })
  const after = await good<CheckResult>(data('one'), 'check')
  assert.ok(after.ok)
  assert.equal(after.organizations[0]?.truth.readings, 121)
})

test('a backup restored into a fresh folder is the same company, checked; a full folder is left alone', async () => {
  const backup = await good<{ rows: number }>(data('one'), 'backup', 'resting.backup')
  const restored = await good<{ rows: number }>(data('two'), 'restore', 'resting.backup')
  assert.equal(restored.rows, backup.rows)
  const [before, after] = await Promise.all([
    good<CheckResult>(data('one'), 'check'),
    good<CheckResult>(data('two'), 'check'),
  ])
  assert.ok(after.ok)
  assert.deepEqual(after.organizations, before.organizations)
  assert.deepEqual(await readdir(data('two')), await readdir(data('one')))
  const again = await tandem(data('two'), 'restore', 'resting.backup')
  assert.equal(again.code, 1)
  assert.match(again.err, /in use/)
})

test('what is no whole backup is refused in one sentence before anything is made', async () => {
  await truncate(join(folder, 'resting.backup'), 40)
  for (const [name, sentence] of [
    ['answers.csv', /answers\.csv is not a backup of Tandem/],
    ['no-such.backup', /no-such\.backup can't be read/],
    ['resting.backup', /cut short/],
  ] as const) {
    const run = await tandem(data('three'), 'restore', name)
    assert.equal(run.code, 1, name)
    assert.match(run.err, sentence, name)
    assert.match(run.err, /^[^\n]+\n$/, 'one sentence')
    await assert.rejects(readdir(data('three')), 'no folder was made')
  }
})

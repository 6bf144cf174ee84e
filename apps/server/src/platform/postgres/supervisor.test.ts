import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  unlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { findBinaries, hydrateLinks } from './binaries.ts'
import { boundLog } from './log-file.ts'
import { readPidFile, servesCluster } from './pidfile.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './supervisor.ts'

const log = { info() {}, warn() {}, error() {} }
let dataFolder = ''
const cluster = () => join(dataFolder, 'postgres', 'cluster')

before(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'tandem-postgres-'))
})
const running: EmbeddedPostgres[] = []
async function start(): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dataFolder, log })
  running.push(server)
  return server
}
afterEach(async () => {
  for (const server of running.splice(0)) await server.stop()
})
after(() => rm(dataFolder, { recursive: true, force: true }))

async function withClient<T>(server: EmbeddedPostgres, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const countRows = (server: EmbeddedPostgres) =>
  withClient(server, async (client) =>
    Number((await client.query('SELECT count(*) FROM kept')).rows[0].count),
  )

/** A Tandem of its own process; it prints a line when PostgreSQL is up and stays until it is killed. */
async function startInChild(): Promise<ChildProcess> {
  const supervisor = new URL('./supervisor.ts', import.meta.url).href
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(supervisor)})
    const log = { info() {}, warn() {}, error() {} }
    try {
      const server = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, log })
      console.log('ready', server.port)
      setInterval(() => {}, 1000)
    } catch (error) { console.log(error.message); process.exit(1) }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout ?? child, 'data')
  return child
}

async function waitFor(what: () => Promise<boolean>, message: string): Promise<void> {
  for (const end = Date.now() + 15_000; Date.now() < end; await sleep(20)) if (await what()) return
  assert.fail(message)
}

test('a first start makes a cluster that only we can read, and keeps data over a warm start', async () => {
  const first = await start()
  await withClient(first, async (client) => {
    await client.query('CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 1000)')
    const { rows } = await client.query(
      `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('listen_addresses') AS listen, current_setting('server_encoding') AS encoding,
              (SELECT datlocprovider::text || ' ' || datlocale FROM pg_database WHERE datname = 'tandem') AS locale`,
    )
    assert.deepEqual(rows[0], {
      fsync: 'on',
      commit: 'on',
      listen: '127.0.0.1',
      encoding: 'UTF8',
      locale: 'b C.UTF-8',
    })
  })
  assert.match(first.version, /^18\./)
  assert.equal((await stat(join(dataFolder, 'postgres', 'password'))).mode & 0o777, 0o600)
  assert.equal((await stat(cluster())).mode & 0o777, 0o700)
  if (process.getuid?.() === 0) assert.notEqual((await stat(cluster())).uid, 0)
  await first.stop()
  assert.equal(await readPidFile(cluster()), null)

  const started = performance.now()
  const second = await start()
  const ms = performance.now() - started
  assert.equal(await countRows(second), 1000)
  await second.stop()
  assert.ok(ms < 2000, `warm start took ${ms} ms`)
})

test('the password is needed', async () => {
  const server = await start()
  const stranger = new pg.Client({ connectionString: server.url.replace(/:[^:@]+@/, ':guess@') })
  await assert.rejects(stranger.connect(), /password authentication failed/)
  await server.stop()
})

test('a second Tandem on the same folder is refused while the first lives, and takes over after kill -9', async () => {
  const first = await startInChild()
  const left = await readPidFile(cluster())
  assert.ok(left)
  await assert.rejects(startEmbeddedPostgres({ dataFolder, log }), /Another Tandem is using the data folder/)
  assert.equal(await servesCluster(left.pid, cluster()), true, 'the refused one must not touch the server')

  first.kill('SIGKILL')
  await once(first, 'exit')
  assert.equal(await servesCluster(left.pid, cluster()), true, 'kill -9 leaves PostgreSQL behind')
  const second = await start()
  assert.equal(await countRows(second), 1000)
  assert.equal(await servesCluster(left.pid, cluster()), false, 'the left server was stopped')
  await second.stop()
})

const asRootOnLinux = process.getuid?.() === 0 && process.platform === 'linux'
test('root lends an unprivileged account, with the right to walk through closed folders only where needed', {
  skip: asRootOnLinux ? false : 'needs root on Linux',
}, async () => {
  for (const [mode, capabilities] of [
    [0o700, '0000000000000004'],
    [0o755, '0000000000000000'],
  ] as const) {
    await chmod(dataFolder, mode)
    const server = await start()
    const { pid } = (await readPidFile(cluster())) ?? assert.fail('no pid file')
    const status = await readFile(`/proc/${pid}/status`, 'utf8')
    assert.match(status, /^Uid:\s+[1-9]\d*/m)
    assert.match(status, new RegExp(`^CapEff:\\s+${capabilities}$`, 'm'))
    await server.stop()
  }
})

test('kill -9 of PostgreSQL is reported and mended, at the same address, with every committed row', async () => {
  const server = await start()
  const exits: unknown[] = []
  server.onExit((exit) => exits.push(exit.signal))
  for (const round of [1, 2]) {
    await withClient(server, (client) => client.query('INSERT INTO kept VALUES (0)'))
    const before = await readPidFile(cluster())
    assert.ok(before)
    process.kill(before.pid, 'SIGKILL')
    await waitFor(async () => {
      const now = await readPidFile(cluster())
      return now !== null && now.pid !== before.pid && now.ready
    }, 'PostgreSQL did not come back')
    assert.equal(await countRows(server), 1000 + round)
  }
  assert.deepEqual(exits, ['SIGKILL', 'SIGKILL'])
  await server.stop()
})

test('stopping while PostgreSQL is being started again leaves nothing behind', async () => {
  const server = await start()
  const { pid } = (await readPidFile(cluster())) ?? assert.fail('no pid file')
  process.kill(pid, 'SIGKILL')
  await sleep(60)
  await server.stop()
  const left = await readPidFile(cluster())
  assert.ok(left === null || !(await servesCluster(left.pid, cluster())))
})

test('a stale pid file that names a living process of somebody else does not hinder the start', async () => {
  const file = join(cluster(), 'postmaster.pid')
  await writeFile(file, `${process.pid}\n${cluster()}\n1700000000\n5432\n\n127.0.0.1\n  0 0\nready\n`)
  const server = await start()
  assert.equal(await countRows(server), 1002)
  await server.stop()
})

test('a process that ends by a bug, without stop(), takes PostgreSQL along', async () => {
  const supervisor = new URL('./supervisor.ts', import.meta.url).href
  const code = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(supervisor)})
    const log = { info() {}, warn() {}, error() {} }
    await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)}, log })
    setTimeout(() => { throw new Error('a bug') }, 10)`
  const faulty = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'ignore' })
  const [exitCode] = await once(faulty, 'exit')
  assert.equal(exitCode, 1)
  await waitFor(async () => (await readPidFile(cluster())) === null, 'PostgreSQL outlived its process')
})

test('a cluster of another major version is refused with advice, untouched', async () => {
  const file = join(cluster(), 'PG_VERSION')
  const version = await readFile(file, 'utf8')
  await writeFile(file, '17\n')
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, log }),
    /written by PostgreSQL 17, but this Tandem brings PostgreSQL 18\. .*tandem restore/s,
  )
  await writeFile(file, version)
})

test('a start that fails says why, from the log', async () => {
  const file = join(cluster(), 'global', 'pg_control')
  const saved = await readFile(file)
  await writeFile(file, 'not a control file')
  await assert.rejects(
    startEmbeddedPostgres({ dataFolder, log }),
    /PostgreSQL does not start\. Its log says: .*/s,
  )
  await writeFile(file, saved)
})

test('links that an install without scripts leaves out are made', async () => {
  const { folder } = await findBinaries()
  const copy = await mkdtemp(join(tmpdir(), 'tandem-links-'))
  await mkdir(join(copy, 'native', 'lib'), { recursive: true })
  await cp(join(folder, 'pg-symlinks.json'), join(copy, 'native', 'pg-symlinks.json'))
  const list: { source: string; target: string }[] = JSON.parse(
    await readFile(join(folder, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source } of list) await writeFile(join(copy, source), source)
  const [kept] = list
  assert.ok(kept)
  await symlink('elsewhere', join(copy, kept.target))
  await unlink(join(copy, kept.target))
  await hydrateLinks(copy)
  await hydrateLinks(copy)
  for (const { source, target } of list) assert.equal(await readFile(join(copy, target), 'utf8'), source)
  await rm(copy, { recursive: true })
})

test('the log file stays bounded and keeps the last part', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tandem-log-'))
  const file = join(folder, 'postgres.log')
  await writeFile(file, 'x'.repeat(101))
  await boundLog(file, log, 100)
  assert.deepEqual((await readdir(folder)).sort(), ['postgres.log', 'postgres.log.1'])
  assert.equal((await stat(file)).size, 0)
  assert.equal((await stat(`${file}.1`)).size, 101)
  await rm(folder, { recursive: true })
})

import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { access, chmod, chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { type Account, chooseAccount, launcher, makePrivateFolder } from './account.ts'
import { type Binaries, findBinaries } from './binaries.ts'
import { lockFolder } from './folder-lock.ts'
import { boundLog } from './log-file.ts'
import { endServer, readPidFile, servesCluster } from './pidfile.ts'
import { settingWords } from './settings.ts'

/** What is needed of a logger. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>

/** PostgreSQL ended by itself; the supervisor starts it again after `restartInMs`. */
export type PostgresExit = { code: number | null; signal: NodeJS.Signals | null; restartInMs: number }

export type EmbeddedPostgres = {
  /** postgres://… of the superuser, in the database `tandem`; the same over restarts of the server. */
  url: string
  port: number
  /** As PostgreSQL says it, for example "18.4". */
  version: string
  /** Ends the server cleanly. Close pools first: open connections are cut. */
  stop(): Promise<void>
  /** Is told each time the server ended without being asked to. */
  onExit(callback: (exit: PostgresExit) => void): void
}

/** Files of one embedded PostgreSQL, and what it takes to run it. */
type Home = {
  folder: string
  cluster: string
  logFile: string
  password: string
  binaries: Binaries
  account: Account
}

const database = 'tandem'
/** Held by the living supervisor in the database `postgres`: "TNDM". */
const lockKey = 0x544e444d

/**
 * Starts PostgreSQL in `<dataFolder>/postgres`: makes the cluster the first time, stops a server that a killed
 * run left behind, and starts the server again whenever it dies.
 *
 * @param options.port the port on 127.0.0.1; a free one unless told
 * @throws an error that says what to do: another Tandem uses the folder, the cluster is of another major version,
 *   the account can't reach the folder, the server does not start (with the end of its log)
 */
export async function startEmbeddedPostgres(options: {
  dataFolder: string
  log: Log
  port?: number
}): Promise<EmbeddedPostgres> {
  const dataFolder = resolve(options.dataFolder)
  const folder = join(dataFolder, 'postgres')
  await mkdir(folder, { recursive: true, mode: 0o755 })
  const unlock = await lockFolder(join(folder, 'supervisor.lock'), dataFolder)
  try {
    const home = await openHome(folder)
    await stopLeftServer(home, options.log)
    if (!(await exists(join(home.cluster, 'PG_VERSION')))) await initialise(home, options.log)
    await checkVersion(home)
    const postgres = await new Supervisor(home, options.log).start(options.port)
    return { ...postgres, stop: () => postgres.stop().finally(unlock) }
  } catch (error) {
    unlock()
    throw error
  }
}

async function openHome(folder: string): Promise<Home> {
  const cluster = join(folder, 'cluster')
  const [binaries, account] = await Promise.all([findBinaries(), chooseAccount(cluster)])
  const passwordFile = join(folder, 'password')
  if (!(await exists(passwordFile))) {
    if (await exists(cluster))
      throw new Error(
        `${passwordFile} is missing, so the database in ${cluster} can't be opened. Bring it back from a backup.`,
      )
    await writeFile(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true })
  }
  await chmod(passwordFile, 0o600)
  const password = (await readFile(passwordFile, 'utf8')).trim()
  return { folder, cluster, logFile: join(folder, 'postgres.log'), password, binaries, account }
}

/**
 * Stops a PostgreSQL that runs on the cluster without a supervisor, and removes a pid file that points to a
 * process of somebody else. Refuses when another Tandem holds the lock.
 */
async function stopLeftServer(home: Home, log: Log): Promise<void> {
  const left = await readPidFile(home.cluster)
  if (!left) return
  if (!(await servesCluster(left.pid, home.cluster))) {
    await rm(join(home.cluster, 'postmaster.pid'), { force: true })
    log.warn({ pid: left.pid }, 'Removed the pid file of a PostgreSQL that no longer runs')
    return
  }
  const client = left.port === null ? null : await connect(home, left.port, 'postgres').catch(() => null)
  try {
    if (client && !(await takeLock(client))) throw anotherTandem(home)
  } finally {
    await client?.end().catch(() => undefined)
  }
  log.warn({ pid: left.pid }, 'Stopping the PostgreSQL that a killed run left behind')
  await endServer(left.pid, () => servesCluster(left.pid, home.cluster))
}

async function checkVersion(home: Home): Promise<void> {
  const found = (await readFile(join(home.cluster, 'PG_VERSION'), 'utf8')).trim()
  if (found === home.binaries.major) return
  throw new Error(
    `The data in ${home.cluster} was written by PostgreSQL ${found}, but this Tandem brings PostgreSQL ` +
      `${home.binaries.major}. Make a backup with the Tandem version that wrote it (tandem backup), ` +
      'move the folder away, start this version, and run tandem restore.',
  )
}

/** Makes the cluster beside its final place and moves it there whole, so a killed first start leaves no half. */
async function initialise(home: Home, log: Log): Promise<void> {
  const started = performance.now()
  const fresh = `${home.cluster}.new`
  await rm(fresh, { recursive: true, force: true })
  await makePrivateFolder(fresh, home.account)
  const passwordFile = join(home.folder, 'initdb-password')
  await writeFile(passwordFile, home.password, { mode: 0o600 })
  try {
    if (home.account) await chown(passwordFile, home.account.uid, home.account.gid)
    const words = ['--pgdata', fresh, '--username=postgres', `--pwfile=${passwordFile}`]
    const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
    await runToEnd(home, home.binaries.initdb, [
      ...words,
      ...locale,
      '--auth=scram-sha-256',
      '--data-checksums',
    ])
  } finally {
    await rm(passwordFile, { force: true })
  }
  await rename(fresh, home.cluster)
  log.info({ ms: Math.round(performance.now() - started) }, 'Made a new PostgreSQL cluster')
}

async function runToEnd(home: Home, program: string, words: string[]): Promise<void> {
  const child = await launch(home, program, words, 'pipe')
  let output = ''
  child.stdout?.on('data', (chunk) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk) => {
    output += chunk
  })
  const code = await new Promise((done, fail) => {
    child.once('error', fail)
    child.once('close', done)
  })
  if (code !== 0)
    throw new Error(`PostgreSQL could not make its cluster in ${home.cluster}: ${output.trim()}`)
}

async function launch(home: Home, program: string, words: string[], output: 'pipe' | number) {
  const { prefix, ...identity } = await launcher(home.account, home.binaries, home.folder)
  const [first = program, ...rest] = [...prefix, program, ...words]
  return spawn(first, rest, {
    ...identity,
    stdio: ['ignore', output, output],
    // A process group of its own: Ctrl-C in a terminal must reach Tandem only, which ends PostgreSQL last.
    detached: true,
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  })
}

async function connect(home: Home, port: number, name: string): Promise<pg.Client> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password: home.password,
    database: name,
    application_name: 'tandem supervisor',
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

async function takeLock(client: pg.Client): Promise<boolean> {
  // A backend whose client was killed a moment ago may still hold the lock for some milliseconds.
  for (let attempt = 0; ; attempt++) {
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS got', [lockKey])
    if (rows[0]?.got === true) return true
    if (attempt === 20) return false
    await sleep(25)
  }
}

class Supervisor {
  readonly #home: Home
  readonly #log: Log
  readonly #listeners: ((exit: PostgresExit) => void)[] = []
  #child: ChildProcess | null = null
  #lock: pg.Client | null = null
  #port = 0
  #stopping = false
  #failures = 0
  #restarting: Promise<void> = Promise.resolve()
  #trimmer: NodeJS.Timeout | undefined
  readonly #onProcessExit = () => this.#child?.kill('SIGINT')

  constructor(home: Home, log: Log) {
    this.#home = home
    this.#log = log
  }

  async start(port: number | undefined): Promise<EmbeddedPostgres> {
    this.#port = port ?? (await freePort())
    process.on('exit', this.#onProcessExit)
    try {
      await this.#launchFirst(port === undefined)
      const version = await this.#prepareDatabase()
      this.#trimmer = setInterval(() => boundLog(this.#home.logFile, this.#log), 60_000).unref()
      const auth = `postgres:${encodeURIComponent(this.#home.password)}`
      return {
        url: `postgres://${auth}@127.0.0.1:${this.#port}/${database}`,
        port: this.#port,
        version,
        stop: () => this.#stop(),
        onExit: (callback) => this.#listeners.push(callback),
      }
    } catch (error) {
      await this.#stop()
      throw error
    }
  }

  async #launchFirst(anyPort: boolean): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#launchServer()
      } catch (error) {
        // Helpers of a killed server need a moment to notice and let go of its memory; and between finding a free
        // port and using it somebody else may take it.
        const memory = String(error).includes('still in use')
        const portTaken = anyPort && String(error).includes('could not bind')
        if (attempt === 20 || (!memory && !portTaken)) throw error
        if (portTaken) this.#port = await freePort()
        await sleep(250)
      }
    }
  }

  /** Starts the server, waits until it takes connections, and takes the lock of the data folder. */
  async #launchServer(): Promise<void> {
    const child = await this.#spawnServer()
    child.once('exit', (code, signal) => this.#died(child, code, signal))
    try {
      await this.#waitUntilReady(child)
      this.#lock = await connect(this.#home, this.#port, 'postgres')
      if (!(await takeLock(this.#lock))) throw anotherTandem(this.#home)
      // From here on the death of this process brings a restart.
      this.#child = child
    } catch (error) {
      if (child.pid && runs(child)) await endServer(child.pid, async () => runs(child))
      throw error
    }
    if (!runs(child)) this.#died(child, child.exitCode, child.signalCode)
  }

  async #waitUntilReady(child: ChildProcess): Promise<void> {
    for (const end = Date.now() + 120_000; Date.now() < end; await sleep(5)) {
      if (!runs(child)) throw new Error(`PostgreSQL does not start. Its log says: ${await this.#logEnd()}`)
      const file = await readPidFile(this.#home.cluster)
      if (file?.ready && file.pid === child.pid) return
    }
    throw new Error(
      `PostgreSQL in ${this.#home.cluster} did not become ready within two minutes. See ${this.#home.logFile}.`,
    )
  }

  async #spawnServer(): Promise<ChildProcess> {
    const log = await open(this.#home.logFile, 'a', 0o600)
    try {
      const words = ['-D', this.#home.cluster, ...settingWords(this.#port)]
      const child = await launch(this.#home, this.#home.binaries.postgres, words, log.fd)
      await new Promise((done, fail) => {
        child.once('spawn', done)
        child.once('error', fail)
      })
      return child
    } finally {
      await log.close()
    }
  }

  async #logEnd(): Promise<string> {
    const text = await readFile(this.#home.logFile, 'utf8').catch(() => '')
    return text.trim().split('\n').slice(-4).join(' / ')
  }

  async #prepareDatabase(): Promise<string> {
    const client = this.#lock
    if (!client) throw new Error('PostgreSQL is not running.')
    const { rows } = await client.query(
      `SELECT current_setting('server_version') AS version,
              EXISTS (SELECT FROM pg_database WHERE datname = $1) AS made`,
      [database],
    )
    if (!rows[0]?.made) await client.query(`CREATE DATABASE ${database}`)
    return String(rows[0]?.version)
  }

  #died(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#stopping || child !== this.#child) return
    this.#child = null
    this.#restarting = this.#restart(code, signal)
  }

  async #restart(code: number | null, signal: NodeJS.Signals | null): Promise<void> {
    const startedAt = Date.now()
    while (!this.#stopping) {
      const restartInMs = Math.min(10_000, 50 * 2 ** this.#failures)
      this.#failures += 1
      this.#log.error({ code, signal, restartInMs }, 'PostgreSQL ended by itself; starting it again')
      for (const listener of this.#listeners) listener({ code, signal, restartInMs })
      await sleep(restartInMs)
      await this.#lock?.end().catch(() => undefined)
      if (this.#stopping) return
      try {
        await this.#launchServer()
        this.#log.warn({ ms: Date.now() - startedAt }, 'PostgreSQL is back')
        // Only a server that stays up for a while earns a quick restart the next time.
        setTimeout(() => (this.#failures = 0), 60_000).unref()
        return
      } catch (error) {
        this.#log.error({ error }, 'PostgreSQL did not come back')
      }
    }
  }

  async #stop(): Promise<void> {
    if (this.#stopping) return
    this.#stopping = true
    clearInterval(this.#trimmer)
    await this.#restarting
    process.off('exit', this.#onProcessExit)
    await this.#lock?.end().catch(() => undefined)
    const child = this.#child
    if (!child?.pid) return
    await endServer(child.pid, async () => runs(child))
    this.#child = null
  }
}

const runs = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

const anotherTandem = (home: Home) =>
  new Error(
    `Another Tandem is using the data folder ${home.folder}. Stop it first, or choose another folder.`,
  )

/** A port of 127.0.0.1 that nobody listens on just now. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() =>
        typeof address === 'object' && address
          ? done(address.port)
          : fail(new Error('No free port was found.')),
      )
    })
  })
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )

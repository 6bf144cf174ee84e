import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { Authenticator, accountRoutes, createAuth } from './account/index.ts'
import { goalsRoutes } from './goals/index.ts'
import { linkRoutes } from './link/index.ts'
import {
  countSignals,
  erasePerson,
  handleListenJobs,
  type ListenServices,
  listenRoutes,
  SignalIntake,
} from './listen/index.ts'
import { type Analytics, openAnalytics } from './platform/analytics/index.ts'
import type { Config } from './platform/config.ts'
import { type Database, openDatabase } from './platform/db/index.ts'
import { healthRoutes } from './platform/http/health.ts'
import { type AllRoutes, createHttpApp } from './platform/http/index.ts'
import { Jobs } from './platform/jobs.ts'
import { createLog, type Log } from './platform/log.ts'
import { createMail } from './platform/mail.ts'
import { startEmbeddedPostgres } from './platform/postgres/supervisor.ts'
import { Projector } from './platform/projector/index.ts'
import { Telemetry } from './platform/telemetry.ts'
import { writeServerFile } from './server-file.ts'
import { ensureCliKey, handleSystemJobs, systemRoutes } from './system/index.ts'
import { progressRoutes, readBaseline, understandRoutes, voicesRoutes } from './understand/index.ts'
import { version } from './version.ts'

export interface Tandem {
  /** The address to open. */
  readonly url: string
  readonly database: Database
  readonly analytics: Analytics
  readonly jobs: Jobs
  readonly projector: Projector
  readonly log: Log
  /** Finish what is running, then close everything; nothing accepted is lost either way. */
  stop(): Promise<void>
}

export interface StartOptions {
  /** Check every answer against the contract; for tests. */
  readonly checkResponses?: boolean
  /** `worker` runs jobs and the projector without listening. */
  readonly role?: 'server' | 'worker'
  /** Let commands go through this server; off for one that lives only as long as a command. On unless told. */
  readonly announce?: boolean
}

/** Start a whole Tandem: databases, migrations, projector, jobs, then the listening socket. */
export async function startTandem(config: Config, options: StartOptions = {}): Promise<Tandem> {
  const closers: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const close of closers.reverse().splice(0)) await inTime(close(), config)
  }
  try {
    return await compose(config, options, closers, stop)
  } catch (error) {
    await stop().catch(() => undefined)
    throw error
  }
}

/**
 * Longest wait for one thing to stop; PostgreSQL itself is given 30 seconds. Whatever hangs, the others are closed:
 * what was accepted is committed, and what is not projected yet is projected at the next start.
 */
const stopMilliseconds = 40_000

async function inTime(closing: Promise<unknown>, config: Config): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      createLog(config.logLevel).warn('Something does not stop; closing the rest without it')
      resolve()
    }, stopMilliseconds)
  })
  try {
    await Promise.race([closing, late])
  } finally {
    clearTimeout(timer)
  }
}

async function compose(
  config: Config,
  options: StartOptions,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Tandem> {
  const log = createLog(config.logLevel)
  const telemetry = new Telemetry()
  await mkdir(config.dataFolder, { recursive: true })
  const { database, analytics } = await openStorage(config, log, closers)
  const projector = new Projector({ database, analytics, telemetry, log })
  const jobs = new Jobs(database, log)
  const intake = new SignalIntake(database, telemetry, () => projector.wake())
  const listen: ListenServices = {
    database,
    intake,
    jobs,
    filesFolder: join(config.dataFolder, 'files'),
    importMaxBytes: config.importMaxBytes,
    wakeProjector: () => projector.wake(),
    log,
  }
  const system = {
    database,
    analytics,
    projector,
    jobs,
    intake,
    log,
    dataFolder: config.dataFolder,
    dataFiles: listen.filesFolder,
  }
  handleListenJobs(listen)
  handleSystemJobs(system)
  await jobs.start()
  closers.push(() => jobs.stop())
  await projector.start()
  closers.push(() => projector.stop())
  const tandem = { database, analytics, jobs, projector, log, stop }
  if (options.role === 'worker') return { ...tandem, url: '' }

  // Requests that come between listening and being ready wait for the rest of the composition.
  const ready = Promise.withResolvers<RequestListener>()
  const server = createServer(
    (request, response) => void ready.promise.then((listener) => listener(request, response)),
  )
  server.listen(config.port, config.host)
  await once(server, 'listening')
  closers.push(() => closeServer(server))
  const { port } = server.address() as AddressInfo
  const url =
    config.url ??
    `http://${['0.0.0.0', '::', '127.0.0.1'].includes(config.host) ? 'localhost' : config.host}:${port}`
  const secret = config.secret ?? (await keptSecret(join(config.dataFolder, 'secret')))
  const mail = createMail({
    smtpUrl: config.smtpUrl,
    from: config.mailFrom,
    outboxFolder: join(config.dataFolder, 'outbox'),
  })
  const auth = await createAuth({ database, config, secret, baseUrl: url, mail, log })
  const authenticator = new Authenticator(database, auth)
  const forgetKeys = (organizationId: string) => intake.forgetKeys(organizationId)
  const routes: AllRoutes = {
    ...accountRoutes({
      config,
      database,
      auth,
      authenticator,
      mail,
      version,
      afterSetup: () => ensureCliKey(database, config.dataFolder),
      startDemo: (organizationId) => jobs.add('demo', organizationId, 'system', { scale: 1, seed: 1 }),
    }),
    ...linkRoutes({
      forgetKeys,
      countSignals,
      erasePerson: (caller, personId, dryRun) =>
        erasePerson({ ...listen, forgetKeys }, caller, personId, dryRun),
    }),
    ...goalsRoutes({
      forgetKeys,
      heardBaseline: async (caller, goal) =>
        (await readBaseline(analytics, caller, goal)).baseline?.value ?? null,
    }),
    ...listenRoutes(listen),
    ...understandRoutes({ analytics }),
    ...voicesRoutes(analytics),
    ...progressRoutes(analytics),
    ...systemRoutes(system),
  }
  const app = new Hono()
  app.route(
    '/',
    healthRoutes({
      version,
      telemetry,
      metricsToken: config.metricsToken,
      problems: () => projector.problems(),
    }),
  )
  app.route(
    '/',
    createHttpApp({
      routes,
      authenticate: authenticator.authenticate,
      authHandler: auth.handler,
      log,
      telemetry,
      trustProxy: config.trustProxy,
      baseUrl: () => url,
      checkResponses: options.checkResponses ?? false,
      webFolder: fileURLToPath(new URL('../../web/dist', import.meta.url)),
    }),
  )
  ready.resolve(getRequestListener(app.fetch))
  await ensureCliKey(database, config.dataFolder)
  if (options.announce !== false) {
    await writeServerFile(config.dataFolder, {
      pid: process.pid,
      url: `http://127.0.0.1:${port}`,
      databaseUrl: database.url,
    })
    closers.push(() => rm(join(config.dataFolder, 'server.json'), { force: true }))
  }
  return { ...tandem, url }
}

async function openStorage(config: Config, log: Log, closers: (() => Promise<unknown>)[]) {
  let databaseUrl = config.databaseUrl
  if (!databaseUrl) {
    const postgres = await startEmbeddedPostgres({ dataFolder: config.dataFolder, log })
    closers.push(() => postgres.stop())
    databaseUrl = postgres.url
  }
  const database = await openDatabase(databaseUrl, {
    connections: config.databaseConnections,
    log: (problem) => log.warn({ problem }, 'database connection'),
  })
  closers.push(() => database.close())
  const analytics = await openAnalytics(
    config.clickhouseUrl
      ? {
          url: config.clickhouseUrl,
          ...(config.clickhouseCluster ? { cluster: config.clickhouseCluster } : {}),
        }
      : { dataFolder: config.dataFolder },
    log,
  )
  closers.push(() => analytics.close())
  return { database, analytics }
}

/** The session secret, made at the first start and kept for the owner of the process only. */
async function keptSecret(file: string): Promise<string> {
  const made = randomBytes(48).toString('base64url')
  await writeFile(file, made, { mode: 0o600, flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return readFile(file, 'utf8')
}

/** Stop taking requests, let the running ones end for a few seconds, then cut them. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), 3_000)
  await closed
  clearTimeout(timer)
}

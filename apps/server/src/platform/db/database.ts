import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { Overloaded } from '../errors.ts'
import { appRole, migrate } from './migrate.ts'

// Dates stay text (YYYY-MM-DD or infinity): a JavaScript Date would shift them by the time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text))

/** Drizzle over the one connection of the running transaction. */
export type Transaction = NodePgDatabase & { readonly $client: pg.PoolClient }

export interface Database {
  /**
   * Run `work` in a transaction that sees and writes only this organization (row-level security).
   * The whole of `work` uses one connection; never take a second one inside.
   */
  withOrganization<T>(organizationId: string, work: (tx: Transaction) => Promise<T>): Promise<T>
  /** A transaction without tenant limits: only for sign-in, set-up, the projector and jobs. */
  asSystem<T>(work: (tx: Transaction) => Promise<T>): Promise<T>
  /** The unlimited pool, for libraries that bring their own queries (better-auth, pg-boss). */
  readonly systemPool: pg.Pool
  readonly url: string
  close(): Promise<void>
}

/** How long a request waits for a free connection before it is told to come back later. */
const waitMilliseconds = 10_000

/** Connect, migrate, and hand out scoped transactions. Throws when the database can't be reached or migrated. */
export async function openDatabase(
  url: string,
  options: { connections?: number; log?: (problem: string) => void } = {},
): Promise<Database> {
  const connections = options.connections ?? 16
  const migrator = new pg.Client({ connectionString: url })
  await migrator.connect()
  try {
    await migrate(migrator)
  } finally {
    await migrator.end()
  }
  const settings = {
    connectionString: url,
    connectionTimeoutMillis: waitMilliseconds,
    application_name: 'tandem',
  }
  // The app pool starts each connection as the bound role; the login role itself is only used by the system pool.
  const appPool = new pg.Pool({ ...settings, max: connections, options: `-c role=${appRole}` })
  const systemPool = new pg.Pool({ ...settings, max: Math.max(6, Math.ceil(connections / 2)) })
  for (const pool of [appPool, systemPool]) pool.on('error', (error) => options.log?.(error.message))
  return {
    url,
    systemPool,
    withOrganization: (organizationId, work) =>
      transaction(
        appPool,
        work,
        `select set_config('tandem.organization_id', '${checkedUuid(organizationId)}', true)`,
      ),
    asSystem: (work) => transaction(systemPool, work),
    close: async () => {
      await Promise.all([appPool.end(), systemPool.end()])
    },
  }
}

function checkedUuid(id: string): string {
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Error('An organization id must be a UUID.')
  return id
}

const busy = 'The server is busy. Try again in a few seconds.'
const restarting = 'The database is not answering; it is probably restarting. Try again in a few seconds.'
/** SQLSTATEs and socket errors of a server that is away or coming back; nothing was committed, or the sender can't know. */
const awayCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
])

function translate(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const cause = error.cause instanceof Error ? error.cause : error
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (cause.message.includes('timeout exceeded when trying to connect')) return new Overloaded(busy)
  if (awayCodes.has(code) || cause.message.includes('Connection terminated'))
    return new Overloaded(restarting, 3)
  return error
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw translate(error)
  }
}

async function transaction<T>(
  pool: pg.Pool,
  work: (tx: Transaction) => Promise<T>,
  first?: string,
): Promise<T> {
  const client = await connect(pool)
  let broken: Error | undefined
  try {
    await client.query(first ? `begin; ${first}` : 'begin')
    const result = await work(drizzle(client) as Transaction)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((e: Error) => {
      broken = e
    })
    throw translate(error)
  } finally {
    client.release(broken)
  }
}

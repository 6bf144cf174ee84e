import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { Overloaded } from '../errors.ts'
import { appRole, migrate } from './migrate.ts'

// Dates stay text (YYYY-MM-DD or infinity): a JavaScript Date would shift them by the time zone.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => Number(text))

/** Drizzle over the one connection of the running transaction. */
export type Transaction = NodePgDatabase & { readonly $client: pg.PoolClient }

/** A statement that each connection prepares once; the server plans it then. */
export interface Prepared {
  /** Of its own in the whole program; letters, digits and _. */
  readonly name: string
  /** SQL types of $1, $2... in `text`. */
  readonly types: readonly string[]
  readonly text: string
}

export interface Database {
  /**
   * Run `work` in a transaction that sees and writes only this organization (row-level security).
   * The whole of `work` uses one connection; never take a second one inside.
   */
  withOrganization<T>(organizationId: string, work: (tx: Transaction) => Promise<T>): Promise<T>
  /**
   * Run one statement as a transaction of its own, bound to this organization as above: begin, binding, statement and
   * commit are one message to the server and one answer. Rows come back after the commit.
   */
  execute<Row extends pg.QueryResultRow>(
    organizationId: string,
    statement: Prepared,
    values: readonly string[],
  ): Promise<Row[]>
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
  const startup = `-c role=${appRole} -c standard_conforming_strings=on`
  const appPool = new pg.Pool({ ...settings, max: connections, options: startup })
  const systemPool = new pg.Pool({ ...settings, max: Math.max(6, Math.ceil(connections / 2)) })
  for (const pool of [appPool, systemPool]) pool.on('error', (error) => options.log?.(error.message))
  return {
    url,
    systemPool,
    withOrganization: (organizationId, work) => transaction(appPool, work, bindTo(organizationId)),
    execute: (organizationId, statement, values) =>
      executePrepared(appPool, bindTo(organizationId), statement, values),
    asSystem: (work) => transaction(systemPool, work),
    close: async () => {
      await Promise.all([appPool.end(), systemPool.end()])
    },
  }
}

/** Binds the running transaction to an organization: row-level security shows and takes nothing else. */
function bindTo(organizationId: string): string {
  if (!/^[0-9a-f-]{36}$/.test(organizationId)) throw new Error('An organization id must be a UUID.')
  return `select set_config('tandem.organization_id', '${organizationId}', true)`
}

const preparedOn = new WeakMap<pg.PoolClient, Set<string>>()

/**
 * Several statements in one message of the simple protocol are one transaction: all of it is committed before the
 * answer ends, or none. (EXECUTE runs the plan that PREPARE made; the extended protocol takes one statement a message.)
 */
async function executePrepared<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  binding: string,
  { name, types, text }: Prepared,
  values: readonly string[],
): Promise<Row[]> {
  const client = await connect(pool)
  let broken: Error | undefined
  try {
    const prepared = preparedOn.get(client) ?? new Set()
    preparedOn.set(client, prepared)
    const prepare = prepared.has(name) ? '' : `prepare ${name}${inBrackets(types)} as ${text}; `
    prepared.add(name)
    const answer = await client.query<Row>(
      `${prepare}${binding}; execute ${name}${inBrackets(values.map(literal))}`,
    )
    // A list of results, one a statement, which the types of the driver do not know.
    return [answer].flat().at(-1)!.rows
  } catch (error) {
    // Whether the connection has prepared the statement is not known: it is closed, the next one prepares again.
    broken = error instanceof Error ? error : new Error(String(error))
    throw translate(error)
  } finally {
    client.release(broken)
  }
}

const inBrackets = (list: readonly string[]) => (list.length > 0 ? ` (${list.join(', ')})` : '')

/** Quoted as standard_conforming_strings has it, which the pool sets: only the quote itself is special. */
function literal(value: string): string {
  if (value.includes('\0')) throw new Error('PostgreSQL takes no NUL in a text.')
  return `'${value.replaceAll("'", "''")}'`
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

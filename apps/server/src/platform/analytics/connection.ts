/**
 * The one door to the analytics engine: ClickHouse in process (chDB) or a ClickHouse server, by the same client.
 *
 * What measurement and reading of chdb 3.4.0 (engine 26.7) showed, and what follows from it here:
 * - A chDB connection runs one statement at a time; a second one waits, even `SELECT 1` behind a long scan. Several
 *   connections to the same folder run at the same time and see the same tables at once. Opening one more costs
 *   1 ms. So there are lanes of connections: reads, writes, maintenance, and one that tells at once whether anything
 *   changed.
 * - Each running statement holds a libuv thread. scripts/start.ts and bin/tandem.js therefore raise
 *   UV_THREADPOOL_SIZE above the five connections used here, or files and DNS would wait for long queries.
 * - `clickhouse_settings` of the client become `SET` and stick to the connection; a SETTINGS clause does not. So
 *   settings are set once, when a connection is opened.
 * - Errors arrive as ClickHouseError with the engine's code. A failed statement leaves the connection usable, and
 *   a failed insert writes nothing.
 * - Statements with bound parameters run one at a time in the whole process, so values stand in the text: params.ts.
 * - A value of type Date loses its milliseconds, and ISO 8601 with Z is refused for DateTime64: values are
 *   strings such as 2024-01-02 03:04:05.678. 64-bit integers above 2^53 arrive rounded: ask for toString().
 * - A running statement can't be cancelled; max_execution_time ends it from within (checked: code 159).
 * - close() while a statement runs lets it end. Reopening takes 50 ms. One process may open a folder, and one
 *   process may open one folder only.
 * - Inserts: about 100,000 wide rows a second, 4 ms at least. Memory: 260 MB at rest.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client'
import { createChdbConnection } from 'chdb/connection'
import { z } from 'zod'
import { Overloaded } from '../errors.ts'
import type { Log } from '../log.ts'
import { KeptMoments, type QuarterMemory } from './kept-moments.ts'
import { Lane } from './lane.ts'
import { type Params, withValues } from './params.ts'

/** Questions of one organization, and only about it. */
export type OrganizationAnalytics = {
  readonly organizationId: string
  /**
   * Runs a SELECT that names `{organization:UUID}` for every table it reads; the value is added here.
   * Rows are checked by the schema. Throws Overloaded when the engine is busy or the question too big.
   */
  query<Row extends z.ZodType>(sql: string, params: Params, row: Row): Promise<z.output<Row>[]>
  /** Moments known from before; absent in a cluster, whose parts lie on several machines. */
  readonly quarters?: QuarterMemory
}

export type Analytics = {
  /** Embedded, or a server; a cluster has a name and needs the clustered form of the tables. */
  readonly place: { kind: 'embedded'; folder: string } | { kind: 'server'; cluster: string | null }
  forOrganization(organizationId: string): OrganizationAnalytics
  /**
   * A word for the content of the tables: another one whenever rows were written or removed, by any process. Merging
   * may change it too. Milliseconds, however much there is.
   */
  state(): Promise<string>
  /** A SELECT over all organizations, without limits: for checks and upkeep only, never for a person's question. */
  survey<Row extends z.ZodType>(sql: string, params: Params, row: Row): Promise<z.output<Row>[]>
  /** Inserts rows as one block; either all of them or none are there afterwards. */
  insert(table: string, rows: readonly object[]): Promise<void>
  /** DDL and maintenance; may take minutes and does not hold up inserts. */
  command(sql: string): Promise<void>
  /** Questions running and waiting. */
  load(): { running: number; waiting: number }
  /** Waits for what runs, then closes. */
  close(): Promise<void>
}

export type AnalyticsOptions = { dataFolder: string } | { url: string; cluster?: string | null }

export type AnalyticsLimits = {
  /** Questions computed at the same time. */
  readers: number
  /** Questions that may wait for a free reader. */
  maxWaiting: number
  /** Milliseconds a question waits before it is refused. */
  maxWaitMs: number
  /** Seconds after which the engine gives up on a question. */
  maxExecutionSeconds: number
  /** Bytes of memory one question may take. */
  maxMemoryBytes: number
}

const defaultLimits: AnalyticsLimits = {
  readers: 2,
  maxWaiting: 2_000,
  maxWaitMs: 15_000,
  maxExecutionSeconds: 30,
  maxMemoryBytes: 600_000_000,
}

/** Settings of every connection, so that the same SQL gives the same answer in process and on a server. */
const commonSettings: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 0,
  output_format_json_quote_denormals: 0,
  date_time_input_format: 'best_effort',
  date_time_output_format: 'iso',
  join_use_nulls: 0,
  // Lists of units stand in the query.
  max_query_size: '20000000',
  // A row's partition never changes (its date is part of its key), so duplicates lie in one partition.
  do_not_merge_across_partitions_select_final: 1,
  async_insert: 0,
  distributed_foreground_insert: 1,
  // A file of many years is one batch.
  max_partitions_per_insert_block: '0',
  // OPTIMIZE of what is merged already costs nothing.
  optimize_skip_merged_partitions: 1,
  mutations_sync: '2',
  alter_sync: '2',
}

/**
 * Opens the analytics engine: in `<dataFolder>/clickhouse` in this process, or the server at a URL.
 * Throws an error that says what to do when another process holds the folder or the server does not answer.
 */
export async function connectAnalytics(
  options: AnalyticsOptions,
  log: Log,
  limits: Partial<AnalyticsLimits> = {},
): Promise<Analytics> {
  const bounds = { ...defaultLimits, ...limits }
  const read: ClickHouseSettings = {
    ...commonSettings,
    max_execution_time: bounds.maxExecutionSeconds,
    max_memory_usage: String(bounds.maxMemoryBytes),
    max_bytes_before_external_group_by: String(Math.floor(bounds.maxMemoryBytes / 2)),
    readonly: '2',
  }
  const write: ClickHouseSettings = { ...commonSettings, max_execution_time: 0 }
  const open = 'url' in options ? await serverOpener(options.url) : await embeddedOpener(options.dataFolder)
  const place: Analytics['place'] =
    'url' in options
      ? { kind: 'server', cluster: options.cluster ?? null }
      : { kind: 'embedded', folder: clickhouseFolder(options.dataFolder) }
  const opened: ClickHouseClient[] = []
  const lane = async (size: number, settings: ClickHouseSettings, maxWaiting: number, maxWaitMs: number) => {
    const clients = await Promise.all(Array.from({ length: size }, () => open(settings)))
    opened.push(...clients)
    return new Lane(clients, { maxWaiting, maxWaitMs })
  }
  const patient = 2 ** 31 - 1
  const lanes = {
    read: await lane(bounds.readers, read, bounds.maxWaiting, bounds.maxWaitMs),
    write: await lane(1, write, 1000, patient),
    maintain: await lane(1, write, 1000, patient),
    state: await lane(1, read, 1000, bounds.maxWaitMs),
  }
  log.info({ place: place.kind, readers: bounds.readers }, 'Opened the analytics engine')
  return new Engine(place, lanes, opened)
}

export const clickhouseFolder = (dataFolder: string) => join(resolve(dataFolder), 'clickhouse')

type Open = (settings: ClickHouseSettings) => Promise<ClickHouseClient>

async function embeddedOpener(dataFolder: string): Promise<Open> {
  const path = clickhouseFolder(dataFolder)
  await mkdir(path, { recursive: true, mode: 0o700 })
  return async (settings) => {
    let client: ClickHouseClient
    try {
      client = createClient({ connection: bridge(createChdbConnection({ path })) })
    } catch (error) {
      if (!/one active data directory|Failed to create connection/.test(String(error))) throw error
      throw new Error(
        `The analytics data in ${path} can't be opened: another Tandem is using this data folder. ` +
          'Stop it first, or choose another folder with TANDEM_DATA. If none is running, delete the folder ' +
          `${path} and start again: it is rebuilt from PostgreSQL.`,
        { cause: error },
      )
    }
    const list = Object.entries(settings).map(([name, value]) => `${name} = ${literal(value)}`)
    await client.command({ query: `SET ${list.join(', ')}` })
    return client
  }
}

type ClientConnection = NonNullable<NonNullable<Parameters<typeof createClient>[0]>['connection']>

/**
 * chdb implements the connection of @clickhouse/client-common, of which @clickhouse/client carries a copy of its
 * own; the two declarations differ in nothing but where they stand, which is enough for the compiler.
 */
const bridge = (connection: unknown) => connection as ClientConnection

const literal = (value: unknown) => (typeof value === 'number' ? String(value) : `'${String(value)}'`)

async function serverOpener(url: string): Promise<Open> {
  return async (settings) => {
    const client = createClient({
      url,
      application: 'tandem',
      clickhouse_settings: settings,
      request_timeout: 600_000,
      max_open_connections: 1,
      // The caller gets each failure as an error; the client's own lines would only repeat it on standard output.
      log: { level: ClickHouseLogLevel.OFF },
      compression: { response: true, request: true },
    })
    const answer = await client.ping()
    if (answer.success) return client
    await client.close()
    throw new Error(
      `The ClickHouse server does not answer: ${answer.error.message}. Check CLICKHOUSE_URL and the server.`,
      { cause: answer.error },
    )
  }
}

const statesSql = `SELECT partition_id AS quarter, hex(sipHash128(arraySort(groupArray((name, hash_of_all_files))))) AS state
  FROM system.parts WHERE active AND database = currentDatabase() AND table = 'readings' GROUP BY partition_id`
const stateRow = z.object({ quarter: z.string(), state: z.string() })

type Lanes = Record<'read' | 'write' | 'maintain' | 'state', Lane<ClickHouseClient>>

class Engine implements Analytics {
  readonly place: Analytics['place']
  readonly #lanes: Lanes
  readonly #clients: ClickHouseClient[]
  readonly #quarters: QuarterMemory | null

  constructor(place: Analytics['place'], lanes: Lanes, clients: ClickHouseClient[]) {
    this.place = place
    this.#lanes = lanes
    this.#clients = clients
    const states = async () => {
      const rows = await this.#ask(this.#lanes.state, statesSql, {}, stateRow)
      return new Map(rows.map(({ quarter, state }) => [quarter, state]))
    }
    const clustered = place.kind === 'server' && place.cluster !== null
    this.#quarters = clustered ? null : { kept: new KeptMoments(), states }
  }

  forOrganization(organizationId: string): OrganizationAnalytics {
    return {
      organizationId,
      ...(this.#quarters ? { quarters: this.#quarters } : {}),
      query: async (sql, params, row) => {
        checkTenancy(sql, params)
        return this.#ask(this.#lanes.read, sql, { ...params, organization: organizationId }, row)
      },
    }
  }

  async state(): Promise<string> {
    const cluster = this.place.kind === 'server' ? this.place.cluster : null
    const parts = cluster === null ? 'system.parts' : `clusterAllReplicas(${literal(cluster)}, system.parts)`
    const [row] = await this.#ask(
      this.#lanes.state,
      `SELECT hex(sipHash128(arraySort(groupArray((table, hash_of_all_files))))) AS state FROM ${parts}
       WHERE active AND database = currentDatabase()`,
      {},
      z.object({ state: z.string() }),
    )
    return row!.state
  }

  survey<Row extends z.ZodType>(sql: string, params: Params, row: Row): Promise<z.output<Row>[]> {
    return this.#ask(this.#lanes.maintain, sql, params, row)
  }

  #ask<Row extends z.ZodType>(
    lane: Lane<ClickHouseClient>,
    sql: string,
    params: Params,
    row: Row,
  ): Promise<z.output<Row>[]> {
    const query = withValues(sql, params)
    return lane.run(async (client) => {
      const rows = await explained(async () => {
        const result = await client.query({ query, format: 'JSONEachRow' })
        return result.json<unknown>()
      })
      return rows.map((item) => row.parse(item))
    })
  }

  insert(table: string, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return Promise.resolve()
    return this.#lanes.write.run(async (client) => {
      await client.insert({ table, values: [...rows], format: 'JSONEachRow' })
    })
  }

  command(sql: string): Promise<void> {
    return this.#lanes.maintain.run(async (client) => {
      await client.command({ query: sql })
    })
  }

  load() {
    return this.#lanes.read.load
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.drain()))
    for (const client of this.#clients.splice(0)) await client.close()
  }
}

/** Every table read must be bound to the organization, and nobody but this file says which one it is. */
function checkTenancy(sql: string, params: Params): void {
  if ('organization' in params)
    throw new Error('The organization of a query is not a parameter of the caller.')
  const bound = sql.match(/organization_id\s*=\s*\{organization:UUID\}/g)?.length ?? 0
  const tables = sql.match(/\b(?:FROM|JOIN)\s+(?:readings|comments)\b/gi)?.length ?? 0
  if (bound === 0 || bound < tables)
    throw new Error('A query must say organization_id = {organization:UUID} for every table it reads.')
}

/** Turns the engine's limits into words for a person; other errors are faults of ours and pass. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // Not `instanceof ClickHouseError`: chDB and the client bring that class from two packages.
    const type = error instanceof Error && 'type' in error ? error.type : null
    const advice = 'Choose a shorter period or fewer units.'
    if (type === 'TIMEOUT_EXCEEDED') throw new Overloaded(`This question takes too long. ${advice}`, 10)
    if (type === 'MEMORY_LIMIT_EXCEEDED')
      throw new Overloaded(`This question needs too much memory. ${advice}`, 10)
    throw error
  }
}

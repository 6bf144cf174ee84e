/**
 * Tables of the analytics engine, declared once for one machine and for a cluster.
 *
 * Readings are kept so that exact counts stay cheap. The engine may hold a row several times until it merges (a batch
 * sent twice, a correction), so every question reads FINAL. Measured with chDB on two shared cores, 5 or 10 M readings
 * of 1,000 units over four years, "count, mean, variance by unit", FINAL against the bare aggregate (10 M: 190 ms on a
 * quiet machine, 400 to 600 ms on a busy one, when seven alternating rounds gave 402 ms FINAL and 406 ms bare):
 *
 *   partitions   after a load, unmerged   after merging   with fresh rows in the last partition
 *   none         5 to 17 x                1.0 to 1.1 x    (every merge rewrites everything)
 *   year         2 to 5 x                 0.8 to 1.4 x
 *   quarter      7.5 x                    0.8 to 1.0 x    1.15 x
 *   month        4 to 9 x                 1.0 to 1.1 x    (a file of six years makes 72 parts a batch)
 *
 * A partition that is merged into one part costs nothing extra, so what counts is that few rows are in the partition
 * that still receives rows. Quarters keep that part small and the number of parts of an import bearable.
 * `mergeParts` merges what is not merged; the engine does so by itself after ten minutes.
 *
 * Keys never change: a corrected reading whose unit or day is another gets a deleting row in its old place.
 */
import { z } from 'zod'
import type { Analytics } from './connection.ts'

/** Tables with rows of organizations. */
export const dataTables = ['readings', 'comments'] as const
export type DataTable = (typeof dataTables)[number]

const columns: Record<DataTable, string> = {
  readings: `
    organization_id UUID,
    metric_id UUID,
    unit_id UUID,
    occurred_on Date32,
    occurred_at DateTime64(3, 'UTC'),
    signal_id UUID,
    source LowCardinality(String),
    value Float64 COMMENT 'scored, on the scale of the metric',
    raw Float64 COMMENT 'as given',
    employee_ids Array(UUID),
    customer_id UUID COMMENT 'zero where unknown, as the two below',
    evaluator_id UUID,
    touchpoint_id UUID,
    channel LowCardinality(String),
    language LowCardinality(String),
    attributes Map(LowCardinality(String), String),
    version UInt64 COMMENT 'of the signal, from PostgreSQL',
    deleted UInt8`,
  comments: `
    organization_id UUID,
    signal_id UUID,
    position UInt8,
    unit_id UUID,
    occurred_on Date32,
    occurred_at DateTime64(3, 'UTC'),
    source LowCardinality(String),
    language LowCardinality(String),
    touchpoint_id UUID,
    channel LowCardinality(String),
    length UInt32 COMMENT 'characters',
    score Nullable(Float64) COMMENT 'of the rating it came with',
    score_metric_id UUID,
    version UInt64,
    deleted UInt8`,
}

const sortingKeys: Record<DataTable, string> = {
  readings: 'organization_id, metric_id, unit_id, occurred_on, signal_id',
  comments: 'organization_id, unit_id, occurred_on, signal_id, position',
}

/** Where tables stand: null is one machine, else the name of a cluster in the server's configuration. */
type Cluster = string | null

const quoted = (name: string) => `\`${name.replaceAll('`', '``').replaceAll('\\', '\\\\')}\``
const onCluster = (cluster: Cluster) => (cluster === null ? '' : ` ON CLUSTER ${quoted(cluster)}`)

/** The table that holds the rows: the table itself on one machine, its part on each shard in a cluster. */
const localTable = (name: string, cluster: Cluster) => (cluster === null ? name : `${name}_local`)

/** Statements that make a table, by another name if told, in order; doing them again changes nothing. */
export function tableStatements(table: DataTable, cluster: Cluster, name: string = table): string[] {
  const local = localTable(name, cluster)
  const engine = cluster === null ? 'ReplacingMergeTree' : 'ReplicatedReplacingMergeTree'
  const statements = [
    `CREATE TABLE IF NOT EXISTS ${local}${onCluster(cluster)} (${columns[table]}
)
ENGINE = ${engine}(version, deleted)
PARTITION BY toYear(occurred_on) * 10 + toQuarter(occurred_on)
ORDER BY (${sortingKeys[table]})
SETTINGS min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1`,
  ]
  // All versions of a row must lie on one shard, or FINAL would not see them together.
  if (cluster !== null)
    statements.push(
      `CREATE TABLE IF NOT EXISTS ${name}${onCluster(cluster)} AS ${local}
ENGINE = Distributed(${quoted(cluster)}, currentDatabase(), ${local}, cityHash64(signal_id))`,
    )
  return statements
}

function migrationTable(cluster: Cluster): string {
  const engine = cluster === null ? 'ReplacingMergeTree' : 'ReplicatedReplacingMergeTree'
  return `CREATE TABLE IF NOT EXISTS tandem_migrations${onCluster(cluster)} (version UInt32, applied_at DateTime('UTC'))
ENGINE = ${engine}(applied_at) ORDER BY version`
}

/** Changes in order, each with its number and its statements. Statements must be harmless when run again. */
const migrations: { version: number; statements: (cluster: Cluster) => string[] }[] = [
  { version: 1, statements: (cluster) => dataTables.flatMap((table) => tableStatements(table, cluster)) },
]

const clusterOf = (analytics: Analytics): Cluster =>
  analytics.place.kind === 'server' ? analytics.place.cluster : null

/**
 * Brings the tables up to date and returns the numbers of the changes made. A killed run can be run again, and
 * several processes may run it together. Throws when the tables belong to a newer Tandem.
 */
export async function migrateAnalytics(analytics: Analytics): Promise<number[]> {
  const cluster = clusterOf(analytics)
  await analytics.command(migrationTable(cluster))
  const rows = await analytics.survey(
    'SELECT DISTINCT version FROM tandem_migrations',
    {},
    z.object({ version: z.int() }),
  )
  const done = new Set(rows.map((row) => row.version))
  const latest = migrations.at(-1)?.version ?? 0
  if ([...done].some((version) => version > latest))
    throw new Error(
      'The analytics data was written by a newer Tandem. Start that version, or run tandem rebuild.',
    )
  const made: number[] = []
  for (const { version, statements } of migrations) {
    if (done.has(version)) continue
    for (const statement of statements(cluster)) await analytics.command(statement)
    await analytics.command(`INSERT INTO tandem_migrations (version, applied_at) VALUES (${version}, now())`)
    made.push(version)
  }
  return made
}

/**
 * Removes rows for good, on every machine, and waits for it. Rewrites the parts concerned: seconds for millions of
 * rows, so for erasure and rebuild only. Ids must be UUIDs.
 */
export async function deleteRows(
  analytics: Analytics,
  by: { organizationId: string } | { signalIds: readonly string[] },
): Promise<void> {
  const [column, ids] =
    'organizationId' in by ? ['organization_id', [by.organizationId]] : ['signal_id', by.signalIds]
  if (ids.length === 0) return
  const list = uuidList(ids)
  const cluster = clusterOf(analytics)
  for (const table of dataTables)
    await analytics.command(
      `ALTER TABLE ${localTable(table, cluster)}${onCluster(cluster)} DELETE WHERE ${column} IN (${list})`,
    )
}

const stagingOf = (table: DataTable) => `${table}_rebuild` as const
/** A table that is filled beside the one that answers questions. */
export type StagingTable = ReturnType<typeof stagingOf>

/** Makes empty tables to fill anew while the old ones go on answering; drops what a killed rebuild left. */
export async function openStaging(analytics: Analytics): Promise<Record<DataTable, StagingTable>> {
  const cluster = clusterOf(analytics)
  await dropStaging(analytics)
  for (const table of dataTables)
    for (const statement of tableStatements(table, cluster, stagingOf(table)))
      await analytics.command(statement)
  return { readings: stagingOf('readings'), comments: stagingOf('comments') }
}

/**
 * Puts the filled tables in the place of the old ones, each in one step, and drops the old ones. With `only`, the rows
 * of all other organizations are first taken over from the old tables; nothing may be written meanwhile.
 */
export async function swapStaging(analytics: Analytics, only: readonly string[] | null): Promise<void> {
  const cluster = clusterOf(analytics)
  if (only) {
    const list = uuidList(only)
    for (const table of dataTables)
      await analytics.command(
        `INSERT INTO ${stagingOf(table)} SELECT * FROM ${table} FINAL WHERE organization_id NOT IN (${list})`,
      )
  }
  for (const table of dataTables)
    await analytics.command(
      `EXCHANGE TABLES ${localTable(table, cluster)} AND ${localTable(stagingOf(table), cluster)}${onCluster(cluster)}`,
    )
  await dropStaging(analytics)
}

/** Drops tables of a rebuild that were not put in place. */
export async function dropStaging(analytics: Analytics): Promise<void> {
  const cluster = clusterOf(analytics)
  for (const table of dataTables)
    for (const name of new Set([stagingOf(table), localTable(stagingOf(table), cluster)]))
      await analytics.command(`DROP TABLE IF EXISTS ${name}${onCluster(cluster)} SYNC`)
}

function uuidList(ids: readonly string[]): string {
  if (!ids.every((id) => /^[0-9a-f-]{36}$/.test(id))) throw new Error('Ids must be UUIDs.')
  return ids.map((id) => `'${id}'`).join(', ')
}

const partSchema = z.object({ table: z.enum(dataTables), partition: z.string() })

/**
 * Merges each partition of one machine that is not one merged part, smallest first, until `mayGoOn` says no.
 * Exact reads of a merged partition cost as much as bare ones. A cluster merges by itself. Returns how many were
 * merged.
 */
export async function mergeParts(analytics: Analytics, mayGoOn: () => boolean = () => true): Promise<number> {
  if (clusterOf(analytics) !== null) return 0
  const parts = await analytics.survey(
    `SELECT table, partition_id AS partition FROM system.parts
     WHERE active AND database = currentDatabase() AND table IN ('readings', 'comments')
     GROUP BY table, partition HAVING count() > 1 OR max(level) = 0
     ORDER BY sum(rows)`,
    {},
    partSchema,
  )
  let merged = 0
  for (const { table, partition } of parts) {
    if (!mayGoOn()) break
    await analytics.command(`OPTIMIZE TABLE ${table} PARTITION ID '${partition}' FINAL`)
    merged += 1
  }
  return merged
}

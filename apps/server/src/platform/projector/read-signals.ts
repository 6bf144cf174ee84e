import { sql } from 'drizzle-orm'
import type { Transaction } from '../db/index.ts'
import type { EarlierVersion, ProjectedSignal } from './rows.ts'

const isoInstant = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** These signals in their current versions, with the places of earlier versions. */
export async function readSignals(tx: Transaction, ids: readonly string[]) {
  return withEarlier(tx, await select(tx, sql`id = any(${sql.param([...ids])}::uuid[])`))
}

/** The next signals of an organization by id, for a rebuild. */
export async function readSignalsAfter(
  tx: Transaction,
  organizationId: string,
  after: string,
  limit: number,
): Promise<ProjectedSignal[]> {
  return select(
    tx,
    sql`organization_id = ${organizationId} and id > ${after} and deleted_at is null order by id limit ${limit}`,
  )
}

async function select(tx: Transaction, where: ReturnType<typeof sql>): Promise<ProjectedSignal[]> {
  const { rows } = await tx.execute<ProjectedSignal & Record<string, unknown>>(sql`
    select id, organization_id, version, source, ${isoInstant('occurred_at')} as occurred_at, unit_id, employee_ids, customer_id,
      evaluator_id, touchpoint_id, channel, language, readings, comments, attributes, deleted_at is not null as deleted
    from signals where ${where}`)
  return rows
}

async function withEarlier(tx: Transaction, signals: ProjectedSignal[]) {
  const earlier = new Map<string, EarlierVersion[]>()
  const changed = signals.filter((s) => s.version > 1).map((s) => s.id)
  if (changed.length === 0) return { signals, earlier }
  const { rows } = await tx.execute<EarlierVersion & Record<string, unknown>>(sql`
    select id, source, ${isoInstant('occurred_at')} as occurred_at, unit_id,
      array(select r ->> 'm' from jsonb_array_elements(readings) r) as metrics,
      coalesce(jsonb_array_length(content -> 'comments'), 0) as comments, content = '{}' as erased
    from signal_history where id = any(${sql.param(changed)}::uuid[])`)
  for (const row of rows) {
    const versions = earlier.get(row.id) ?? []
    versions.push(row)
    earlier.set(row.id, versions)
  }
  return { signals, earlier }
}

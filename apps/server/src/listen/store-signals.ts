import { sql } from 'drizzle-orm'
import type { Database, Prepared } from '../platform/index.ts'
import type { PreparedSignal } from './prepare-signals.ts'

export type StoreResult =
  | { readonly status: 'accepted' | 'duplicate'; readonly id: string }
  | { readonly status: 'conflict' }

/** Prepared once a connection: planning it costs more than storing one signal. */
const insertSignals: Prepared = {
  name: 'insert_signals',
  types: ['uuid', 'json'],
  text: `
  with inserted as (
    insert into signals (id, organization_id, source_key, content_hash, source, occurred_at, unit_id, employee_ids,
      customer_id, evaluator_id, touchpoint_id, channel, language, readings, comments, attributes, import_id)
    select id, $1::uuid, source_key, decode(content_hash, 'hex'), source, occurred_at, unit_id, employee_ids,
      customer_id, evaluator_id, touchpoint_id, channel, language, readings, comments, attributes, import_id
    from json_to_recordset($2::json) as x(id uuid, source_key text, content_hash text, source text,
      occurred_at timestamptz, unit_id uuid, employee_ids uuid[], customer_id uuid, evaluator_id uuid,
      touchpoint_id uuid, channel text, language text, readings jsonb, comments jsonb, attributes jsonb, import_id uuid)
    order by source_key
    on conflict (organization_id, source_key) do nothing
    returning id
  ), queued as (
    insert into outbox (organization_id, signal_ids)
    select $1::uuid, array_agg(id) from inserted having count(*) > 0
  )
  select id from inserted`,
}

/**
 * Insert signals and one outbox row in a transaction of their own; one result a row, in order, after the commit.
 * A source key that exists already is a duplicate (same content) or a conflict (other content, nothing changed).
 * Rows go in by source key: two transactions that bring the same ones in different orders must not lock each other.
 */
export async function storeSignals(
  database: Database,
  organizationId: string,
  rows: readonly PreparedSignal[],
): Promise<StoreResult[]> {
  const inserted = await database.execute<{ id: string }>(organizationId, insertSignals, [
    organizationId,
    JSON.stringify(rows),
  ])
  const accepted = new Set(inserted.map((r) => r.id))
  if (accepted.size === rows.length) return rows.map(({ id }) => ({ status: 'accepted', id }))
  // Their keys were committed before, or a commit that was waited for brought them: a new transaction sees them.
  const known = await existing(
    database,
    organizationId,
    rows.filter((r) => !accepted.has(r.id)).map((r) => r.source_key),
  )
  return rows.map((row) => {
    if (accepted.has(row.id)) return { status: 'accepted', id: row.id }
    const before = known.get(row.source_key)
    return before?.hash === row.content_hash ? { status: 'duplicate', id: before.id } : { status: 'conflict' }
  })
}

async function existing(database: Database, organizationId: string, sourceKeys: readonly string[]) {
  const { rows } = await database.withOrganization(organizationId, (tx) =>
    tx.execute<{ id: string; source_key: string; hash: string }>(sql`
      select id, source_key, encode(content_hash, 'hex') as hash from signals
      where organization_id = ${organizationId} and source_key in (select json_array_elements_text(${JSON.stringify(sourceKeys)}::json))`),
  )
  return new Map(rows.map((r) => [r.source_key, r]))
}

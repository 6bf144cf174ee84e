import { type Signal, type Source, signalInput } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { type Caller, Invalid, NotFound, type Transaction } from '../platform/index.ts'
import type { StoredComment, StoredReading } from './tables.ts'

interface Row extends Record<string, unknown> {
  id: string
  version: number
  source_key: string
  source: string
  occurred_at: string
  received_at: string
  unit_id: string
  unit_name: string
  touchpoint: string | null
  channel: string | null
  language: string | null
  evaluator: string | null
  readings: StoredReading[]
  comments: StoredComment[]
  attributes: Record<string, string>
}

/** What the caller may see: their scope, and employee voice only with its own permission. */
export function visibleSignals(caller: Caller): SQL {
  const conditions = [sql`s.deleted_at is null`]
  if (caller.scope)
    conditions.push(
      sql`s.unit_id in (select json_array_elements_text(${JSON.stringify([...caller.scope])}::json)::uuid)`,
    )
  // Even with it, single employee answers are not shown: only groups are, as figures.
  conditions.push(sql`s.source <> 'employee'`)
  return sql.join(conditions, sql` and `)
}

/** Newest first, page by page. */
export async function listSignals(
  caller: Caller,
  query: {
    limit: number
    cursor?: string | undefined
    unitId?: string | undefined
    source?: Source | undefined
  },
): Promise<{ items: Signal[]; nextCursor: string | null }> {
  const after = query.cursor ? readCursor(query.cursor) : undefined
  const conditions = [visibleSignals(caller)]
  if (query.unitId) conditions.push(sql`s.unit_id = ${query.unitId}`)
  if (query.source) conditions.push(sql`s.source = ${query.source}`)
  if (after) conditions.push(sql`(s.occurred_at, s.id) < (${after.at}::timestamptz, ${after.id}::uuid)`)
  return caller.transaction(async (tx) => {
    const rows = await select(
      tx,
      sql`${sql.join(conditions, sql` and `)} order by s.occurred_at desc, s.id desc limit ${query.limit + 1}`,
    )
    const items = await toSignals(tx, rows.slice(0, query.limit))
    const last = items.at(-1)
    return { items, nextCursor: rows.length > query.limit && last ? `${last.occurredAt}_${last.id}` : null }
  })
}

function readCursor(cursor: string): { at: string; id: string } {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})$/.exec(cursor)
  if (!match) throw new Invalid('cursor must be a nextCursor of this list.')
  return { at: match[1]!, id: match[2]! }
}

export async function getSignal(caller: Caller, id: string): Promise<Signal> {
  return caller.transaction(async (tx) => {
    const rows = await select(tx, sql`${visibleSignals(caller)} and s.id = ${id}`)
    const [signal] = await toSignals(tx, rows)
    if (!signal) throw new NotFound('The signal')
    return signal
  })
}

async function select(tx: Transaction, where: SQL): Promise<Row[]> {
  const { rows } = await tx.execute<Row>(sql`
    select s.id, s.version, s.source_key, s.source, s.occurred_at, s.received_at, s.unit_id, u.name as unit_name,
      t.name as touchpoint, s.channel, s.language, e.name as evaluator, s.readings, s.comments, s.attributes
    from signals s join units u on u.id = s.unit_id
      left join touchpoints t on t.id = s.touchpoint_id
      left join people e on e.id = s.evaluator_id
    where ${where}`)
  return rows
}

async function toSignals(tx: Transaction, rows: readonly Row[]): Promise<Signal[]> {
  const { rows: metrics } = await tx.execute<{ id: string; key: string }>(sql`select id, key from metrics`)
  const keyOf = new Map(metrics.map((m) => [m.id, m.key]))
  return rows.map((r) => ({
    id: r.id,
    version: r.version,
    sourceKey: r.source_key,
    source: signalInput.shape.source.parse(r.source),
    occurredAt: new Date(r.occurred_at).toISOString(),
    receivedAt: new Date(r.received_at).toISOString(),
    unitId: r.unit_id,
    unitName: r.unit_name,
    touchpoint: r.touchpoint,
    channel: r.channel,
    language: r.language,
    evaluator: r.evaluator,
    readings: r.readings.map((x) => ({ metric: keyOf.get(x.m) ?? x.m, value: x.v, score: x.s })),
    comments: r.comments.map((x) => ({ text: x.t, language: x.l ?? null })),
    attributes: r.attributes,
  }))
}

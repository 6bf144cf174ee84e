import { type Comment, type Source, sourceSchema } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { type Caller, Forbidden, Invalid, requireUnit } from '../platform/index.ts'
import { fewestComments } from './protect.ts'

export interface CommentsQuery {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly unitId?: string | undefined
  readonly q?: string | undefined
  readonly source?: Source | undefined
  readonly language?: string | undefined
  readonly touchpoint?: string | undefined
}

interface Row extends Record<string, unknown> {
  signal_id: string
  position: number
  text: string
  language: string | null
  source: string
  /** As PostgreSQL writes it; Drizzle leaves timestamps of raw SQL as text. */
  occurred_at: string
  unit_id: string
  unit_name: string
  touchpoint: string | null
  channel: string | null
  score: number | null
  metric: string | null
}

/**
 * Comments, newest first. All words of `q` must occur (any language; Chinese by characters). Employee comments
 * need their own permission, are only listed from enough comments on, and come without score, channel and exact
 * time, by which people could be told apart.
 */
export async function readComments(
  caller: Caller,
  query: CommentsQuery,
): Promise<{ items: Comment[]; nextCursor: string | null }> {
  if (query.unitId) requireUnit(caller, query.unitId)
  const employees = caller.permissions.has('employee_voice.read')
  if (query.source === 'employee' && !employees) throw new Forbidden()
  const where = conditions(caller, query)
  return caller.transaction(async (tx) => {
    const withEmployees = employees && (await enoughEmployeeComments(tx, where))
    const visible = withEmployees ? where : [...where, sql`c.source <> 'employee'`]
    if (query.cursor) visible.push(after(query.cursor))
    const { rows } = await tx.execute<Row>(sql`
      select c.signal_id, c.position, c.text, c.language, c.source, c.occurred_at, c.unit_id, u.name as unit_name,
        t.name as touchpoint, c.channel, c.score, m.key as metric
      from comments_text c join units u on u.id = c.unit_id
        left join touchpoints t on t.id = c.touchpoint_id left join metrics m on m.id = c.score_metric_id
      where ${sql.join(visible, sql` and `)}
      order by c.occurred_at desc, c.signal_id desc, c.position limit ${query.limit + 1}`)
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      items: page.map(toComment),
      nextCursor:
        rows.length > query.limit && last
          ? `${new Date(last.occurred_at).toISOString()}_${last.signal_id}_${last.position}`
          : null,
    }
  })
}

function conditions(caller: Caller, query: CommentsQuery): SQL[] {
  const where: SQL[] = [sql`c.organization_id = ${caller.organizationId}`]
  if (caller.scope) where.push(sql`c.unit_id = any(${sql.param([...caller.scope])}::uuid[])`)
  if (query.unitId) where.push(belowUnit(query.unitId))
  if (query.from) where.push(sql`c.occurred_at >= ${query.from}::date`)
  if (query.to) where.push(sql`c.occurred_at < ${query.to}::date + 1`)
  if (query.source) where.push(sql`c.source = ${query.source}`)
  if (query.language) where.push(sql`c.language = ${query.language}`)
  if (query.touchpoint)
    where.push(sql`c.touchpoint_id = (select id from touchpoints where key = ${query.touchpoint})`)
  for (const word of (query.q ?? '').split(/\s+/).filter(Boolean).slice(0, 8))
    where.push(sql`c.text ilike ${`%${word.replaceAll(/[\\%_]/g, (c) => `\\${c}`)}%`}`)
  return where
}

/** Below the unit at the time of the comment. */
function belowUnit(unitId: string): SQL {
  return sql`exists (
    with recursive up as (
      select c.unit_id as id
      union
      select p.parent_id from unit_parents p join up on p.unit_id = up.id
      where p.parent_id is not null and c.occurred_at::date >= p.valid_from and c.occurred_at::date < p.valid_to
    ) select from up where id = ${unitId})`
}

async function enoughEmployeeComments(
  tx: Parameters<Parameters<Caller['transaction']>[0]>[0],
  where: readonly SQL[],
): Promise<boolean> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select from comments_text c where c.source = 'employee' and ${sql.join([...where], sql` and `)} limit ${fewestComments}) x`)
  return rows[0]!.n >= fewestComments
}

function after(cursor: string): SQL {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)_([0-9a-f-]{36})_(\d+)$/.exec(cursor)
  if (!match) throw new Invalid('cursor must be a nextCursor of this list.')
  return sql`(c.occurred_at < ${match[1]}::timestamptz or (c.occurred_at = ${match[1]}::timestamptz
    and (c.signal_id < ${match[2]}::uuid or (c.signal_id = ${match[2]}::uuid and c.position > ${Number(match[3])}))))`
}

function toComment(r: Row): Comment {
  const source = sourceSchema.parse(r.source)
  const guarded = source === 'employee'
  const at = new Date(r.occurred_at).toISOString()
  return {
    id: `${r.signal_id}_${r.position}`,
    signalId: r.signal_id,
    text: r.text,
    language: r.language,
    source,
    occurredAt: guarded ? `${at.slice(0, 8)}01T00:00:00.000Z` : at,
    unitId: r.unit_id,
    unitName: r.unit_name,
    touchpoint: guarded ? null : r.touchpoint,
    channel: guarded ? null : r.channel,
    score: !guarded && r.score !== null && r.metric ? { metric: r.metric, value: r.score } : null,
  }
}

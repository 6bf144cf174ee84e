import { type Comment, sourceSchema } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { type Caller, Invalid, type Transaction } from '../platform/index.ts'
import { type CommentsFilter, joinMood, openComments, type Question, whereOf } from './comments/filter.ts'
import { findHits } from './comments/words.ts'

export interface CommentsQuery extends CommentsFilter {
  readonly limit: number
  readonly cursor?: string | undefined
}

export interface CommentRow extends Record<string, unknown> {
  key: string
  signal_id: string
  position: number
  text: string
  language: string | null
  source: string
  /** UTC with microseconds; for employees the first of the month. */
  at: string
  /** Null for employees of a place too small to be named. */
  unit_id: string | null
  unit_name: string | null
  touchpoint: string | null
  channel: string | null
  score: number | null
  metric: string | null
}

/**
 * Comments, newest first, with what was looked for marked. Employee comments need their own permission, are only listed
 * from enough comments on, and come without score, channel, touchpoint and day, by which people could be told apart,
 * with the smallest place that has enough of them; they stand in no order within their month.
 */
export async function readComments(
  caller: Caller,
  query: CommentsQuery,
): Promise<{ items: Comment[]; nextCursor: string | null }> {
  return caller.transaction(async (tx) => {
    const question = await openComments(tx, caller, query)
    const rows = await readRows(tx, question, query.limit + 1, query.cursor)
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    const hits = await findHits(tx, question.search, page)
    return {
      items: page.map((row, i) => toComment(row, hits[i]!)),
      nextCursor: rows.length > query.limit && last ? `${last.at}~${last.key}` : null,
    }
  })
}

/** The same order for the two kinds of comments: day and id, or month and a key that does not tell when it came. */
const told = { at: sql`c.occurred_at`, key: sql`c.signal_id::text || '_' || c.position` }
const guarded = {
  at: sql`date_trunc('month', c.occurred_at, 'UTC')`,
  key: sql`md5(c.signal_id::text || c.position)`,
}

/** Columns of a row, of `comments_text c` with its unit, touchpoint and metric joined. */
const columns = sql`c.signal_id, c.position, c.text, c.language, c.source, c.unit_id, u.name as unit_name, t.name as touchpoint,
  c.channel, c.score, m.key as metric`
const joins = sql`left join units u on u.id = c.unit_id left join touchpoints t on t.id = c.touchpoint_id`

export async function readRows(
  tx: Transaction,
  question: Question,
  limit: number,
  cursor?: string,
): Promise<CommentRow[]> {
  const { rows } = await tx.execute<CommentRow>(sql`
    select *, to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at from (
      (${part(question, question.table, told, limit, cursor)})
      ${question.employees ? sql`union all (${part(question, question.employeesOf(question.table), guarded, limit, cursor)})` : sql``}) x
    order by moment desc, key desc limit ${limit}`)
  return rows
}

function part(question: Question, table: SQL, order: typeof told, limit: number, cursor?: string): SQL {
  const source = order === told ? sql`c.source <> 'employee'` : sql`c.source = 'employee'`
  const after = cursor ? [later(cursor, order)] : []
  return sql`select ${order.at} as moment, ${order.key} as key, ${columns} from ${table} c ${joinMood} ${joins}
    where ${sql.join([source, whereOf(question), ...after], sql` and `)}
    order by ${order.at} desc, ${order.key} desc limit ${limit}`
}

function later(cursor: string, order: typeof told): SQL {
  const match = /^(\d{4}-\d\d-\d\dT[\d:.]+Z)~([0-9a-f_-]{32,42})$/.exec(cursor)
  const time = match ? Date.parse(match[1]!) : Number.NaN
  // 30 February is a date to JavaScript, and none to PostgreSQL.
  if (!match || Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== match[1]!.slice(0, 19))
    throw new Invalid('cursor must be a nextCursor of this list.')
  return sql`${order.at} <= ${match[1]}::timestamptz
    and (${order.at} < ${match[1]}::timestamptz or ${order.key} < ${match[2]})`
}

const keyPattern = /^(?:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_(\d{1,3})|([0-9a-f]{32}))$/

/** One comment by its id, or null; whether it may be seen is up to the question. */
export async function readRow(tx: Transaction, question: Question, id: string): Promise<CommentRow | null> {
  const match = keyPattern.exec(id)
  if (!match) return null
  const [, signalId, position, hash] = match
  if (hash !== undefined && !question.employees) return null
  const which =
    hash === undefined
      ? sql`c.source <> 'employee' and c.signal_id = ${signalId}::uuid and c.position = ${Number(position)}`
      : sql`c.source = 'employee' and ${guarded.key} = ${hash}`
  const order = hash === undefined ? told : guarded
  const { rows } = await tx.execute<CommentRow>(sql`
    select to_char(${order.at} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at, ${order.key} as key, ${columns}
    from ${hash === undefined ? sql`comments_text` : question.employeesOf(sql`comments_text`)} c ${joinMood} ${joins} where ${which} and ${whereOf(question)}`)
  return rows[0] ?? null
}

export function toComment(r: CommentRow, hits: readonly { from: number; to: number }[]): Comment {
  const source = sourceSchema.parse(r.source)
  const isGuarded = source === 'employee'
  return {
    id: r.key,
    signalId: isGuarded ? null : r.signal_id,
    text: r.text,
    language: r.language,
    source,
    occurredAt: new Date(r.at).toISOString(),
    unitId: r.unit_id,
    unitName: r.unit_name,
    touchpoint: isGuarded ? null : r.touchpoint,
    channel: isGuarded ? null : r.channel,
    score: !isGuarded && r.score !== null && r.metric ? { metric: r.metric, value: r.score } : null,
    hits: [...hits],
  }
}

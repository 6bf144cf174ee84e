import type { Mood, Source } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { leavesUnder, loadTree, type UnitTree } from '../../link/index.ts'
import {
  type Caller,
  Forbidden,
  Invalid,
  NotFound,
  requireUnit,
  type Transaction,
} from '../../platform/index.ts'
import { fewestComments } from '../protect.ts'
import { type PlacedMonth, readGroups } from './group-employees.ts'
import { readSearch, type Search } from './words.ts'

export interface CommentsFilter {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly unitId?: string | undefined
  readonly q?: string | undefined
  readonly source?: Source | undefined
  readonly language?: string | undefined
  readonly touchpoint?: string | undefined
  readonly mood?: Mood | undefined
}

/** A filter as SQL about `comments_text c left join metrics m`. */
export interface Question {
  readonly search: Search | null
  /** What is searched: the table, or what has the words. For all but employees. */
  readonly table: SQL
  /** The same columns: what employees wrote in a table of that kind, as far as its place may be named, with that place. */
  readonly employeesOf: (table: SQL) => SQL
  /** Organization, unit and period. */
  readonly around: readonly SQL[]
  /** What is looked for, where the table does not have it already. */
  readonly words: SQL | null
  /** Each further filter by itself, so that one can be left out. */
  readonly source: SQL | null
  readonly language: SQL | null
  readonly touchpoint: SQL | null
  readonly mood: SQL | null
  /** Employees may be counted where enough of them wrote; false by right, or by another filter. */
  readonly mayCountEmployees: boolean
  /** False: nothing of employees may be counted or shown. */
  readonly employees: boolean
  readonly tree: UnitTree
}

/** unhappy, neutral, happy, or null where the score has none. `mood.ts` of the web app draws the same lines. */
export const moodOf = sql`case when m.id is null or m.kind = 'figure' or c.score is null then null else (
  case when g.good >= 0.75 then 'happy' when g.good <= 0.25 then 'unhappy' else 'neutral' end) end`

/** To be joined for `moodOf`. */
export const joinMood = sql`left join metrics m on m.id = c.score_metric_id
  cross join lateral (select case when m.direction = 'down' then 1 - s.share else s.share end as good from (
    select case when m.kind in ('nps', 'enps') then (c.score + 100) / 200 else c.score / 100 end as share) s) g`

const joined = (conditions: readonly (SQL | null)[]) =>
  sql.join(
    conditions.filter((c) => c !== null),
    sql` and `,
  )

/** All conditions, but for one kind. */
export function whereOf(question: Question, but?: 'source' | 'language' | 'touchpoint' | 'mood'): SQL {
  const { around, words, employees, source, language, touchpoint, mood } = question
  const own = { source, language, touchpoint, mood }
  return joined([
    ...around,
    words,
    employees ? null : sql`c.source <> 'employee'`,
    ...Object.entries(own).map(([name, condition]) => (name === but ? null : condition)),
  ])
}

/**
 * Turns a filter into SQL. Throws Forbidden for employees' words without the right, NotFound for a unit or touchpoint
 * that is none, Invalid for a period the wrong way round. What employees write counts only from ten comments on, by places
 * with as many in a month (`groupEmployees`), and never with a filter on what is not told about them (touchpoint, score).
 */
export async function openComments(
  tx: Transaction,
  caller: Caller,
  filter: CommentsFilter,
): Promise<Question> {
  const may = caller.permissions.has('employee_voice.read')
  if (filter.source === 'employee' && !may) throw new Forbidden()
  if (filter.unitId) requireUnit(caller, filter.unitId)
  if (filter.from && filter.to && filter.from > filter.to)
    throw new Invalid('The period ends before it begins. Swap from and to.')
  const tree = await loadTree(tx)
  if (filter.unitId && !tree.units.has(filter.unitId)) throw new NotFound('The unit')
  const search = filter.q ? await readSearch(tx, filter.q, may) : null
  const mayCountEmployees =
    may && !filter.touchpoint && !filter.mood && (filter.source ?? 'employee') === 'employee'
  const groups = mayCountEmployees ? await readGroups(tx, tree, filter) : []
  return decideOnEmployees(tx, {
    search,
    table: search?.indexed ? sql`search_comments(${search.query}::tsquery)` : sql`comments_text`,
    employeesOf: (table) => placed(table, groups),
    around: [
      sql`c.organization_id = ${caller.organizationId}`,
      ...scopeOf(caller),
      ...(filter.unitId ? [below(tree, filter.unitId)] : []),
      ...period(filter),
    ],
    words: search && !search.indexed ? sql`c.words @@ ${search.query}::tsquery` : null,
    source: filter.source ? sql`c.source = ${filter.source}` : null,
    language: filter.language ? sql`c.language = ${filter.language}` : null,
    touchpoint: filter.touchpoint ? await atTouchpoint(tx, filter.touchpoint) : null,
    mood: filter.mood ? sql`${moodOf} = ${filter.mood}` : null,
    mayCountEmployees,
    tree,
  })
}

/** The same question about any words. */
export function withoutWords(tx: Transaction, question: Question): Promise<Question> {
  return decideOnEmployees(tx, { ...question, search: null, table: sql`comments_text`, words: null })
}

async function decideOnEmployees(tx: Transaction, asked: Omit<Question, 'employees'>): Promise<Question> {
  const question = { ...asked, employees: asked.mayCountEmployees }
  return { ...question, employees: question.employees && (await enoughOfEmployees(tx, question)) }
}

/** The columns of `comments_text` but the unit. */
const otherColumns = sql`c.signal_id, c.position, c.organization_id, c.occurred_at, c.source, c.language, c.touchpoint_id,
  c.channel, c.text, c.score, c.score_metric_id, c.words`

function placed(table: SQL, groups: readonly PlacedMonth[]): SQL {
  const column = (of: (group: PlacedMonth) => string | null) => sql.param(groups.map(of))
  return sql`(select ${otherColumns}, g.place_id as unit_id from ${table} c
      join unnest(${column((g) => g.unitId)}::uuid[], ${column((g) => `${g.month}-01T00:00:00Z`)}::timestamptz[],
        ${column((g) => g.placeId)}::uuid[]) as g(unit_id, month, place_id)
      on g.unit_id = c.unit_id and g.month = date_trunc('month', c.occurred_at, 'UTC')
    where c.source = 'employee')`
}

/** All that the question may count, employees by the places they are named with. */
export function allOf({ table, employees, employeesOf }: Question): SQL {
  if (!employees) return table
  return sql`(select ${otherColumns}, c.unit_id from ${table} c where c.source <> 'employee'
    union all select ${otherColumns}, c.unit_id from ${employeesOf(table)} c)`
}

function scopeOf(caller: Caller): SQL[] {
  return caller.scope ? [sql`c.unit_id = any(${sql.param([...caller.scope])}::uuid[])`] : []
}

const beginning = '0001-01-01'
const end = '9999-12-31'

/** What was below the unit at the time of the comment; of employees' on the last day of its month (`lastDayOf`). */
function below(tree: UnitTree, unitId: string): SQL {
  const always: string[] = []
  const dated: SQL[] = []
  for (const [id, spans] of leavesUnder(tree, unitId, beginning, end))
    for (const span of spans)
      if (span.from === beginning && span.to > end) always.push(id)
      else
        dated.push(
          sql`(c.unit_id = ${id} and ${placedAt} >= ${span.from}::date and ${placedAt} < ${dayOf(span.to)}::date)`,
        )
  return sql`(${sql.join([sql`c.unit_id = any(${sql.param(always)}::uuid[])`, ...dated], sql` or `)})`
}

const placedAt = sql`(case when c.source = 'employee'
  then date_trunc('month', c.occurred_at, 'UTC') + interval '1 month' - interval '1 day' else c.occurred_at end)`

/** PostgreSQL reads years beyond 9999 another way. */
const dayOf = (day: string) => (day > end ? 'infinity' : day)

/** Employees' days are not told, so theirs are the whole months that the period touches. */
function period({ from, to }: CommentsFilter): SQL[] {
  const month = (day: string) => sql`date_trunc('month', ${day}::date)`
  const conditions: SQL[] = []
  if (from)
    conditions.push(
      sql`c.occurred_at >= ${month(from)}`,
      sql`(c.occurred_at >= ${from}::date or c.source = 'employee')`,
    )
  if (to)
    conditions.push(
      sql`c.occurred_at < ${month(to)} + interval '1 month'`,
      sql`(c.occurred_at < ${to}::date + 1 or c.source = 'employee')`,
    )
  return conditions
}

/** About the touchpoint; where nobody is asked about it, answers that name its owner, such as the warehouse. */
async function atTouchpoint(tx: Transaction, key: string): Promise<SQL> {
  const { rows } = await tx.execute<{ id: string; owner: string | null; asked: boolean }>(sql`
    select t.id, u.name as owner, exists (select from comments_text c where c.touchpoint_id = t.id) as asked
    from touchpoints t left join units u on u.id = t.owner_unit_id where t.key = ${key}`)
  const [found] = rows
  if (!found) throw new NotFound(`The touchpoint "${key}"`)
  if (found.asked || !found.owner) return sql`c.touchpoint_id = ${found.id}`
  return sql`exists (select from signals s, jsonb_each_text(s.attributes) a where s.id = c.signal_id and a.value = ${found.owner})`
}

async function enoughOfEmployees(tx: Transaction, question: Question): Promise<boolean> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from (
      select from ${question.employeesOf(question.table)} c where ${whereOf(question, 'source')} limit ${fewestComments}) x`)
  return rows[0]!.n >= fewestComments
}

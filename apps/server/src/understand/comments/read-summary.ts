import type { CommentSummary, Source } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import type { Caller, Transaction } from '../../platform/index.ts'
import { beforeDays, changePoint, recentDays, shareRatio, type Week } from './change.ts'
import {
  allOf,
  type CommentsFilter,
  joinMood,
  moodOf,
  openComments,
  type Question,
  whereOf,
  withoutWords,
} from './filter.ts'
import { placesOf } from './places.ts'

type Grain = CommentSummary['grain']
type Period = CommentSummary['periods'][number]

interface Row extends Record<string, unknown> {
  /** Which grouping the row is of. */
  facet: 'choice' | 'period' | 'unit'
  source: Source | null
  language: string | null
  touchpoint_id: string | null
  mood: string | null
  period: string | null
  unit_id: string | null
  /** Comments that pass all filters; of `choice`, those that pass all but one. */
  n: number
  no_source: number
  no_language: number
  no_touchpoint: number
  no_mood: number
  scored: number
  unhappy: number
}

/** Counts of comments by choice of filter, over time and by place, in one look at them. */
export async function readSummary(
  caller: Caller,
  query: CommentsFilter & { readonly grain: Grain },
): Promise<CommentSummary> {
  return caller.transaction(async (tx) => {
    const question = await openComments(tx, caller, query)
    const rows = await group(tx, question, query.grain)
    // What the words are a share of: the same without them.
    const all = question.search ? await group(tx, await withoutWords(tx, question), query.grain) : rows
    const periods = periodsOf(rows, all)
    const { names, range } = await describe(tx, caller, query)
    const facets = facetsOf(rows, names)
    const total = sum(
      rows.filter((r) => r.facet === 'period'),
      'n',
    )
    const weeks = question.search && query.grain === 'week' ? weeksUpTo(periods, query.to ?? range.to) : null
    return {
      total,
      employees: question.employees ? 'counted' : 'withheld',
      facets,
      grain: query.grain,
      periods,
      places: placesOf(question.tree, query.to ?? range.to, unitsOf(rows), unitsOf(all)).slice(0, 8),
      change: weeks && changeOf(weeks),
      howWeKnow: {
        method:
          'Counts of comments; share of all comments of the last six weeks against the 20 weeks before (ratio of proportions, 90 %, Katz 1978)',
        n: total,
        from: query.from ?? range.from,
        to: query.to ?? range.to,
        warnings: [],
      },
    }
  })
}

const passes = (condition: SQL | null) => sql`coalesce(${condition ?? sql`true`}, false)`

async function group(tx: Transaction, question: Question, grain: Grain): Promise<Row[]> {
  const { source, language, touchpoint, mood } = question
  const base = { ...question, source: null, language: null, touchpoint: null, mood: null }
  const count = (condition: SQL) => sql`(count(*) filter (where ${condition}))::int`
  // Most look at all: then there is nothing to leave out, and one count does for five.
  const filtered = source || language || touchpoint || mood
  const ok = filtered ? sql`s and l and t and d` : sql`true`
  const but = (condition: SQL) => (filtered ? count(condition) : sql`count(*)::int`)
  // Employees have no place in time below a month.
  const start =
    grain === 'week'
      ? sql`case when c.source = 'employee' then null else date_trunc('week', c.occurred_at, 'UTC') end`
      : sql`date_trunc('month', c.occurred_at, 'UTC')`
  const { rows } = await tx.execute<Row>(sql`
    select case when grouping(period) = 0 then 'period' when grouping(unit_id) = 0 then 'unit' else 'choice' end as facet,
      source, language, touchpoint_id, mood, to_char(period at time zone 'UTC', 'YYYY-MM-DD') as period, unit_id,
      ${but(sql`s and l and t and d`)} as n, ${but(sql`l and t and d`)} as no_source, ${but(sql`s and t and d`)} as no_language,
      ${but(sql`s and l and d`)} as no_touchpoint, ${but(sql`s and l and t`)} as no_mood,
      ${count(sql`${ok} and feels is not null`)} as scored, ${count(sql`${ok} and feels = 'unhappy'`)} as unhappy
    from (
      select source, language, mood, mood as feels, unit_id, period, s, l, d, t,
        case when source <> 'employee' then touchpoint_id end as touchpoint_id
      from (select c.source, c.language, c.touchpoint_id, c.unit_id, ${start} as period,
          case when c.source <> 'employee' then ${moodOf} end as mood,
          ${passes(source)} as s, ${passes(language)} as l, ${passes(touchpoint)} as t, ${passes(mood)} as d
        from ${allOf(question)} c ${joinMood} where ${whereOf(base)}) y) x
    group by grouping sets ((source, language, touchpoint_id, mood), (period, source), (unit_id))`)
  return rows
}

function periodsOf(rows: readonly Row[], all: readonly Row[]): Period[] {
  const byPeriod = (of: readonly Row[]) =>
    Map.groupBy(
      of.filter((r) => r.facet === 'period' && r.period !== null),
      (r) => r.period!,
    )
  const [found, around] = [byPeriod(rows), byPeriod(all)]
  return [...new Set([...around.keys(), ...found.keys()])].sort().map((from) => {
    const bySource = found.get(from) ?? []
    const of = (source: Source) => bySource.find((r) => r.source === source)?.n ?? 0
    return {
      from,
      customer: of('customer'),
      employee: of('employee'),
      service_test: of('service_test'),
      audit: of('audit'),
      all: sum(around.get(from) ?? [], 'n'),
      scored: sum(bySource, 'scored'),
      unhappy: sum(bySource, 'unhappy'),
    }
  })
}

const sum = (rows: readonly Row[], of: 'n' | 'scored' | 'unhappy') =>
  rows.reduce((total, row) => total + row[of], 0)

function facetsOf(rows: readonly Row[], names: ReadonlyMap<string, { key: string; name: string }>) {
  const choices = rows.filter((r) => r.facet === 'choice')
  const facet = (
    keyOf: (row: Row) => { key: string; name: string } | null | undefined,
    count: 'no_source' | 'no_language' | 'no_touchpoint' | 'no_mood',
  ) => {
    const sums = new Map<string, { key: string; label: string; n: number }>()
    for (const row of choices) {
      const choice = keyOf(row)
      if (!choice || row[count] === 0) continue
      const before = sums.get(choice.key)
      if (before) before.n += row[count]
      else sums.set(choice.key, { key: choice.key, label: choice.name, n: row[count] })
    }
    return [...sums.values()].sort((a, b) => b.n - a.n || (a.key < b.key ? -1 : 1))
  }
  const plain = (text: string | null) => (text === null ? null : { key: text, name: text })
  return {
    source: facet((r) => plain(r.source), 'no_source'),
    language: facet((r) => plain(r.language), 'no_language'),
    touchpoint: facet((r) => (r.touchpoint_id ? names.get(r.touchpoint_id) : null), 'no_touchpoint'),
    mood: facet((r) => plain(r.mood), 'no_mood'),
  }
}

function unitsOf(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.flatMap((r) => (r.facet === 'unit' && r.unit_id && r.n > 0 ? [[r.unit_id, r.n]] : [])))
}

async function describe(tx: Transaction, caller: Caller, query: CommentsFilter) {
  const { rows: points } = await tx.execute<{ id: string; key: string; name: string }>(
    sql`select id, key, name from touchpoints`,
  )
  const { rows } = await tx.execute<{ from: string | null; to: string | null }>(sql`
    select to_char(min(occurred_at) at time zone 'UTC', 'YYYY-MM-DD') as from, to_char(max(occurred_at) at time zone 'UTC', 'YYYY-MM-DD') as to
    from comments_text where organization_id = ${caller.organizationId}`)
  const today = new Date().toISOString().slice(0, 10)
  const range = { from: rows[0]?.from ?? query.from ?? today, to: rows[0]?.to ?? query.to ?? today }
  return { names: new Map(points.map(({ id, ...point }) => [id, point])), range }
}

/** The weeks that end with the last day, without what employees said. */
function weeksUpTo(periods: readonly Period[], to: string): { weeks: Week[]; recentFrom: string } {
  const recentFrom = daysBefore(to, recentDays - 1)
  const weeks = periods
    .filter((p) => p.from >= daysBefore(to, recentDays + beforeDays - 1) && p.from <= to)
    .map((p) => ({ from: p.from, n: p.customer + p.service_test + p.audit, all: p.all }))
  return { weeks, recentFrom }
}

export function daysBefore(day: string, days: number): string {
  return new Date(Date.parse(day) - days * 86_400_000).toISOString().slice(0, 10)
}

/** Fewer comments than this say nothing about a change. */
const fewestForChange = 10

function changeOf({ weeks, recentFrom }: { weeks: readonly Week[]; recentFrom: string }) {
  const add = (part: readonly Week[], of: 'n' | 'all') => part.reduce((sum, week) => sum + week[of], 0)
  const late = weeks.filter((w) => w.from >= recentFrom)
  const early = weeks.filter((w) => w.from < recentFrom)
  const counts = {
    recent: add(late, 'n'),
    recentAll: add(late, 'all'),
    before: add(early, 'n'),
    beforeAll: add(early, 'all'),
  }
  if (early.length < 4 || late.length < 2 || counts.recent + counts.before < fewestForChange) return null
  return { from: late[0]!.from, ...counts, ratio: shareRatio(counts), since: changePoint(weeks) }
}

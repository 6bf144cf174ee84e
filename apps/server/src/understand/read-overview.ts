import type { ResponseOf, Score } from '@tandem/contract'
import { isRefusal, type Moments, meanDifference } from '@tandem/stats'
import { sql } from 'drizzle-orm'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import { parentAt } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, NotFound, requireUnit } from '../platform/index.ts'
import { controlOf } from './control.ts'
import { attributionOf, gather, openQuestion, type Question } from './gather.ts'
import { type Gathered, mergeAll } from './merge.ts'
import type { Touchpoint } from './places.ts'
import { intervalLevel, isProtected, tooFewRespondents, toScore } from './protect.ts'
import { readComments } from './read-comments.ts'
import { type Grain, trendOf } from './read-trend.ts'
import { readEvents, readUnitPeople } from './unit-facts.ts'
import { readWork, type WorkHeard } from './unit-work.ts'

/** A weakness smaller than this is no reason to send anybody to others. In spreads of single readings. */
const worthLearning = 0.2
/** Fewest answers of a unit that others are told to learn from. */
const fewestToTeach = 30

type Overview = ResponseOf<'GET /api/v1/units/{id}/overview'>

/** A unit on one page: each metric heard about it over time, against the other units of its kind, and what people said. */
export async function readOverview(
  analytics: Analytics,
  caller: Caller,
  unitId: string,
  query: { from?: string | undefined; to?: string | undefined; grain: Grain },
): Promise<Overview> {
  requireUnit(caller, unitId)
  const all = await listMetrics(caller)
  const question = await openQuestion(
    analytics,
    caller,
    { ...query, unitId },
    all.map((m) => m.key),
  )
  if (!question.tree.units.has(unitId)) throw new NotFound('The unit')
  const unit = question.tree.units.get(unitId)!
  const touchpoints = await listTouchpoints(caller)
  // Side by side: a page about forty metrics would otherwise wait for eighty answers one after the other.
  const heard = await Promise.all(
    question.metrics.map(async (metric) => {
      const trend = await trendOf(analytics, caller, question, metric, query.grain)
      if (trend.points.length === 0) return null
      return { trend, ...(await compare(analytics, caller, question, metric, unitId)) }
    }),
  )
  const about = heard.flatMap((h) => h ?? [])
  const works = unit.kind === 'department' || unit.kind === 'partner' || unit.kind === 'team'
  const engine = analytics.forOrganization(caller.organizationId)
  const work = (
    works ? await readWork(engine, caller, question, unitId, touchpoints, query.grain) : []
  ).filter(({ metric }) => !about.some((h) => h.trend.metric.id === metric.id))
  const trends = [
    ...about.map((h) => ({ ...h.trend, through: 'about' as const })),
    ...work.map((w) => ({ ...workTrend(w, question, query.grain), through: 'work' as const })),
  ].map((trend) => ({ ...trend, control: controlOf(trend) }))
  const comparisons = [
    ...about.map((h) => h.comparison),
    ...work.flatMap(({ metric, own, peers }) => (peers.n > 0 ? [comparisonOf(metric, own, peers)] : [])),
  ]
  const { items } = caller.permissions.has('comments.read')
    ? await readComments(caller, { limit: 10, unitId, from: question.from, to: question.to })
    : { items: [] }
  return {
    trends,
    comparisons,
    comments: items,
    events: await readEvents(caller, question.tree, unitId, question),
    people: await readUnitPeople(caller, question.tree, unitId),
    touchpoints: await byTouchpoint(analytics, caller, question, touchpoints),
    learnFrom: learnFrom(about, question),
    howWeKnow: {
      method:
        'Means with t intervals (90 %); differences to the mean of the other units of its kind by Welch; limits at three standard errors around the mean before the last three periods (Shewhart, EWMA)',
      n: comparisons.reduce((sum, c) => sum + c.own.n, 0),
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

async function compare(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  metric: MetricRow,
  unitId: string,
) {
  const unit = question.tree.units.get(unitId)!
  // Peers are all units of the kind, also outside the caller's scope; only their joint mean is shown.
  const everything = { ...question, below: null }
  const gathered = await gather(
    analytics,
    caller,
    everything,
    attributionOf(everything, { ...caller, scope: null }, unit.kind),
    metric,
  )
  const own = mergeAll(gathered.get(unitId)?.values() ?? [])
  const peers = mergeAll(
    [...gathered].filter(([id]) => id !== unitId).flatMap(([, cells]) => [...cells.values()]),
  )
  return { comparison: comparisonOf(metric, own, peers), best: bestOf(metric, gathered, unitId) }
}

function comparisonOf(metric: MetricRow, own: Moments, peers: Moments): Overview['comparisons'][number] {
  return {
    metric,
    own: toScore(metric, own),
    peers: toScore(metric, peers),
    difference: difference(metric, own, peers),
  }
}

/** The other unit that is surely good: whose worse end of the interval is best. */
function bestOf(metric: MetricRow, gathered: Gathered, unitId: string): string | null {
  if (metric.source === 'employee') return null
  const sign = metric.direction === 'up' ? 1 : -1
  let [best, most] = [null as string | null, Number.NEGATIVE_INFINITY]
  for (const [id, cells] of gathered) {
    const { value, interval, n } = toScore(metric, mergeAll(cells.values()))
    if (id === unitId || value === null || !interval || n < fewestToTeach) continue
    const surely = sign === 1 ? interval.lower : -interval.upper
    if (surely > most) [best, most] = [id, surely]
  }
  return best
}

/**
 * Whom to learn from: the best of the kind at what the unit is surely weakest in, in spreads of single readings. The
 * name is told across scopes, as sharing practices is what ranking is for; no figure is.
 */
function learnFrom(
  about: readonly { comparison: Overview['comparisons'][number]; best: string | null }[],
  { tree, to }: Question,
): Overview['learnFrom'] {
  const weak = about.flatMap(({ comparison: { metric, difference, peers }, best }) => {
    if (difference.value === null || !difference.interval || !peers.interval || best === null) return []
    if (metric.kind === 'figure') return []
    const sign = metric.direction === 'up' ? 1 : -1
    const upper = sign === 1 ? difference.interval.upper : -difference.interval.lower
    // The interval of the peers' mean is 2 z sd / sqrt(n) wide.
    const spread = ((peers.interval.upper - peers.interval.lower) * Math.sqrt(peers.n)) / (2 * 1.6449)
    const size = (sign * difference.value) / spread
    return upper < 0 && size < -worthLearning ? [{ metric, best, size }] : []
  })
  const [weakest] = weak.sort((a, b) => a.size - b.size)
  if (!weakest) return null
  const parent = parentAt(tree, weakest.best, to)
  return {
    metric: weakest.metric,
    name: tree.units.get(weakest.best)?.name ?? '',
    parentName: parent === null ? null : (tree.units.get(parent)?.name ?? null),
  }
}

function workTrend(
  { metric, periods, own }: WorkHeard,
  question: Question,
  grain: Grain,
): Overview['trends'][number] {
  return {
    metric,
    grain,
    points: periods.map(({ from, moments }) => ({ from, score: toScore(metric, moments) })),
    through: 'work',
    control: null,
    howWeKnow: {
      method: 'Means with t intervals (90 %)',
      n: own.n,
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

async function listTouchpoints(caller: Caller): Promise<Touchpoint[]> {
  const { rows } = await caller.transaction((tx) =>
    tx.execute<Touchpoint & Record<string, unknown>>(
      sql`select id, key, name, owner_unit_id as "ownerUnitId" from touchpoints order by position, key`,
    ),
  )
  return rows
}

/** The main metric of customers by touchpoint, of what was heard about the unit and below it; worst first. */
async function byTouchpoint(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  touchpoints: readonly Touchpoint[],
): Promise<Overview['touchpoints']> {
  const metric =
    question.metrics.find((m) => m.source === 'customer' && m.kind === 'nps') ??
    question.metrics.find((m) => m.source === 'customer' && m.kind !== 'figure')
  if (!metric) return null
  const attribution = attributionOf(question, caller, null)
  const cells = await gather(analytics, caller, question, attribution, metric, { kind: 'touchpoint' })
  const sign = metric.direction === 'up' ? 1 : -1
  const items = touchpoints.flatMap(({ id, key, name }) => {
    const moments = mergeAll([...cells.values()].flatMap((unit) => unit.get(id) ?? []))
    const { value, interval, n } = toScore(metric, moments)
    return value === null ? [] : [{ key, name, value, interval, n }]
  })
  return items.length > 0 ? { metric, items: items.sort((a, b) => sign * (a.value - b.value)) } : null
}

function difference(metric: MetricRow, own: Moments, peers: Moments): Score {
  const n = own.n
  if (isProtected(metric, own.n) || isProtected(metric, peers.n))
    return { value: null, interval: null, n: 0, suppressed: tooFewRespondents }
  const result = meanDifference(own, peers, intervalLevel)
  if (isRefusal(result))
    return {
      value: null,
      interval: null,
      n,
      suppressed: { reason: 'not_enough_data', message: result.message },
    }
  return { value: result.estimate, interval: result.interval, n, suppressed: null }
}

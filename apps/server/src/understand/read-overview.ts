import type { ResponseOf, Score } from '@tandem/contract'
import { isRefusal, type Moments, meanDifference } from '@tandem/stats'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, NotFound, requireUnit } from '../platform/index.ts'
import { attributionOf, gather, openQuestion, type Question } from './gather.ts'
import { mergeAll } from './merge.ts'
import { intervalLevel, isProtected, tooFewRespondents, toScore } from './protect.ts'
import { readComments } from './read-comments.ts'
import { type Grain, trendOf } from './read-trend.ts'

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
  // Side by side: a page about forty metrics would otherwise wait for eighty answers one after the other.
  const heard = await Promise.all(
    question.metrics.map(async (metric) => {
      const trend = await trendOf(analytics, caller, question, metric, query.grain)
      if (trend.points.length === 0) return null
      return { trend, comparison: await compare(analytics, caller, question, metric, unitId) }
    }),
  )
  const trends = heard.flatMap((h) => h?.trend ?? [])
  const comparisons = heard.flatMap((h) => h?.comparison ?? [])
  const { items } = caller.permissions.has('comments.read')
    ? await readComments(caller, { limit: 10, unitId, from: question.from, to: question.to })
    : { items: [] }
  return {
    trends,
    comparisons,
    comments: items,
    howWeKnow: {
      method:
        'Means with t intervals (90 %); differences to the mean of the other units of its kind by Welch',
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
  return {
    metric,
    own: toScore(metric, own),
    peers: toScore(metric, peers),
    difference: difference(metric, own, peers),
  }
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

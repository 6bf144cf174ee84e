import type { Trend } from '@tandem/contract'
import type { MetricRow } from '../goals/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery, type Question } from './gather.ts'
import { mergeAll } from './merge.ts'
import { isProtected, toScore } from './protect.ts'

export type Grain = Trend['grain']

/** A metric over time, one point a period with its interval. Periods without readings have no point. */
export async function readTrend(
  analytics: Analytics,
  caller: Caller,
  query: PeriodQuery & { readonly metric: string; readonly grain: Grain },
): Promise<Trend> {
  const question = await openQuestion(analytics, caller, query, [query.metric])
  return trendOf(analytics, caller, question, question.metrics[0]!, query.grain)
}

export async function trendOf(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  metric: MetricRow,
  grain: Grain,
): Promise<Trend> {
  const gathered = await gather(analytics, caller, question, attributionOf(question, caller, null), metric, {
    kind: 'period',
    grain,
  })
  const starts = new Set([...gathered.values()].flatMap((cells) => [...cells.keys()]))
  const points = [...starts].sort().map((from) => {
    const moments = mergeAll([...gathered.values()].flatMap((cells) => cells.get(from) ?? []))
    return { from, score: toScore(metric, moments), n: moments.n }
  })
  return {
    metric,
    grain,
    points: points.map(({ from, score }) => ({ from, score })),
    howWeKnow: {
      method: 'Means with t intervals (90 %)',
      n: points.reduce((sum, p) => sum + (isProtected(metric, p.n) ? 0 : p.n), 0),
      units: gathered.size,
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

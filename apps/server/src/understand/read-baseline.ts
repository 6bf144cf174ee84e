import type { Baseline, ResponseOf } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { openQuestion } from './gather.ts'
import { addDays, baselineOf, readGoalSeries } from './goal-series.ts'
import { tooFewRespondents } from './protect.ts'

export interface BaselineQuery {
  readonly metric: string
  readonly unitId?: string | null | undefined
  readonly startsOn?: string | undefined
}

/** Readings so many days before the first day of a goal are looked at. */
const lookBack = 400

/** What the baseline of a goal would be by the readings. */
export async function readBaseline(
  analytics: Analytics,
  caller: Caller,
  query: BaselineQuery,
): Promise<ResponseOf<'GET /api/v1/goals/baseline'>> {
  const today = new Date().toISOString().slice(0, 10)
  const startsOn = query.startsOn ?? today
  const period = { from: addDays(startsOn, -lookBack), to: [startsOn, today].sort().at(-1)! }
  const question = await openQuestion(analytics, caller, { ...period, unitId: query.unitId ?? undefined }, [
    query.metric,
  ])
  const metric = question.metrics[0]!
  const { grain, cells, withheld } = await readGoalSeries(analytics, caller, question, metric)
  const baseline: Baseline | null = baselineOf({ baseline: null, startsOn }, metric, grain, cells)
  if (baseline) return { baseline, suppressed: null }
  return {
    baseline: null,
    suppressed: withheld
      ? tooFewRespondents
      : { reason: 'not_enough_data', message: `Nothing was heard of ${metric.name} yet.` },
  }
}

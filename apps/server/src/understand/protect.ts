import type { Metric, Score } from '@tandem/contract'
import { isRefusal, type Moments, meanInterval } from '@tandem/stats'

/** Fewest employee answers behind a figure, and fewest employee comments behind a list. */
export const fewestRespondents = 5
export const fewestComments = 10

export const intervalLevel = 0.9

/** Employee answers of fewer people than this are not shown, not even as part of a difference on the same page. */
export function isProtected(metric: Pick<Metric, 'source'>, n: number): boolean {
  return metric.source === 'employee' && n < fewestRespondents
}

export const tooFewRespondents = {
  reason: 'too_few_respondents' as const,
  message: `Shown from ${fewestRespondents} answers on, so that nobody can be recognised.`,
}

/** A mean with its t interval, or the reason why there is none. */
export function toScore(metric: Pick<Metric, 'source'>, moments: Moments): Score {
  const { n, mean } = moments
  if (n === 0)
    return {
      value: null,
      interval: null,
      n: 0,
      suppressed: { reason: 'not_enough_data', message: 'Nothing was heard yet.' },
    }
  if (isProtected(metric, n)) return { value: null, interval: null, n: 0, suppressed: tooFewRespondents }
  const estimate = meanInterval(moments, intervalLevel)
  if (isRefusal(estimate)) return { value: mean, interval: null, n, suppressed: null }
  return { value: mean, interval: estimate.interval, n, suppressed: null }
}

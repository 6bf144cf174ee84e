import type { Control, Trend } from '@tandem/contract'
import { ewmaChart, isRefusal, type Moments, tQuantile } from '@tandem/stats'
import { mergeAll } from './merge.ts'

/** Periods at the end that are judged by the ones before them, and fewest periods before. */
const judged = 3
const fewestBefore = 6
const width = 3

type Period = Moments & { readonly from: string }

/**
 * What a metric usually does and when it did otherwise: Shewhart limits for each period and an EWMA chart (Montgomery
 * 2013) around the mean of all but the last three periods, for errors that grow where few answered and by the usual
 * ups and downs between periods. Null when there are too few periods with answers.
 */
export function controlOf(trend: Pick<Trend, 'points'>): Control | null {
  const periods = trend.points.flatMap(({ from, score }): Period[] => {
    const { value, interval, n } = score
    if (value === null || !interval || n < 2) return []
    const half = (interval.upper - interval.lower) / 2
    const sd = (half / tQuantile(0.5 + interval.level / 2, n - 1)) * Math.sqrt(n)
    return [{ from, n, mean: value, m2: (n - 1) * sd * sd }]
  })
  const before = periods.slice(0, -judged)
  if (before.length < fewestBefore) return null
  const { mean: expected } = mergeAll(before)
  const freedom = before.reduce((sum, p) => sum + p.n - 1, 0)
  const variance = before.reduce((sum, p) => sum + p.m2, 0) / freedom
  if (!(variance > 0)) return null
  const scatter =
    before.reduce((sum, p) => sum + (p.n * (p.mean - expected) ** 2) / variance, 0) / (before.length - 1)
  const standardErrors = periods.map((p) => Math.sqrt((Math.max(1, scatter) * variance) / p.n))
  const chart = ewmaChart({ values: periods.map((p) => p.mean), standardErrors, target: expected, width })
  if (isRefusal(chart)) return null
  return {
    expected,
    points: periods.map((p, i) => {
      const half = width * standardErrors[i]!
      return {
        from: p.from,
        lower: expected - half,
        upper: expected + half,
        out: Math.abs(p.mean - expected) > half,
        drift: chart.signals.includes(i),
      }
    }),
  }
}

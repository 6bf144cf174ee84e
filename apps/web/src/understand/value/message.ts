import type { Value } from '@tandem/contract'

/** What the value says, picked by what matters most; the screen puts it into words. */
export type Message =
  /** The interval includes zero. */
  | { readonly kind: 'unclear' }
  /** A point goes with more money; `good` where more is what is wanted. */
  | { readonly kind: 'more' | 'less'; readonly good: boolean }

/** Pure: the sentence of the page. */
export function messageOf(value: Pick<Value, 'perPoint' | 'money'>): Message {
  const { lower, upper } = value.perPoint.interval
  if (lower <= 0 && upper >= 0) return { kind: 'unclear' }
  const kind = lower > 0 ? 'more' : 'less'
  return { kind, good: (kind === 'more') === (value.money.direction === 'up') }
}

/**
 * What the lags say about what leads what: the score surely leads where a lag from 0 up has an interval without zero and
 * none below 0 has; then the clearest of them is given. Null where nothing stands out.
 */
export function leadOf(
  lags: Value['lags'],
): { readonly kind: 'score' | 'money' | 'both'; readonly lag: number } | null {
  const sure = lags.flatMap(({ lag, slope }) => {
    if (!slope || (slope.interval.lower <= 0 && slope.interval.upper >= 0)) return []
    return [{ lag, strength: Math.abs(slope.estimate) / slope.standardError }]
  })
  const [first] = sure.sort((a, b) => b.strength - a.strength)
  if (!first) return null
  // One lag in ten looks sure by chance; what is less than half as clear as the clearest does not count.
  const clear = sure.filter((s) => s.strength > first.strength / 2)
  const before = clear.some((s) => s.lag < 0)
  const after = clear.some((s) => s.lag >= 0)
  return { kind: before && after ? 'both' : before ? 'money' : 'score', lag: first.lag }
}

export interface Gain {
  readonly estimate: number
  readonly interval: { readonly lower: number; readonly upper: number }
}

/** Some points more, in some units, over some periods. */
export function gainOf(perPoint: Value['perPoint'], times: number): Gain {
  const { lower, upper } = perPoint.interval
  return { estimate: times * perPoint.estimate, interval: { lower: times * lower, upper: times * upper } }
}

/** Periods of a grain in a year. */
export const perYear = { month: 12, quarter: 4, year: 1 } as const

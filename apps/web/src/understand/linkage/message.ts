import type { Answers, Band, Linkage, Metric, Parity, ParityPair } from '@tandem/contract'
import { niceStep } from '../nice-ticks.ts'

/** A slope per point, with its interval. */
export interface PerPoint {
  readonly estimate: number
  readonly interval: { readonly lower: number; readonly upper: number; readonly level: number }
}

/** What goes with what, picked by what is clearest; the screen puts it into words. */
export type LinkMessage =
  /** The driver comes first, by `lag` periods. */
  | { readonly kind: 'leads'; readonly lag: number; readonly slope: PerPoint }
  /** Both move in the same period: what comes first can't be told. */
  | { readonly kind: 'together'; readonly slope: PerPoint }
  /** The outcome comes first: the slope is in points of the driver per point of the outcome. */
  | { readonly kind: 'reversed'; readonly lag: number; readonly slope: PerPoint }
  /** Only units differ from one another; `timeless` when there were too few periods to look at one unit over time. */
  | { readonly kind: 'between'; readonly slope: PerPoint; readonly timeless: boolean }
  | { readonly kind: 'unclear' }

type Lag = Linkage['forward'][number]

/**
 * From so many standard errors on, a slope within units is called clear. As about seven are looked at, one of them
 * would pass this by chance with 10 % probability (Bonferroni).
 */
export const clearFrom = 2.45

const strength = ({ slope }: Lag) => (slope ? Math.abs(slope.estimate) / (slope.standardError || 1e-300) : 0)

export function isClear(lag: Lag): boolean {
  return strength(lag) >= clearFrom
}

/** The slope as it would be if the first score were known without error, where that can be said. */
export function toldSlope({ slope, disattenuated }: Lag): PerPoint | null {
  return disattenuated ?? slope
}

function strongest(lags: readonly Lag[]): Lag | undefined {
  return lags.filter(isClear).toSorted((a, b) => strength(b) - strength(a))[0]
}

/** The sentence of the page: the clearest slope over time, else what separates units, else that nothing is clear. */
export function linkMessage(link: Pick<Linkage, 'forward' | 'reverse' | 'between'>): LinkMessage {
  const forward = strongest(link.forward)
  const reverse = strongest(link.reverse)
  const [ahead, behind] = [forward && toldSlope(forward), reverse && toldSlope(reverse)]
  if (reverse && behind && (!forward || strength(reverse) > strength(forward)))
    return { kind: 'reversed', lag: reverse.lag, slope: behind }
  if (forward && ahead)
    return forward.lag > 0
      ? { kind: 'leads', lag: forward.lag, slope: ahead }
      : { kind: 'together', slope: ahead }
  const { between } = link
  if (between && excludesZero(between.interval))
    return { kind: 'between', slope: between, timeless: link.forward.every((lag) => lag.slope === null) }
  return { kind: 'unclear' }
}

export function excludesZero(interval: { readonly lower: number; readonly upper: number }): boolean {
  return interval.lower > 0 || interval.upper < 0
}

/** How far the first metric is said to rise: 10 points of a score, a round part of its spread of a figure. */
export function riseOf(metric: Pick<Metric, 'kind'>, values: readonly number[]): number {
  if (metric.kind !== 'figure') return 10
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length
  const spread = Math.sqrt(
    values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, values.length - 1),
  )
  return spread > 0 ? niceStep(spread, 1.5) : 1
}

/** A slope for a rise of so many points. */
export function times({ estimate, interval }: PerPoint, rise: number): PerPoint {
  const { lower, upper, level } = interval
  return { estimate: estimate * rise, interval: { lower: lower * rise, upper: upper * rise, level } }
}

/** The outer bands against each other. */
export interface BandMessage {
  readonly kind: 'gap' | 'alike'
  readonly lowest: Band
  readonly highest: Band
  /** Mean of the lowest band less that of the highest. */
  readonly difference: PerPoint
}

export function bandMessage(bands: readonly Band[]): BandMessage | null {
  const filled = bands.filter((band) => band.mean)
  const [lowest, highest] = [filled[0], filled.at(-1)]
  if (!lowest || !highest?.difference) return null
  const { estimate, interval } = highest.difference
  const difference = times({ estimate, interval }, -1)
  const turned = { lower: difference.interval.upper, upper: difference.interval.lower, level: interval.level }
  return {
    kind: excludesZero(interval) ? 'gap' : 'alike',
    lowest,
    highest,
    difference: { estimate: difference.estimate, interval: turned },
  }
}

/** A high and a middling score at which the outcome of single answers is told. */
const tellAt = { high: 85, low: 50 } as const

export interface AnswersMessage {
  readonly high: { readonly at: number; readonly mean: number }
  readonly low: { readonly at: number; readonly mean: number }
}

/** What a high and a middling score go with: on the curve, else in the outer bands. */
export function answersMessage({ bands, curve }: Pick<Answers, 'bands' | 'curve'>): AnswersMessage | null {
  const at = (score: number) => curve.find((point) => point.at === score)
  const [high, low] = [at(tellAt.high) ?? bands.at(-1), at(tellAt.low) ?? bands[0]]
  return high && low && high.at > low.at ? { high, low } : null
}

export type ParityMessage =
  | { readonly kind: 'none' }
  /** Employees clearly fare worse in `count` of `of` dimensions, most in `pair`. */
  | { readonly kind: 'worse'; readonly pair: ParityPair; readonly count: number; readonly of: number }
  | { readonly kind: 'better'; readonly pair: ParityPair }
  | { readonly kind: 'even'; readonly of: number }

/** Whether employees are treated as customers are. NPS and eNPS are told apart from it: they ask two different things. */
export function parityMessage({ pairs }: Pick<Parity, 'pairs'>): ParityMessage {
  const shared = pairs.filter((p) => p.customer.kind !== 'nps')
  const known = (shared.length > 0 ? shared : pairs).filter((p) => p.gap)
  const size = (p: ParityPair) => (p.gap?.estimate ?? 0) * (p.customer.direction === 'up' ? 1 : -1)
  const sorted = known.toSorted((a, b) => size(a) - size(b))
  const clear = sorted.filter((p) => p.gap && excludesZero(p.gap.interval))
  const [worst, best] = [clear[0], clear.at(-1)]
  if (worst && size(worst) < 0)
    return { kind: 'worse', pair: worst, count: clear.filter((p) => size(p) < 0).length, of: known.length }
  if (best) return { kind: 'better', pair: best }
  return known.length > 0 ? { kind: 'even', of: known.length } : { kind: 'none' }
}

/** How much the means of units say about units (ICC(2)): 0.7 and 0.5 are the usual limits (Bliese 2000). */
export function trustIn(icc2: number | null): 'good' | 'usable' | 'poor' | 'unknown' {
  if (icc2 === null) return 'unknown'
  return icc2 >= 0.7 ? 'good' : icc2 >= 0.5 ? 'usable' : 'poor'
}

/**
 * The points of a scatter that are worth a name, the most telling first: its ends both ways and what lies farthest off
 * the line, then the next ones.
 */
export function extremes(points: Linkage['points'], line: Linkage['line'], most: number): string[] {
  const [start, end] = [line[0], line.at(-1)]
  const slope =
    start && end && end.driver > start.driver
      ? (end.outcome - start.outcome) / (end.driver - start.driver)
      : 0
  const off = (p: Linkage['points'][number]) =>
    start ? p.outcome - start.outcome - slope * (p.driver - start.driver) : p.outcome
  const by = [(p: Linkage['points'][number]) => p.outcome, (p: Linkage['points'][number]) => p.driver, off]
  const sorted = by.map((value) => points.toSorted((a, b) => value(a) - value(b)))
  const named = new Set<string>()
  for (let i = 0; i < points.length && named.size < most; i++)
    for (const list of sorted)
      for (const p of [list[i], list.at(-1 - i)]) if (p && named.size < most) named.add(p.unitId)
  return [...named]
}

import type { Change, Metric, ResponseOf } from '@tandem/contract'

export type Overview = ResponseOf<'GET /api/v1/units/{id}/overview'>
export type UnitDetails = ResponseOf<'GET /api/v1/units/{id}'>
export type Comparison = Overview['comparisons'][number]

/** A difference to the peers that can be drawn beside those of other metrics. */
export interface Against {
  readonly comparison: Comparison
  readonly metric: Metric
  /** Difference in spreads (SD) of single readings; positive is better, also where down is good. */
  readonly size: number
  readonly interval: { readonly lower: number; readonly upper: number }
  /** 1 surely better, -1 surely worse, 0 neither. */
  readonly verdict: -1 | 0 | 1
}

/** Half-width of a 90 % interval of a mean in standard errors, for as many readings as peers have. */
const z90 = 1.6449

/**
 * Differences to the peers on one scale: divided by the spread of single readings, taken from the interval of the
 * peers' mean (half-width = z * sd / sqrt(n)). Worst first; metrics without an interval are left out.
 */
export function against(comparisons: readonly Comparison[]): Against[] {
  const found = comparisons.flatMap((comparison): Against[] => {
    const { metric, difference, peers } = comparison
    if (difference.value === null || !difference.interval || !peers.interval) return []
    const spread = ((peers.interval.upper - peers.interval.lower) / 2 / z90) * Math.sqrt(peers.n)
    if (!(spread > 0)) return []
    const sign = metric.direction === 'up' ? 1 : -1
    const ends = [(sign * difference.interval.lower) / spread, (sign * difference.interval.upper) / spread]
    const interval = { lower: Math.min(...ends), upper: Math.max(...ends) }
    const verdict = interval.lower > 0 ? 1 : interval.upper < 0 ? -1 : 0
    return [{ comparison, metric, size: (sign * difference.value) / spread, interval, verdict }]
  })
  return found.sort((a, b) => a.size - b.size)
}

export type UnitMessage =
  | { readonly kind: 'changed'; readonly change: Change }
  | { readonly kind: 'silent' }
  | { readonly kind: 'alike'; readonly of: number }
  | { readonly kind: 'weak' | 'strong'; readonly count: number; readonly of: number; readonly most: Metric }
  | {
      readonly kind: 'mixed'
      readonly weak: number
      readonly strong: number
      readonly worst: Metric
      readonly best: Metric
    }

/** A change that moves the unit by less is told on the axis, not in the headline. In standard deviations. */
const notable = 0.15

/**
 * What is the matter with a unit: what got worse lately comes first; then where it stands against its peers, by
 * differences whose interval does not hold zero; what got better where nothing else is to be said.
 */
export function unitMessage(all: readonly Against[], changes: readonly Change[] = []): UnitMessage {
  const weight = (c: Change) => Math.abs(c.effect) * c.share
  const worse = changes.find((c) => !c.good && weight(c) >= notable)
  if (worse) return { kind: 'changed', change: worse }
  const message = standingMessage(all)
  const better = changes.find((c) => c.good && weight(c) >= notable)
  return better && (message.kind === 'silent' || message.kind === 'alike')
    ? { kind: 'changed', change: better }
    : message
}

function standingMessage(all: readonly Against[]): UnitMessage {
  // Figures such as sales are context: what people say and what is observed comes first.
  const voices = all.filter((r) => r.metric.kind !== 'figure')
  const rows = voices.length > 0 ? voices : all
  const of = rows.length
  if (of === 0) return { kind: 'silent' }
  const weak = rows.filter((r) => r.verdict < 0)
  const strong = rows.filter((r) => r.verdict > 0)
  const worst = weak[0]?.metric
  const best = strong.at(-1)?.metric
  if (worst && best) return { kind: 'mixed', weak: weak.length, strong: strong.length, worst, best }
  if (worst) return { kind: 'weak', count: weak.length, of, most: worst }
  if (best) return { kind: 'strong', count: strong.length, of, most: best }
  return { kind: 'alike', of }
}

import type { Answers } from '@tandem/contract'

type Band = Answers['bands'][number]

export interface End {
  readonly value: number
  readonly interval: { readonly lower: number; readonly upper: number }
}

export interface Ends {
  /** The lowest third of answers less the middle. */
  readonly low: End
  /** The highest third less the middle. */
  readonly high: End
  /** Low answers hurt more; high ones help more; both alike; neither differs from the middle beyond chance. */
  readonly kind: 'basic' | 'delight' | 'both' | 'unclear'
}

/** Quantile of the normal distribution for an interval of 90 %. */
const z90 = 1.6449

interface Part {
  readonly n: number
  readonly mean: number
  readonly variance: number
}

/** Mean of bands together, with the variance of that mean. */
function partOf(bands: readonly Band[]): Part {
  const n = bands.reduce((sum, b) => sum + b.n, 0)
  const mean = bands.reduce((sum, b) => sum + (b.n / n) * b.mean, 0)
  const variance = bands.reduce((sum, b) => {
    const half = b.interval ? (b.interval.upper - b.interval.lower) / 2 / z90 : 0
    return sum + (b.n / n) ** 2 * half ** 2
  }, 0)
  return { n, mean, variance }
}

function less(a: Part, b: Part): End {
  const value = a.mean - b.mean
  const half = z90 * Math.sqrt(a.variance + b.variance)
  return { value, interval: { lower: value - half, upper: value + half } }
}

/**
 * What low and what high answers go with, each against the middle (penalty and reward: Kano 1984, Brandt 1987), the
 * answers cut as near to thirds as the bands allow. An end outweighs the other when the intervals of the two effects
 * do not touch. Null with fewer than three bands.
 */
export function endsOf(bands: readonly Band[]): Ends | null {
  if (bands.length < 3 || bands.some((b) => b.interval === null)) return null
  const total = bands.reduce((sum, b) => sum + b.n, 0)
  let before = 0
  const upTo = bands.map((b) => {
    before += b.n
    return before / total
  })
  const nearest = (from: number, to: number, share: number) => {
    let best = from
    for (let i = from; i <= to; i++)
      if (Math.abs((upTo[i] ?? 0) - share) < Math.abs((upTo[best] ?? 0) - share)) best = i
    return best
  }
  const first = nearest(0, bands.length - 3, 1 / 3)
  const second = nearest(first + 1, bands.length - 2, 2 / 3)
  const middle = partOf(bands.slice(first + 1, second + 1))
  const low = less(partOf(bands.slice(0, first + 1)), middle)
  const high = less(partOf(bands.slice(second + 1)), middle)
  return { low, high, kind: kindOf(low, high) }
}

function kindOf(low: End, high: End): Ends['kind'] {
  const hurts = low.interval.upper < 0
  const helps = high.interval.lower > 0
  if (!hurts && !helps) return 'unclear'
  if (-low.interval.upper > Math.max(0, high.interval.upper)) return 'basic'
  if (high.interval.lower > Math.max(0, -low.interval.lower)) return 'delight'
  return 'both'
}

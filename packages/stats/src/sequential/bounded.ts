import type { Estimate } from '../core/estimate.ts'
import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'

export type BoundedOptions = {
  /** least and greatest possible value of an observation (default 0 and 1) */
  readonly min?: number
  readonly max?: number
  readonly level?: number
  /** default betting: the tightest; empirical-bernstein has a closed form */
  readonly method?: 'betting' | 'empirical-bernstein'
}

/** A confidence sequence for the mean of bounded observations: limits after each of them. */
export type BoundedSequence = Estimate & { readonly lower: Float64Array; readonly upper: Float64Array }

/** Grid over the mean for the betting sequence. */
const GRID = 1000

type Scaled = { x: Float64Array; min: number; width: number; level: number }

function scaled(values: ArrayLike<number>, options: BoundedOptions): Scaled | Refusal {
  const level = options.level ?? 0.95
  const bad = checkLevel(level)
  if (bad) return bad
  const min = options.min ?? 0
  const max = options.max ?? 1
  if (!(max > min && Number.isFinite(max - min)))
    return refuse('out-of-range', 'The bounds must be finite, max above min.')
  if (values.length === 0) return refuse('empty', 'Give at least one observation.')
  const x = new Float64Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!
    if (!(v >= min && v <= max)) {
      return refuse('out-of-range', `Observation ${i + 1} is ${v}; it must lie between ${min} and ${max}.`)
    }
    x[i] = (v - min) / (max - min)
  }
  return { x, min, width: max - min, level }
}

/**
 * Predictable bet sizes sqrt(2 log(2/alpha) / (variance so far * t log(1 + t))), and the running means before each
 * observation (Waudby-Smith & Ramdas 2024, equations 26-28).
 */
function bets(x: Float64Array, alpha: number): { bet: Float64Array; meanBefore: Float64Array } {
  const bet = new Float64Array(x.length)
  const meanBefore = new Float64Array(x.length)
  let sum = 0.5
  let squares = 0.25
  for (let i = 0; i < x.length; i++) {
    const t = i + 1
    meanBefore[i] = sum / t
    bet[i] = Math.sqrt((2 * Math.log(2 / alpha)) / ((squares / t) * t * Math.log(1 + t)))
    sum += x[i]!
    squares += (x[i]! - sum / (t + 1)) ** 2
  }
  return { bet, meanBefore }
}

function empiricalBernstein(x: Float64Array, alpha: number): { lower: Float64Array; upper: Float64Array } {
  const { bet, meanBefore } = bets(x, alpha)
  const lower = new Float64Array(x.length)
  const upper = new Float64Array(x.length)
  let [weights, weighted, cost, low, high] = [0, 0, Math.log(2 / alpha), 0, 1]
  for (let i = 0; i < x.length; i++) {
    const l = Math.min(bet[i]!, 0.5)
    weights += l
    weighted += l * x[i]!
    cost += (x[i]! - meanBefore[i]!) ** 2 * (-Math.log1p(-l) - l)
    low = Math.max(low, weighted / weights - cost / weights)
    high = Math.min(high, weighted / weights + cost / weights)
    lower[i] = low
    upper[i] = high
  }
  return { lower, upper }
}

function betting(x: Float64Array, alpha: number): { lower: Float64Array; upper: Float64Array } {
  const { bet } = bets(x, alpha)
  const up = new Float64Array(GRID + 1)
  const down = new Float64Array(GRID + 1)
  const lower = new Float64Array(x.length)
  const upper = new Float64Array(x.length)
  const limit = Math.log(2 / alpha)
  let first = 0
  let last = GRID
  for (let i = 0; i < x.length; i++) {
    for (let k = first; k <= last; k++) {
      const m = k / GRID
      up[k]! += Math.log1p(Math.min(bet[i]!, 0.5 / m) * (x[i]! - m))
      down[k]! += Math.log1p(-Math.min(bet[i]!, 0.5 / (1 - m)) * (x[i]! - m))
    }
    // hedged capital max(up, down) / 2 >= 1 / alpha rules a mean out for good; limits go out to the next grid point
    while (first < last && Math.max(up[first]!, down[first]!) >= limit) first++
    while (last > first && Math.max(up[last]!, down[last]!) >= limit) last--
    lower[i] = Math.max(0, first - 1) / GRID
    upper[i] = Math.min(GRID, last + 1) / GRID
  }
  return { lower, upper }
}

/**
 * Confidence sequence for the mean of observations in [min, max], no matter their distribution (Waudby-Smith & Ramdas
 * 2024): the interval after each observation holds together with all others with probability `level`. The limits are
 * running intersections. Refuses observations outside the bounds.
 */
export function boundedSequence(
  values: ArrayLike<number>,
  options: BoundedOptions = {},
): BoundedSequence | Refusal {
  const s = scaled(values, options)
  if ('kind' in s) return s
  const method = options.method ?? 'betting'
  const found = method === 'betting' ? betting(s.x, 1 - s.level) : empiricalBernstein(s.x, 1 - s.level)
  const back = (a: Float64Array) => a.map((v) => s.min + s.width * v)
  const lower = back(found.lower)
  const upper = back(found.upper)
  const n = s.x.length
  const mean = s.x.reduce((m, v, i) => m + (v - m) / (i + 1), 0)
  const variance = s.x.reduce((t, v) => t + (v - mean) ** 2, 0) / Math.max(1, n - 1)
  return {
    estimate: s.min + s.width * mean,
    standardError: s.width * Math.sqrt(variance / n),
    interval: { lower: lower[n - 1]!, upper: upper[n - 1]!, level: s.level },
    lower,
    upper,
    n,
    method: `${method} confidence sequence`,
    warnings: [],
  }
}

/**
 * e-process of the null "the mean is at most `null`" (side greater; or at least, side less) for observations in
 * [min, max], whatever their distribution: the wealth of a bettor who starts with 1. One value after each
 * observation; reject when one reaches 1 / alpha.
 */
export function boundedEProcess(
  values: ArrayLike<number>,
  options: BoundedOptions & { readonly null: number; readonly side?: 'greater' | 'less' },
): Float64Array | Refusal {
  const s = scaled(values, options)
  if ('kind' in s) return s
  const mirrored = options.side === 'less'
  const m0 = (options.null - s.min) / s.width
  if (!(m0 > 0 && m0 < 1))
    return refuse('out-of-range', 'The null value must lie strictly between the bounds.')
  const m = mirrored ? 1 - m0 : m0
  const x = mirrored ? s.x.map((v) => 1 - v) : s.x
  // one-sided: the whole error goes to one side, so the bets are those of level alpha * 2 hedged
  const { bet } = bets(x, Math.min(1, 2 * (1 - s.level)))
  const out = new Float64Array(x.length)
  let log = 0
  for (let i = 0; i < x.length; i++) {
    log += Math.log1p(Math.min(bet[i]!, 0.5 / m) * (x[i]! - m))
    out[i] = Math.exp(log)
  }
  return out
}

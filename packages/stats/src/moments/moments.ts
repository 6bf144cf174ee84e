import { checkSize, LARGEST_VALUE, type Refusal, refuse, SMALLEST_SD } from '../core/refusal.ts'

/**
 * Count, mean and centred sum of squares of one variable. `m2` is the sum of (x - mean)^2. `rest` is what the mean
 * lacks in double precision (mean + rest is the mean to ~32 digits); absent means 0. It keeps merging exact when the
 * values are large and their spread is small.
 */
export type Moments = {
  readonly n: number
  readonly mean: number
  readonly m2: number
  readonly rest?: number
}

/** Weighted moments: `weight` = sum w, `weightSquares` = sum w^2, `m2` = sum w (x - mean)^2, mean = sum w x / sum w. */
export type WeightedMoments = Moments & { readonly weight: number; readonly weightSquares: number }

/** Moments of nothing: the neutral element of `mergeMoments`. */
export const emptyMoments: Moments = { n: 0, mean: 0, m2: 0, rest: 0 }

function checkValues(values: ArrayLike<number>): Refusal | undefined {
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    if (!Number.isFinite(x)) {
      return refuse(
        'not-finite',
        `Every value must be a finite number; value ${i + 1} is ${x}. Leave it out.`,
      )
    }
    if (Math.abs(x) > LARGEST_VALUE) {
      return refuse('too-large', `Value ${i + 1} (${x}) is too large. Use another unit.`)
    }
  }
  return undefined
}

/** Moments of an array of finite values (no values give `emptyMoments`). Refuses NaN, infinite and above 1e50. */
export function momentsOf(values: ArrayLike<number>): Moments | Refusal {
  const bad = checkValues(values)
  if (bad) return bad
  const n = values.length
  if (n === 0) return emptyMoments
  // Two passes around a provisional centre: differences to it are exact or nearly so, whatever the values' size.
  let centre = 0
  for (let i = 0; i < n; i++) centre += (values[i]! - centre) / (i + 1)
  let s1 = 0
  let s2 = 0
  for (let i = 0; i < n; i++) {
    const d = values[i]! - centre
    s1 += d
    s2 += d * d
  }
  return withMean(n, centre, s1 / n, Math.max(0, s2 - (s1 * s1) / n))
}

/** Moments from a mean that is a sum of a large and a small part. */
function withMean(n: number, large: number, small: number, m2: number): Moments {
  const mean = large + small
  const back = mean - large
  return { n, mean, m2, rest: large - (mean - back) + (small - back) }
}

/**
 * Moments of the union of two disjoint sets of values (Chan, Golub & LeVeque 1983, with a double-double mean).
 * Associative and commutative to about 1e-15 relative, for values around 1e9 with variance 1 too.
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const n = a.n + b.n
  const delta = b.mean - a.mean + ((b.rest ?? 0) - (a.rest ?? 0))
  return withMean(
    n,
    a.mean,
    (a.rest ?? 0) + (delta * b.n) / n,
    a.m2 + b.m2 + ((delta * a.n) / n) * delta * b.n,
  )
}

/** Moments of the union of any number of disjoint sets. */
export function mergeAll(parts: Iterable<Moments>): Moments {
  let all = emptyMoments
  for (const part of parts) all = mergeMoments(all, part)
  return all
}

/** Refuses moments that aren't finite, absurdly large, or of fewer than `least` values. */
export function checkMoments(m: Moments, least: number): Refusal | undefined {
  const bad = checkSize([m.n, m.mean, Math.sqrt(m.m2)], 'Count, mean and root of the sum of squares')
  if (bad) return bad
  if (m.n >= least) return undefined
  return refuse('too-few', `At least ${least} ${least === 1 ? 'value is' : 'values are'} needed, not ${m.n}.`)
}

/** True when the values behind the moments differ by more than rounding can tell from nothing. */
export function varies(m: Moments): boolean {
  return m.m2 > SMALLEST_SD * SMALLEST_SD * Math.max(1, m.n)
}

/** Unbiased variance m2 / (n - 1); refuses fewer than two values. */
export function varianceOf(m: Moments): number | Refusal {
  if (m.n < 2) return refuse('too-few', 'A variance needs at least two values.')
  return m.m2 / (m.n - 1)
}

/** Weighted moments; weights must be finite and at least 0 (values with weight 0 don't count). */
export function weightedMomentsOf(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): WeightedMoments | Refusal {
  if (values.length !== weights.length) {
    return refuse(
      'mismatch',
      `Give one weight per value: ${values.length} values, ${weights.length} weights.`,
    )
  }
  const bad = checkValues(values)
  if (bad) return bad
  let n = 0
  let weight = 0
  let weightSquares = 0
  let centre = 0
  for (let i = 0; i < values.length; i++) {
    const w = weights[i]!
    if (!(w >= 0 && w <= LARGEST_VALUE))
      return refuse('out-of-range', `Weight ${i + 1} is ${w}; use numbers from 0 up.`)
    if (w === 0) continue
    n++
    weight += w
    weightSquares += w * w
    centre += ((values[i]! - centre) * w) / weight
  }
  if (n === 0) return { ...emptyMoments, weight: 0, weightSquares: 0 }
  let s1 = 0
  let s2 = 0
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - centre
    s1 += weights[i]! * d
    s2 += weights[i]! * d * d
  }
  return { ...withMean(n, centre, s1 / weight, Math.max(0, s2 - (s1 * s1) / weight)), weight, weightSquares }
}

/** Weighted moments of the union of two disjoint sets. */
export function mergeWeightedMoments(a: WeightedMoments, b: WeightedMoments): WeightedMoments {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const asCounts = (m: WeightedMoments): Moments => ({ ...m, n: m.weight })
  const merged = mergeMoments(asCounts(a), asCounts(b))
  return {
    ...merged,
    n: a.n + b.n,
    weight: a.weight + b.weight,
    weightSquares: a.weightSquares + b.weightSquares,
  }
}

/** Kish's effective sample size (sum w)^2 / sum w^2. */
export function effectiveN(m: WeightedMoments): number {
  return m.weightSquares > 0 ? (m.weight * m.weight) / m.weightSquares : 0
}

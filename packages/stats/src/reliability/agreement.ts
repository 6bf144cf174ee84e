import { type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments } from '../moments/moments.ts'

/** Variance of answers that are spread evenly over a scale with `options` steps: (A^2 - 1) / 12. */
export function uniformVariance(options: number): number | Refusal {
  if (!(Number.isInteger(options) && options >= 2)) {
    return refuse('out-of-range', `A scale needs at least two answer options, not ${options}.`)
  }
  return (options * options - 1) / 12
}

/** Agreement within one group. */
export type Agreement = {
  /** r_wg or r_wg(j), 0 (as spread as chance, or more) to 1 (all alike) */
  readonly estimate: number
  /** Lindell's r*_wg(j), without the step-up by the number of items; below 0 when more spread than chance */
  readonly lindell: number
  /** number of raters (the smallest over the items) and of items */
  readonly n: number
  readonly items: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * r_wg(j) of one group on one or more items (James, Demaree & Wolf 1984; Lindell et al. 1999): `items` are the group's
 * moments on each item, `expectedVariance` the variance of chance answers (see `uniformVariance`). One item gives
 * r_wg. Variances above the expected one count as no agreement (0). Refuses groups of one rater.
 */
export function withinGroupAgreement(
  items: readonly Moments[],
  expectedVariance: number,
): Agreement | Refusal {
  if (items.length === 0) return refuse('empty', 'Give the moments of at least one item.')
  if (!(expectedVariance > 1e-50 && expectedVariance < 1e50)) {
    return refuse('out-of-range', `The variance of chance answers must be above 0, not ${expectedVariance}.`)
  }
  let sum = 0
  for (const m of items) {
    const bad = checkMoments(m, 2)
    if (bad) return bad
    sum += m.m2 / (m.n - 1)
  }
  const J = items.length
  const ratio = sum / J / expectedVariance
  const kept = 1 - Math.min(1, ratio)
  const n = items.reduce((least, m) => Math.min(least, m.n), Number.POSITIVE_INFINITY)
  return {
    estimate: (J * kept) / (J * kept + 1 - kept),
    lindell: 1 - ratio,
    n,
    items: J,
    method: J === 1 ? 'r_wg' : 'r_wg(j)',
    warnings: n < 5 ? [`Only ${n} raters: agreement is imprecise.`] : [],
  }
}

/**
 * Average absolute deviation from the item mean, averaged over items (AD_M; Burke, Finkelstein & Dusig 1999), of one
 * group: `ratings[j]` holds the raters' answers to item j. In the unit of the scale; smaller is more agreement.
 */
export function averageDeviation(ratings: readonly ArrayLike<number>[]): number | Refusal {
  if (ratings.length === 0) return refuse('empty', 'Give at least one item.')
  let total = 0
  for (const item of ratings) {
    const values = Array.from(item)
    if (values.length < 2) return refuse('too-few', 'Agreement needs at least two raters for each item.')
    if (!values.every(Number.isFinite)) return refuse('not-finite', 'Ratings must be finite numbers.')
    const mean = values.reduce((s, x) => s + x, 0) / values.length
    total += values.reduce((s, x) => s + Math.abs(x - mean), 0) / values.length
  }
  return total / ratings.length
}

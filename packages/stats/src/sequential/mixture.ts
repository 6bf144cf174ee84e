import { normalCdf } from '../core/distributions.ts'

/** Which alternative: the value is greater than the null, less, or merely different. */
export type Side = 'greater' | 'less' | 'two-sided'

/**
 * The normal mixture of Robbins (1970), written for any estimate whose sequence has independent increments on the
 * information scale (means, differences of means, efficient estimates): with variance v of the estimate now and a
 * N(0, m) (one-sided: half-normal) mixture over its distance from the null, the log of the e-value at
 * z = (estimate - null) / sqrt(v) is below. It is a nonnegative martingale under the null, so by Ville's inequality it
 * ever reaches 1 / alpha with probability alpha at most, however often one looks.
 * @param ratio m / v, the mixture's variance over the estimate's
 */
export function logMixtureEValue(z: number, ratio: number, side: Side): number {
  const grown = 1 + ratio
  const both = -0.5 * Math.log(grown) + (0.5 * ratio * z * z) / grown
  if (side === 'two-sided') return both
  const towards = side === 'greater' ? z : -z
  return both + Math.LN2 + logNormalCdf(towards * Math.sqrt(ratio / grown))
}

/** log Phi(x), with the asymptotic form where Phi underflows. */
function logNormalCdf(x: number): number {
  if (x > -37) return Math.log(normalCdf(x))
  return -0.5 * x * x - Math.log(-x) - 0.9189385332046727
}

/** The z at which the e-value reaches 1 / alpha: the half-width of the confidence sequence in standard errors. */
export function mixtureCritical(ratio: number, alpha: number, side: Side): number {
  const target = -Math.log(alpha)
  const twoSided = Math.sqrt((2 * (1 + ratio) * (target + 0.5 * Math.log1p(ratio))) / ratio)
  if (side === 'two-sided') return twoSided
  let low = 0
  let high = twoSided
  for (let i = 0; i < 80 && high - low > 1e-13 * high; i++) {
    const m = (low + high) / 2
    if (logMixtureEValue(m, ratio, 'greater') < target) low = m
    else high = m
  }
  return high
}

/**
 * Variance of the mixture that makes the confidence sequence tightest about when the estimate's variance is
 * `plannedVariance` (Waudby-Smith et al. 2024, section 2; Howard et al. 2021).
 */
export function mixtureVariance(plannedVariance: number, alpha: number): number {
  const l = -2 * Math.log(alpha)
  return plannedVariance * (l + Math.log(l + 1))
}

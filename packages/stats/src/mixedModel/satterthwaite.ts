/** Satterthwaite degrees of freedom of fixed effects (Giesbrecht & Burns 1985; Kuznetsova et al. 2017). */
import { inverseSpd } from '../core/linalg.ts'
import { hessian, type Optimum } from './optimise.ts'
import type { Profile } from './profile.ts'

/** Work per fit up to which the Hessian is found by differences of exact gradients. */
const EXACT_WORK = 3e8

/** Covariance of (free entries of theta, log sigma^2): twice the inverse Hessian of the deviance. */
export type VarianceUncertainty = {
  readonly free: readonly number[]
  readonly covariance: Float64Array
  readonly exact: boolean
}

/** Exact Hessian where it is cheap, average information elsewhere; undefined when it isn't positive definite. */
export function varianceUncertainty(profile: Profile, optimum: Optimum): VarianceUncertainty | undefined {
  const m = profile.entries.length
  const exact = 2 * m * (profile.cross.symbolic.work + 50 * profile.cross.symbolic.unknowns) < EXACT_WORK
  const { information, curvature, quadratic } = optimum.slopes
  const h = exact ? hessian(profile, optimum) : information.map((v, i) => v + curvature[i]!)
  const free = profile.entries.map((_, i) => i).filter((i) => !optimum.atBoundary[i])
  const k = free.length + 1
  const full = new Float64Array(k * k)
  for (const [a, i] of free.entries()) {
    for (const [b, j] of free.entries())
      full[a * k + b] = h[i * m + j]! + (quadratic[i]! * quadratic[j]!) / profile.degrees
    full[a * k + k - 1] = quadratic[i]!
    full[(k - 1) * k + a] = quadratic[i]!
  }
  full[k * k - 1] = profile.degrees
  const covariance = inverseSpd(full, k)?.map((v) => 2 * v)
  return covariance && { free, covariance, exact }
}

/**
 * Degrees of freedom of the contrast a'beta (a on the orthonormal basis): 2 f^2 / (g'Ag) with f its variance, g the
 * derivatives of f by the variance parameters and A their covariance.
 */
export function satterthwaite(
  optimum: Optimum,
  uncertainty: VarianceUncertainty,
  contrast: Float64Array,
): number {
  const p = contrast.length
  // degrees of freedom don't depend on the contrast's size; a unit one can't overflow
  const size = Math.max(...contrast.map(Math.abs))
  const a = contrast.map((v) => v / size)
  const c = optimum.evaluation.covariance
  const ca = new Float64Array(p)
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) ca[i] = ca[i]! + c[i * p + j]! * a[j]!
  let variance = 0
  for (let i = 0; i < p; i++) variance += a[i]! * ca[i]!
  const slopes = uncertainty.free.map((index) => {
    const change = optimum.slopes.fixedChange[index]!
    let s = 0
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) s += ca[i]! * change[i * p + j]! * ca[j]!
    return s
  })
  slopes.push(variance)
  const k = slopes.length
  let spread = 0
  for (let i = 0; i < k; i++)
    for (let j = 0; j < k; j++) spread += slopes[i]! * uncertainty.covariance[i * k + j]! * slopes[j]!
  return (2 * variance * variance) / spread
}

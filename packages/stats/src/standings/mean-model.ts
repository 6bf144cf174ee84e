import { chiSquareSurvival } from '../core/distributions.ts'
import { checkSds, checkSize, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments } from '../moments/moments.ts'

/** How the between-group variance is estimated. REML is the default; PM and DL need no iteration to speak of. */
export type MeanModelMethod = 'REML' | 'ML' | 'PM' | 'DL'

/** y_i ~ N(theta_i, v_i), theta_i ~ N(mu, tau2): the model of group means that are measured with error. */
export type MeanModel = {
  readonly method: MeanModelMethod
  /** mean of the groups' true values, and its standard error given tau2 */
  readonly mu: number
  readonly muStandardError: number
  /** variance of the groups' true values, and its standard error */
  readonly tau2: number
  readonly tau2StandardError: number
  /** log-likelihood at the estimates: restricted unless the method is ML (without the constant of the design) */
  readonly logLik: number
  /** Cochran's Q of equal true values, its p-value with n - 1 degrees of freedom */
  readonly q: number
  readonly qP: number
  /** share of the variation of the observed means that is real (Higgins & Thompson 2002), 0..1, and H^2 */
  readonly i2: number
  readonly h2: number
  /** number of groups */
  readonly n: number
  readonly converged: boolean
  readonly warnings: readonly string[]
}

/** Shrunken estimate of one group. */
export type Blup = {
  /** best linear unbiased prediction of the group's true value */
  readonly estimate: number
  /** sd given tau2, with the uncertainty of mu (what metafor's blup() reports) */
  readonly conditionalSd: number
  /** sd with the uncertainty of tau2 too (Kackar & Harville 1984; Prasad & Rao 1990) */
  readonly sd: number
  /** Satterthwaite degrees of freedom of sd^2, for a t interval; at least the number of groups less one */
  readonly df: number
  /** tau2 / (tau2 + v): share of the observed deviation that is kept */
  readonly reliability: number
}

type Sums = { w: number; w2: number; w3: number; mu: number; rss: number; w2r2: number; logs: number }

function sumsAt(tau2: number, y: Float64Array, v: ArrayLike<number>): Sums {
  const s: Sums = { w: 0, w2: 0, w3: 0, mu: 0, rss: 0, w2r2: 0, logs: 0 }
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + v[i]!)
    s.w += w
    s.w2 += w * w
    s.w3 += w * w * w
    s.mu += w * y[i]!
    s.logs -= Math.log(w)
  }
  s.mu /= s.w
  for (let i = 0; i < y.length; i++) {
    const w = 1 / (tau2 + v[i]!)
    const r = y[i]! - s.mu
    s.rss += w * r * r
    s.w2r2 += w * w * r * r
  }
  return s
}

function logLikelihood(s: Sums, n: number, restricted: boolean): number {
  const constant = (restricted ? n - 1 : n) * Math.log(2 * Math.PI)
  return -0.5 * (constant + s.logs + s.rss + (restricted ? Math.log(s.w) : 0))
}

/** Expected information about tau2. */
function information(s: Sums, restricted: boolean): number {
  if (!restricted) return 0.5 * s.w2
  // the floor only matters when one group is so precise that the others' part is lost to rounding
  return 0.5 * Math.max(s.w2 - (2 * s.w3) / s.w + (s.w2 / s.w) ** 2, 1e-12 * s.w2)
}

/** Standard error of tau2 by the method that estimated it: inverse Fisher information, or the delta method. */
function tau2Error(method: MeanModelMethod, tau2: number, n: number, at: Sums, fixed: Sums): number {
  if (method === 'PM') return Math.sqrt(2 * (n - 1)) / (at.w - at.w2 / at.w)
  if (method !== 'DL') return Math.sqrt(1 / information(at, method === 'REML'))
  const trace = fixed.w - fixed.w2 / fixed.w
  const squares = 2 * information(fixed, true)
  return Math.sqrt(2 * (n - 1) + 4 * tau2 * trace + 2 * tau2 * tau2 * squares) / trace
}

/** Paule & Mandel (1982): Q(tau2) = n - 1; Newton from below on a convex decreasing function never overshoots. */
function pauleMandel(y: Float64Array, v: ArrayLike<number>): number {
  let tau2 = 0
  for (let i = 0; i < 100; i++) {
    const s = sumsAt(tau2, y, v)
    const step = (s.rss - (y.length - 1)) / s.w2r2
    if (!(step > 1e-14 * tau2)) break
    tau2 += step
  }
  return tau2
}

/** Fisher scoring on tau2 >= 0 with step halving. */
function maximise(y: Float64Array, v: ArrayLike<number>, start: number, restricted: boolean) {
  let tau2 = start
  let s = sumsAt(tau2, y, v)
  let best = logLikelihood(s, y.length, restricted)
  for (let i = 0; i < 300; i++) {
    const trace = restricted ? s.w - s.w2 / s.w : s.w
    const step = (0.5 * (s.w2r2 - trace)) / information(s, restricted)
    const typical = tau2 + y.length / s.w
    if (Math.abs(step) < 1e-13 * typical || (tau2 === 0 && step < 0)) return { tau2, converged: true }
    let factor = 1
    let next = s
    let value = best
    let candidate = tau2
    for (; factor > 1e-6; factor /= 2) {
      candidate = Math.max(0, tau2 + factor * step)
      next = sumsAt(candidate, y, v)
      value = logLikelihood(next, y.length, restricted)
      if (value >= best) break
    }
    // No gain left that rounding doesn't swallow: this is the top.
    if (!(value >= best)) return { tau2, converged: true }
    if (value === best && Math.abs(candidate - tau2) < 1e-9 * typical)
      return { tau2: candidate, converged: true }
    tau2 = candidate
    s = next
    best = value
  }
  return { tau2, converged: false }
}

/**
 * Fits the model of group means with known error variances. `variances` must be positive. Sources: DerSimonian &
 * Laird 1986; Paule & Mandel 1982; REML by Fisher scoring (Viechtbauer 2005). Refuses fewer than 2 groups,
 * NaN, and variances that aren't positive.
 */
export function meanModel(
  estimates: ArrayLike<number>,
  variances: ArrayLike<number>,
  method: MeanModelMethod = 'REML',
): MeanModel | Refusal {
  const n = estimates.length
  if (variances.length !== n) return refuse('mismatch', `${n} estimates need ${n} variances.`)
  if (n < 2) return refuse('too-few', 'The spread between groups needs at least two groups.')
  const sds = Float64Array.from(variances, (v) => Math.sqrt(v))
  const bad = checkSize(estimates, 'Estimates') ?? checkSds(sds, 'Roots of error variances')
  if (bad) return bad
  let shift = 0
  for (let i = 0; i < n; i++) {
    shift += (estimates[i]! - shift) / (i + 1)
  }
  const y = Float64Array.from(estimates, (x) => x - shift)
  const fixed = sumsAt(0, y, variances)
  const trace = fixed.w - fixed.w2 / fixed.w
  const dl = Math.max(0, (fixed.rss - (n - 1)) / trace)
  let fit = { tau2: dl, converged: true }
  if (method === 'PM') fit = { tau2: pauleMandel(y, variances), converged: true }
  else if (method !== 'DL') fit = maximise(y, variances, pauleMandel(y, variances), method === 'REML')
  const s = sumsAt(fit.tau2, y, variances)
  const restricted = method !== 'ML'
  const typical = (n - 1) / trace
  const warnings: string[] = []
  if (fit.tau2 === 0) warnings.push('The groups differ no more than chance alone explains (variance 0).')
  if (!fit.converged) warnings.push('The variance between groups did not settle; read it as approximate.')
  if (n < 5) warnings.push('Fewer than five groups: the variance between groups is very uncertain.')
  return {
    method,
    mu: s.mu + shift,
    muStandardError: Math.sqrt(1 / s.w),
    tau2: fit.tau2,
    tau2StandardError: tau2Error(method, fit.tau2, n, s, fixed),
    logLik: logLikelihood(s, n, restricted),
    q: fixed.rss,
    qP: chiSquareSurvival(fixed.rss, n - 1),
    i2: fit.tau2 / (fit.tau2 + typical),
    h2: fit.tau2 / typical + 1,
    n,
    converged: fit.converged,
    warnings,
  }
}

/**
 * Shrunken estimate of a group with observed mean `estimate` and error variance `variance` under a fitted model. The
 * correction for the estimated tau2 never makes the sd larger than that of the observed mean itself.
 */
export function blup(model: MeanModel, estimate: number, variance: number): Blup {
  const total = model.tau2 + variance
  const keep = model.tau2 / total
  const given = keep * variance + ((1 - keep) * model.muStandardError) ** 2
  const correction = (2 * (variance / total) ** 2 * model.tau2StandardError ** 2) / total
  const posterior = Math.max(given, Math.min(given + correction, variance))
  return {
    estimate: keep * estimate + (1 - keep) * model.mu,
    conditionalSd: Math.sqrt(given),
    sd: Math.sqrt(posterior),
    df: Math.max(
      model.n - 1,
      (2 * posterior ** 2) / ((variance / total) ** 4 * model.tau2StandardError ** 2),
    ),
    reliability: keep,
  }
}

/** Pooled within-group variance of a metric, and the degrees of freedom behind it. */
export type PooledVariance = { readonly variance: number; readonly df: number; readonly floored: boolean }

/**
 * Pooled within-group variance with a floor: at least 1e-6 of the total variance around the grand mean (groups
 * without any spread would otherwise claim certainty). Refuses when no group has two values, and when no value
 * differs from any other.
 */
export function pooledWithinVariance(groups: readonly (Moments | null)[]): PooledVariance | Refusal {
  let df = 0
  let within = 0
  let n = 0
  let mean = 0
  let total = 0
  for (const m of groups) {
    if (!m || m.n <= 0) continue
    const bad = checkMoments(m, 0)
    if (bad) return bad
    df += m.n - 1
    within += m.m2
    const delta = m.mean - mean
    total += m.m2 + (delta * delta * n * m.n) / (n + m.n)
    n += m.n
    mean += (delta * m.n) / n
  }
  if (n === 0) return refuse('empty', 'No group has any value.')
  if (df <= 0)
    return refuse('too-few', 'At least one group needs two values, else noise and signal look alike.')
  if (!(total > Math.max(1e-28 * mean * mean, 1e-100) * n))
    return refuse('constant', 'All values are equal; there is nothing to rank.')
  const floor = (1e-6 * total) / n
  const variance = within / df
  return { variance: Math.max(variance, floor), df, floored: variance < floor }
}

/** Model of group means straight from group moments; error variances are the pooled within variance over n. */
export function meanModelFromMoments(
  groups: readonly Moments[],
  method: MeanModelMethod = 'REML',
):
  | { readonly model: MeanModel; readonly withinVariance: number; readonly variances: Float64Array }
  | Refusal {
  const used = groups.filter((m) => m.n > 0)
  const pooled = pooledWithinVariance(used)
  if ('kind' in pooled) return pooled
  const variances = Float64Array.from(used, (m) => pooled.variance / m.n)
  const model = meanModel(
    used.map((m) => m.mean),
    variances,
    method,
  )
  if ('kind' in model) return model
  return { model, withinVariance: pooled.variance, variances }
}

import { normalQuantile, tQuantile } from '../core/distributions.ts'
import { matMul, transpose } from '../core/linalg.ts'
import { type MultivariateMeanModel, type Observations, precisionOf } from './multivariate.ts'

/**
 * Posterior of one group's true values. Given mu, groups are independent: theta ~ N(mean, own); what is unknown about
 * mu moves all groups together, by `sharedLoading` (K x K) times a draw of mu's error.
 */
export type GroupPosterior = {
  readonly mean: Float64Array
  /** posterior covariance given mu, with the uncertainty of Sigma (K x K) */
  readonly own: Float64Array
  readonly sharedLoading: Float64Array
  /** own + loading * Cov(mu) * loading': the whole posterior covariance (K x K) */
  readonly covariance: Float64Array
  /** posterior covariance given mu and Sigma: what reliability compares with Sigma */
  readonly conditional: Float64Array
}

/**
 * Posterior of group g. With W the precision of its observed metrics: mean mu + Sigma W (y - mu), covariance
 * Sigma - Sigma W Sigma, plus (I - Sigma W) Cov(mu) (I - Sigma W)', plus twice the Kackar-Harville (1984) term for the
 * estimated Sigma as Prasad & Rao (1990) show; that last term never lifts a variance above that of the raw mean.
 */
export function groupPosterior(obs: Observations, model: MultivariateMeanModel, g: number): GroupPosterior {
  const K = obs.metrics
  const w = new Float64Array(K * K)
  precisionOf(obs, model.sigma, g, w)
  const gain = matMul(model.sigma, w, K, K, K)
  const mean = model.mu.slice()
  const loading = new Float64Array(K * K)
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) {
      const b = gain[i * K + j]!
      if (b !== 0) mean[i]! += b * (obs.y[g * K + j]! - model.mu[j]!)
      loading[i * K + j] = (i === j ? 1 : 0) - b
    }
  }
  // Sigma - Sigma W Sigma in Joseph's form: a sum of squares, which rounding can't make negative
  const noise = obs.errors.subarray(g * K * K, (g + 1) * K * K)
  const kept = sandwich(gain, noise, K)
  const conditional = sandwich(loading, model.sigma, K).map((x, i) => x + kept[i]!)
  const shared = sandwich(loading, model.muCovariance, K)
  const extra = sandwich(loading, sigmaTerm(model.sigmaCovariance, w, K), K)
  const factor = cap(obs, g, conditional, shared, extra)
  const own = conditional.map((x, i) => x + factor * extra[i]!)
  return { mean, own, sharedLoading: loading, covariance: own.map((x, i) => x + shared[i]!), conditional }
}

/** Sum over entries of Cov(Sigma_ab, Sigma_cd) E_ab W E_cd. */
function sigmaTerm(cov: Float64Array, w: Float64Array, K: number): Float64Array {
  const out = new Float64Array(K * K)
  for (let a = 0; a < K; a++) {
    for (let b = 0; b < K; b++) {
      for (let c = 0; c < K; c++) {
        const x = w[b * K + c]!
        if (x === 0) continue
        for (let d = 0; d < K; d++) out[a * K + d]! += x * cov[((a * K + b) * K + c) * K + d]!
      }
    }
  }
  return symmetrised(out, K)
}

/** Largest factor up to 2 for the Kackar-Harville term that keeps each observed metric's variance below its raw one. */
function cap(
  obs: Observations,
  g: number,
  conditional: Float64Array,
  shared: Float64Array,
  extra: Float64Array,
): number {
  const K = obs.metrics
  let factor = 2
  for (let k = 0; k < K; k++) {
    const at = k * K + k
    if (Number.isNaN(obs.y[g * K + k]!) || !(extra[at]! > 0)) continue
    const room = obs.errors[g * K * K + at]! - conditional[at]! - shared[at]!
    factor = Math.min(factor, Math.max(0, room / extra[at]!))
  }
  return factor
}

function sandwich(a: Float64Array, m: Float64Array, K: number): Float64Array {
  return symmetrised(matMul(matMul(a, m, K, K, K), transpose(a, K, K), K, K, K), K)
}

function symmetrised(m: Float64Array, K: number): Float64Array {
  const out = m.slice()
  for (let i = 0; i < K; i++)
    for (let j = 0; j < K; j++) out[i * K + j] = 0.5 * (m[i * K + j]! + m[j * K + i]!)
  return out
}

/**
 * Satterthwaite's degrees of freedom of the posterior variance of c'theta: the variance depends on the estimated Sigma,
 * whose uncertainty is known. At least the number of groups less one.
 */
export function posteriorDf(
  post: GroupPosterior,
  model: MultivariateMeanModel,
  c: Float64Array,
  groups: number,
): number {
  const K = c.length
  const u = new Float64Array(K)
  for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) u[j]! += c[i]! * post.sharedLoading[i * K + j]!
  let variance = 0
  let uncertainty = 0
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) {
      variance += c[i]! * c[j]! * post.covariance[i * K + j]!
      const outer = u[i]! * u[j]!
      if (outer === 0) continue
      const row = (i * K + j) * K * K
      let s = 0
      for (let k = 0; k < K; k++)
        for (let l = 0; l < K; l++) s += u[k]! * u[l]! * model.sigmaCovariance[row + k * K + l]!
      uncertainty += outer * s
    }
  }
  const df = uncertainty > 0 ? (2 * variance * variance) / uncertainty : Number.POSITIVE_INFINITY
  return Math.max(df, groups - 1)
}

/** Function giving the t quantile for half an interval; by Cornish and Fisher's expansion where it is as good. */
export function intervalQuantile(level: number): (df: number) => number {
  const p = 0.5 + level / 2
  const z = normalQuantile(p)
  return (df) => {
    if (df < 40) return tQuantile(p, df)
    const first = (z ** 3 + z) / 4
    const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
    const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
    return z + (first + (second + third / df) / df) / df
  }
}

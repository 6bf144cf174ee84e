import { cholesky, cholInverse, cholLogDet, cholSolve, symmetricEigen } from '../core/linalg.ts'
import { type Refusal, refuse } from '../core/refusal.ts'
import { type MeanModel, meanModel } from './mean-model.ts'

/**
 * Estimates of K metrics for G groups with their error covariances. `y[g * K + k]` is metric k of group g, NaN when
 * it was not observed; `errors[(g * K + i) * K + j]` the error covariance (ignored where a metric is missing).
 */
export type Observations = {
  readonly groups: number
  readonly metrics: number
  readonly y: Float64Array
  readonly errors: Float64Array
}

/** y_g | theta_g ~ N(theta_g, V_g), theta_g ~ N_K(mu, Sigma), fitted by REML. Matrices are row-major K x K. */
export type MultivariateMeanModel = {
  readonly mu: Float64Array
  readonly muCovariance: Float64Array
  readonly sigma: Float64Array
  /** covariance of the entries of Sigma: [((a * K + b) * K + c) * K + d] = Cov(Sigma_ab, Sigma_cd) */
  readonly sigmaCovariance: Float64Array
  /** restricted log-likelihood */
  readonly logLik: number
  readonly iterations: number
  readonly converged: boolean
  readonly warnings: readonly string[]
}

/** Inverse of (Sigma + V_g) on the observed metrics of a group, zero elsewhere, and its log determinant. */
export function precisionOf(
  obs: Observations,
  sigma: Float64Array,
  g: number,
  out: Float64Array,
): number | undefined {
  const K = obs.metrics
  const seen: number[] = []
  for (let k = 0; k < K; k++) if (!Number.isNaN(obs.y[g * K + k]!)) seen.push(k)
  const m = seen.length
  const block = new Float64Array(m * m)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      const at = seen[i]! * K + seen[j]!
      block[i * m + j] = sigma[at]! + obs.errors[g * K * K + at]!
    }
  }
  const l = cholesky(block, m)
  if (!l) return undefined
  const inverse = cholInverse(l, m)
  out.fill(0)
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) out[seen[i]! * K + seen[j]!] = inverse[i * m + j]!
  }
  return cholLogDet(l, m)
}

type Evaluation = {
  logLik: number
  mu: Float64Array
  /** inverse of the sum of the precisions */
  muCovariance: Float64Array
  precisions: Float64Array
}

/** Restricted log-likelihood at Sigma; undefined where it can't be evaluated. */
function evaluate(obs: Observations, sigma: Float64Array): Evaluation | undefined {
  const { groups, metrics: K, y } = obs
  const precisions = new Float64Array(groups * K * K)
  const sum = new Float64Array(K * K)
  const weighted = new Float64Array(K)
  let logs = 0
  let seen = 0
  for (let g = 0; g < groups; g++) {
    const w = precisions.subarray(g * K * K, (g + 1) * K * K)
    const logDet = precisionOf(obs, sigma, g, w)
    if (logDet === undefined) return undefined
    logs += logDet
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) {
        const p = w[i * K + j]!
        sum[i * K + j]! += p
        if (p !== 0) weighted[i]! += p * y[g * K + j]!
      }
      if (!Number.isNaN(y[g * K + i]!)) seen++
    }
  }
  const l = cholesky(sum, K)
  if (!l) return undefined
  const mu = cholSolve(l, K, weighted)
  let rss = 0
  for (let g = 0; g < groups; g++) {
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) {
        const p = precisions[(g * K + i) * K + j]!
        if (p !== 0) rss += (y[g * K + i]! - mu[i]!) * p * (y[g * K + j]! - mu[j]!)
      }
    }
  }
  const logLik = -0.5 * ((seen - K) * Math.log(2 * Math.PI) + logs + cholLogDet(l, K) + rss)
  return { logLik, mu, muCovariance: cholInverse(l, K), precisions }
}

/** Symmetric matrix D with d logLik = tr(D dSigma): 1/2 sum_g [u u' + W A^-1 W - W], u = W (y - mu). */
function scoreMatrix(obs: Observations, at: Evaluation): Float64Array {
  const K = obs.metrics
  const out = new Float64Array(K * K)
  const u = new Float64Array(K)
  const wa = new Float64Array(K * K)
  for (let g = 0; g < obs.groups; g++) {
    const w = at.precisions.subarray(g * K * K, (g + 1) * K * K)
    u.fill(0)
    wa.fill(0)
    for (let i = 0; i < K; i++) {
      for (let j = 0; j < K; j++) {
        const p = w[i * K + j]!
        if (p === 0) continue
        u[i]! += p * (obs.y[g * K + j]! - at.mu[j]!)
        for (let k = 0; k < K; k++) wa[i * K + k]! += p * at.muCovariance[j * K + k]!
      }
    }
    for (let i = 0; i < K; i++) {
      for (let j = 0; j <= i; j++) {
        let s = u[i]! * u[j]! - w[i * K + j]!
        for (let k = 0; k < K; k++) s += wa[i * K + k]! * w[k * K + j]!
        out[i * K + j]! += 0.5 * s
      }
    }
  }
  for (let i = 0; i < K; i++) for (let j = 0; j < i; j++) out[j * K + i] = out[i * K + j]!
  return out
}

/** J[((a K + c) K + b) K + d] = 1/2 sum_g W_ac W_bd: the expected information about Sigma as a tensor. */
function informationTensor(obs: Observations, at: Evaluation): Float64Array {
  const K = obs.metrics
  const size = K * K
  const out = new Float64Array(size * size)
  for (let g = 0; g < obs.groups; g++) {
    const w = at.precisions.subarray(g * size, (g + 1) * size)
    for (let a = 0; a < K; a++) {
      for (let c = a; c < K; c++) {
        const x = 0.5 * w[a * K + c]!
        if (x === 0) continue
        const row = (a * K + c) * size
        for (let q = 0; q < size; q++) out[row + q]! += x * w[q]!
      }
    }
  }
  for (let a = 0; a < K; a++) {
    for (let c = 0; c < a; c++) out.copyWithin((a * K + c) * size, (c * K + a) * size, (c * K + a + 1) * size)
  }
  return out
}

/** Information about a set of directions of Sigma (symmetric K x K matrices): 1/2 sum_g tr(W E_p W E_q). */
function informationOf(tensor: Float64Array, directions: readonly Float64Array[], K: number): Float64Array {
  const q = directions.length
  const out = new Float64Array(q * q)
  const y = new Float64Array(K * K)
  for (let p = 0; p < q; p++) {
    y.fill(0)
    const e = directions[p]!
    for (let a = 0; a < K; a++) {
      for (let b = 0; b < K; b++) {
        const x = e[a * K + b]!
        if (x === 0) continue
        for (let c = 0; c < K; c++) {
          for (let d = 0; d < K; d++) y[c * K + d]! += x * tensor[((b * K + c) * K + d) * K + a]!
        }
      }
    }
    for (let r = 0; r <= p; r++) {
      const f = directions[r]!
      let s = 0
      for (let i = 0; i < K * K; i++) s += f[i]! * y[i]!
      out[p * q + r] = s
      out[r * q + p] = s
    }
  }
  return out
}

/** Sigma moves by e_a l_b' + l_b e_a' when entry (a, b) of its lower factor L moves; one matrix for each a >= b. */
function factorDirections(L: Float64Array, K: number): Float64Array[] {
  const out: Float64Array[] = []
  for (let a = 0; a < K; a++) {
    for (let b = 0; b <= a; b++) {
      const e = new Float64Array(K * K)
      for (let i = 0; i < K; i++) {
        e[a * K + i]! += L[i * K + b]!
        e[i * K + a]! += L[i * K + b]!
      }
      out.push(e)
    }
  }
  return out
}

function product(L: Float64Array, K: number): Float64Array {
  const out = new Float64Array(K * K)
  for (let i = 0; i < K; i++) {
    for (let j = 0; j < K; j++) {
      for (let k = 0; k <= Math.min(i, j); k++) out[i * K + j]! += L[i * K + k]! * L[j * K + k]!
    }
  }
  return out
}

/** One damped step (I + lambda diag I)^-1 g on the factor; undefined when the system can't be solved. */
function dampedStep(info: Float64Array, gradient: Float64Array, lambda: number): Float64Array | undefined {
  const q = gradient.length
  const damped = info.slice()
  let largest = 0
  for (let p = 0; p < q; p++) largest = Math.max(largest, info[p * q + p]!)
  for (let p = 0; p < q; p++)
    damped[p * q + p]! += lambda * info[p * q + p]! + (lambda + 1e-12) * 1e-3 * largest
  const l = cholesky(damped, q)
  return l && cholSolve(l, q, gradient)
}

/**
 * Adds what Sigma = L L' itself curves: -2 S_ac for entries (a, b) and (c, b) of one column, from the negative part of
 * the score matrix S. It vanishes inside the parameter space and makes steps towards a singular Sigma land on it.
 */
function addCurvature(info: Float64Array, score: Float64Array, K: number): void {
  const { values, vectors } = symmetricEigen(score, K)
  const bend = new Float64Array(K * K)
  for (let v = 0; v < K; v++) {
    const size = -2 * Math.min(0, values[v]!)
    for (let a = 0; a < K; a++) {
      for (let c = 0; c < K; c++) bend[a * K + c]! += size * vectors[a * K + v]! * vectors[c * K + v]!
    }
  }
  const q = (K * (K + 1)) / 2
  const index = (a: number, b: number) => (a * (a + 1)) / 2 + b
  for (let a = 0; a < K; a++) {
    for (let c = 0; c < K; c++) {
      for (let b = 0; b <= Math.min(a, c); b++) info[index(a, b) * q + index(c, b)]! += bend[a * K + c]!
    }
  }
}

type Fit = { at: Evaluation; sigma: Float64Array; iterations: number; converged: boolean }

/** Levenberg-Marquardt Fisher scoring on the Cholesky factor, so that Sigma stays positive semidefinite. */
function maximise(obs: Observations, start: Float64Array): Fit | undefined {
  const K = obs.metrics
  let L = start
  let sigma = product(L, K)
  let at = evaluate(obs, sigma)
  if (!at) return undefined
  let lambda = 1e-3
  for (let iteration = 1; iteration <= 200; iteration++) {
    const score = scoreMatrix(obs, at)
    const directions = factorDirections(L, K)
    const gradient = Float64Array.from(directions, (e) => e.reduce((s, x, i) => s + x * score[i]!, 0))
    const info = informationOf(informationTensor(obs, at), directions, K)
    addCurvature(info, score, K)
    for (;;) {
      const step = dampedStep(info, gradient, lambda)
      const gain = step ? step.reduce((s, x, i) => s + x * gradient[i]!, 0) : 0
      if (step && gain < 1e-10) return { at, sigma, iterations: iteration, converged: true }
      const moved = L.slice()
      let p = 0
      for (let a = 0; a < K; a++) for (let b = 0; b <= a; b++) moved[a * K + b]! += step ? step[p++]! : 0
      const next = product(moved, K)
      const there = step && evaluate(obs, next)
      if (there && there.logLik > at.logLik) {
        L = moved
        sigma = next
        at = there
        lambda = Math.max(lambda / 10, 1e-9)
        break
      }
      lambda *= 5
      // Not even a tiny step up the gradient gains anything: rounding is all that is left.
      if (lambda > 1e9) return { at, sigma, iterations: iteration, converged: gain < 1e-4 }
    }
  }
  return { at, sigma, iterations: 200, converged: false }
}

/** Covariance of the entries of Sigma (inverse expected information), spread over the full K^4 tensor. */
function sigmaCovariance(obs: Observations, at: Evaluation): Float64Array {
  const K = obs.metrics
  const pairs: [number, number][] = []
  for (let a = 0; a < K; a++) for (let b = 0; b <= a; b++) pairs.push([a, b])
  const directions = pairs.map(([a, b]) => {
    const e = new Float64Array(K * K)
    e[a * K + b] = 1
    e[b * K + a] = 1
    return e
  })
  const info = informationOf(informationTensor(obs, at), directions, K)
  const q = pairs.length
  let inverse: Float64Array | undefined
  // Pairs of metrics that are never seen together carry no information; the ridge keeps the rest invertible.
  for (let ridge = 0; !inverse && ridge < 1; ridge = ridge === 0 ? 1e-10 : ridge * 100) {
    const l = cholesky(ridged(info, q, ridge), q, 1e-11)
    inverse = l && cholInverse(l, q)
  }
  const out = new Float64Array(K ** 4)
  if (!inverse) return out
  for (let p = 0; p < q; p++) {
    if (info[p * q + p] === 0) continue
    for (let r = 0; r < q; r++) {
      if (info[r * q + r] === 0) continue
      const [a, b] = pairs[p]!
      const [c, d] = pairs[r]!
      for (const i of [a * K + b, b * K + a])
        for (const j of [c * K + d, d * K + c]) out[i * K * K + j] = inverse[p * q + r]!
    }
  }
  return out
}

function ridged(info: Float64Array, q: number, ridge: number): Float64Array {
  const out = info.slice()
  for (let p = 0; p < q; p++) {
    const d = info[p * q + p]!
    out[p * q + p] = d === 0 ? 1 : d * (1 + ridge)
  }
  return out
}

/**
 * Fits the multivariate mean model by REML. Sources: Jackson, White & Riley 2010 for the model, Fisher scoring on the
 * Cholesky factor with Levenberg-Marquardt damping for the fit. Every metric needs at least two observed groups;
 * metrics should have comparable scales (the caller standardises). K from 1 to 12.
 */
export function multivariateMeanModel(obs: Observations): MultivariateMeanModel | Refusal {
  const { groups, metrics: K, y, errors } = obs
  if (K < 1 || K > 12)
    return refuse('out-of-range', `Between 1 and 12 metrics can be modelled together, not ${K}.`)
  if (y.length !== groups * K || errors.length !== groups * K * K) {
    return refuse('mismatch', 'Estimates must have groups x K entries and error covariances groups x K x K.')
  }
  const start = new Float64Array(K * K)
  const warnings: string[] = []
  for (let k = 0; k < K; k++) {
    const mine = Array.from({ length: groups }, (_, g) => g).filter((g) => !Number.isNaN(y[g * K + k]!))
    const alone = meanModel(
      mine.map((g) => y[g * K + k]!),
      mine.map((g) => errors[(g * K + k) * K + k]!),
    )
    if ('kind' in alone) return alone
    const noise = mine.reduce((s, g) => s + errors[(g * K + k) * K + k]!, 0) / mine.length
    start[k * K + k] = Math.sqrt(Math.max(alone.tau2, 0.05 * noise))
    if (K === 1) return univariate(alone)
    for (let j = 0; j < k; j++) {
      if (mine.filter((g) => !Number.isNaN(y[g * K + j]!)).length < 3) {
        warnings.push(
          `Metrics ${j + 1} and ${k + 1} share fewer than 3 groups; their agreement is not estimated well.`,
        )
      }
    }
  }
  const fit = maximise(obs, start)
  if (!fit) return refuse('not-positive-definite', 'An error covariance is not positive definite.')
  if (!fit.converged) warnings.push('The covariance between groups did not settle; read it as approximate.')
  if (groups < 5 * K)
    warnings.push(`Only ${groups} groups for ${K} metrics: how the metrics agree is uncertain.`)
  return {
    mu: fit.at.mu,
    muCovariance: fit.at.muCovariance,
    sigma: fit.sigma,
    sigmaCovariance: sigmaCovariance(obs, fit.at),
    logLik: fit.at.logLik,
    iterations: fit.iterations,
    converged: fit.converged,
    warnings,
  }
}

function univariate(alone: MeanModel): MultivariateMeanModel {
  return {
    mu: Float64Array.of(alone.mu),
    muCovariance: Float64Array.of(alone.muStandardError ** 2),
    sigma: Float64Array.of(alone.tau2),
    sigmaCovariance: Float64Array.of(alone.tau2StandardError ** 2),
    logLik: alone.logLik,
    iterations: 1,
    converged: alone.converged,
    warnings: alone.warnings,
  }
}

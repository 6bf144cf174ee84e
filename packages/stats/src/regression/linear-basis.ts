import { cholForward, matMul, transpose } from '../core/linalg.ts'
import type { CrossProducts, StandardFit } from './least-squares.ts'

/**
 * The coordinates in which standard errors are computed: predictors (and the intercept) rotated to be orthonormal,
 * the outcome centred with unit sum of squares. There the "bread" of every sandwich is the identity.
 */
export interface LinearBasis {
  /** Coefficients, the intercept first when there is one. */
  readonly k: number
  readonly intercept: boolean
  readonly fit: StandardFit
  readonly mean: ArrayLike<number>
  /** What the means lack in double precision. */
  readonly rest: Float64Array | undefined
  /** Value of the intercept column, 1 / sqrt(total weight). */
  readonly constant: number
  /** Lower factor L (k x k) of the standardised Gram matrix: an orthonormal row is L^-1 times a standardised one. */
  readonly factor: Float64Array
  /** k x k map to coefficients: cov(coefficients) = toCoefficients V toCoefficients' for V in these coordinates. */
  readonly toCoefficients: Float64Array
  readonly estimates: Float64Array
}

/** Builds the basis of a fit; `totalWeight` is the number of rows, or the sum of weights. */
export function linearBasis(
  fit: StandardFit,
  moments: Pick<CrossProducts, 'mean' | 'rest'>,
  totalWeight: number,
  intercept: boolean,
): LinearBasis {
  const { p, scale, beta } = fit
  const { mean, rest } = moments
  const shift = intercept ? 1 : 0
  const k = p + shift
  const constant = 1 / Math.sqrt(totalWeight)
  const factor = new Float64Array(k * k)
  const toUnits = new Float64Array(k * k)
  const estimates = new Float64Array(k)
  if (intercept) {
    factor[0] = 1
    toUnits[0] = scale[p]! * constant
    estimates[0] = mean[p]!
  }
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) factor[(i + shift) * k + j + shift] = fit.factor[i * p + j]!
    const unit = scale[p]! / scale[i]!
    toUnits[(i + shift) * k + i + shift] = unit
    estimates[i + shift] = unit * beta[i]!
    if (intercept) {
      toUnits[i + shift] = -unit * mean[i]!
      estimates[0]! -= unit * beta[i]! * mean[i]!
    }
  }
  // toUnits L^-T, by solving L X = toUnits' and turning X round.
  const toCoefficients = transpose(cholForward(factor, k, transpose(toUnits, k, k), k), k, k)
  return { k, intercept, fit, mean, rest, constant, factor, toCoefficients, estimates }
}

/** toCoefficients V toCoefficients', times a factor. */
export function toCoefficientCovariance(basis: LinearBasis, v: Float64Array, factor = 1): Float64Array {
  const { k, toCoefficients } = basis
  const out = matMul(matMul(toCoefficients, v, k, k, k), transpose(toCoefficients, k, k), k, k, k)
  for (let i = 0; i < out.length; i++) out[i]! *= factor
  return out
}

/** Gram matrix (k x k) and cross product with the residual (k) of one cluster, in orthonormal coordinates. */
export interface ClusterSums {
  readonly gram: Float64Array
  readonly score: Float64Array
}

/**
 * What a cluster contributes, from its own centred moments (predictors then outcome): its rows never matter, only
 * their count, means and cross products.
 */
export function clusterSums(basis: LinearBasis, cluster: CrossProducts): ClusterSums {
  const { k, fit, mean, constant, factor } = basis
  const q = fit.p + 1
  const shift = basis.intercept ? 1 : 0
  const size = q + shift
  // Raw moments about the grand mean, in standardised units, with the intercept column in front.
  const offset = new Float64Array(size)
  if (shift) offset[0] = constant
  for (let i = 0; i < q; i++) {
    const gap = cluster.mean[i]! - mean[i]! + ((cluster.rest?.[i] ?? 0) - (basis.rest?.[i] ?? 0))
    offset[i + shift] = gap / fit.scale[i]!
  }
  const raw = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) raw[i * size + j] = cluster.n * offset[i]! * offset[j]!
  }
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) {
      raw[(i + shift) * size + j + shift]! += cluster.cross[i * q + j]! / fit.scale[i]! / fit.scale[j]!
    }
  }
  const plain = new Float64Array(k * k)
  const score = new Float64Array(k)
  for (let i = 0; i < k; i++) {
    let s = raw[i * size + k]!
    for (let j = 0; j < k; j++) {
      plain[i * k + j] = raw[i * size + j]!
      if (j >= shift) s -= raw[i * size + j]! * fit.beta[j - shift]!
    }
    score[i] = s
  }
  const half = cholForward(factor, k, plain, k)
  return {
    gram: cholForward(factor, k, transpose(half, k, k), k),
    score: cholForward(factor, k, score, 1),
  }
}

import { symmetricEigen } from '../core/linalg.ts'
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type CrossProducts, checkMoments, correlationOf } from './least-squares.ts'

/** A fitted ridge regression. */
export interface RidgeFit {
  readonly intercept: number
  readonly coefficients: readonly {
    readonly name: string
    /** In the outcome's units per unit of the predictor. */
    readonly estimate: number
    /** Sampling standard deviation of the shrunken estimate; its bias is not in it. */
    readonly standardError: number
    /** With all variables scaled to standard deviation 1. */
    readonly standardised: number
  }[]
  /** Penalty, as a multiple of the predictors' unit variance. */
  readonly lambda: number
  /** Trace of the hat matrix, the intercept included. */
  readonly effectiveDf: number
  readonly r2: number
  /** Generalised cross-validation: estimated squared error of prediction. */
  readonly gcv: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Ridge regression (Hoerl & Kennard 1970) of the last column on those before it, from moments. Minimises the mean
 * squared residual plus `lambda` times the sum of squared coefficients, predictors scaled to standard deviation 1 (and
 * the outcome too). Without `lambda` the one with the least generalised cross-validation error is taken (Golub, Heath
 * & Wahba 1979). Collinear predictors are allowed when lambda is positive.
 *
 * @returns the fit, or a refusal: `empty`, `mismatch`, `too-few`, `constant`, `out-of-range`, `collinear`
 */
export function ridge(
  moments: CrossProducts,
  names: readonly string[],
  options: { readonly lambda?: number } = {},
): RidgeFit | Refusal {
  const bad = checkMoments(moments, names)
  if (bad) return bad
  if (moments.n < 3) return refuse('too-few', `${moments.n} rows are too few; at least 3 are needed.`)
  const corr = correlationOf(moments, names)
  if (isRefusal(corr)) return corr
  const p = names.length - 1
  const spectrum = spectrumOf(corr.r, p)
  const { lambda = bestLambda(spectrum, moments.n) } = options
  if (!(lambda >= 0 && lambda < 1e100)) {
    return refuse('out-of-range', `Lambda must be zero or a positive number, not ${lambda}.`)
  }
  if (lambda === 0 && !(spectrum.values[p - 1]! > 1e-11)) {
    return refuse('collinear', 'Some predictors are combinations of others; set a positive lambda.')
  }
  return describe(spectrum, corr.scale, moments, names, lambda)
}

/** Eigenvalues of the predictors' correlations and the outcome's correlation with each component. */
interface Spectrum {
  readonly values: Float64Array
  readonly vectors: Float64Array
  readonly along: Float64Array
}

function spectrumOf(r: Float64Array, p: number): Spectrum {
  const block = new Float64Array(p * p)
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) block[i * p + j] = r[i * (p + 1) + j]!
  const { values, vectors } = symmetricEigen(block, p)
  const along = new Float64Array(p)
  for (let c = 0; c < p; c++) {
    for (let i = 0; i < p; i++) along[c]! += vectors[i * p + c]! * r[i * (p + 1) + p]!
  }
  return { values, vectors, along }
}

/** Share of variance left, effective degrees of freedom and GCV (as a share of the outcome's variance). */
function quality(spectrum: Spectrum, lambda: number, n: number): { left: number; df: number; gcv: number } {
  let left = 1
  let df = 1
  for (const [c, d] of spectrum.values.entries()) {
    const value = Math.max(d, 0)
    if (value + lambda === 0) continue
    const b = spectrum.along[c]! / (value + lambda)
    left += b * b * value - 2 * b * spectrum.along[c]!
    df += value / (value + lambda)
  }
  left = Math.max(left, 0)
  const room = 1 - df / n
  return { left, df, gcv: room > 0 ? left / (room * room) : Number.MAX_VALUE }
}

/** Golden-section search on log lambda around the best point of a grid. */
function bestLambda(spectrum: Spectrum, n: number): number {
  const error = (log: number) => quality(spectrum, 10 ** log, n).gcv
  let best = -8
  for (let log = -8; log <= 4; log += 0.25) if (error(log) < error(best)) best = log
  let low = best - 0.25
  let high = best + 0.25
  const golden = (Math.sqrt(5) - 1) / 2
  for (let i = 0; i < 40; i++) {
    const a = high - golden * (high - low)
    const b = low + golden * (high - low)
    if (error(a) < error(b)) high = b
    else low = a
  }
  return 10 ** ((low + high) / 2)
}

function describe(
  spectrum: Spectrum,
  scale: Float64Array,
  moments: CrossProducts,
  names: readonly string[],
  lambda: number,
): RidgeFit {
  const { values, vectors, along } = spectrum
  const p = values.length
  const { n, mean } = moments
  const { left, df, gcv } = quality(spectrum, lambda, n)
  const residualVariance = left / Math.max(n - df, 1)
  let intercept = mean[p]!
  const coefficients = names.slice(0, p).map((name, i) => {
    let standardised = 0
    let variance = 0
    for (let c = 0; c < p; c++) {
      const d = Math.max(values[c]!, 0)
      const v = vectors[i * p + c]!
      if (d + lambda === 0) continue
      standardised += (v * along[c]!) / (d + lambda)
      variance += (v * v * d) / (d + lambda) ** 2
    }
    const unit = scale[p]! / scale[i]!
    intercept -= unit * standardised * mean[i]!
    const standardError = unit * Math.sqrt(variance * residualVariance)
    return { name, estimate: unit * standardised, standardError, standardised }
  })
  return {
    intercept,
    coefficients,
    lambda,
    effectiveDf: df,
    r2: 1 - left,
    gcv: (gcv * scale[p]! ** 2) / n,
    n,
    method: 'ridge regression from moments',
    warnings:
      lambda > 0 ? ['Ridge estimates are shrunk; their standard errors do not include that bias.'] : [],
  }
}

import { cholesky, cholInverse, matMul } from '../core/linalg.ts'
import { type Refusal, refuse } from '../core/refusal.ts'

/**
 * Mergeable sufficient statistics of q columns: the predictors in order, then the outcome last.
 * `n` rows, `mean` (q), `cross` (q x q, row-major): sums of products of deviations from `mean`.
 */
export interface CrossProducts {
  readonly n: number
  readonly mean: Float64Array
  /** What the means lack in double precision, when known (`CrossMoments` carries it). */
  readonly rest?: Float64Array
  readonly cross: Float64Array
}

/** A predictor whose share of variance not explained by those before it is below this is collinear. */
const COLLINEAR = 1e-11

/**
 * Least squares in coordinates where every predictor is centred and has unit sum of squares: there the normal
 * equations are the correlation matrix, the best conditioned form of them.
 */
export interface StandardFit {
  readonly p: number
  /** Square roots of the centred sums of squares, predictors then outcome. */
  readonly scale: Float64Array
  /** Correlations of predictors, then outcome: (p+1) x (p+1). */
  readonly correlation: Float64Array
  /** Lower Cholesky factor of the predictors' correlation matrix, p x p. */
  readonly factor: Float64Array
  /** Inverse of the predictors' correlation matrix, p x p; its diagonal holds the variance inflation factors. */
  readonly inverse: Float64Array
  /** Standardised coefficients. */
  readonly beta: Float64Array
  /** Share of the outcome's variance explained (1 when the fit is perfect). */
  readonly r2: number
  /** Total and residual sum of squares of the outcome, in its own units. */
  readonly totalSS: number
  readonly residualSS: number
}

/** Turns cross products into a correlation matrix (same order); refuses a constant column. */
export function correlationOf(
  moments: CrossProducts,
  names: readonly string[],
): { readonly r: Float64Array; readonly scale: Float64Array } | Refusal {
  const { n, mean, cross } = moments
  const q = mean.length
  const scale = new Float64Array(q)
  for (let i = 0; i < q; i++) {
    const ss = cross[i * q + i]!
    if (!Number.isFinite(ss) || !Number.isFinite(mean[i])) {
      return refuse('not-finite', `The mean and the sum of squares of ${names[i]} must be finite numbers.`)
    }
    if (ss < 0) return refuse('out-of-range', `The sum of squares of ${names[i]} is negative.`)
    // A constant column that is not exactly representable leaves only rounding errors of its mean.
    if (ss <= n * (1e-14 * mean[i]!) ** 2) {
      return refuse('constant', `${names[i]} has the same value in every row; leave it out.`)
    }
    // Beyond these sizes squares lose their digits or overflow, in the standard errors if not here.
    if (ss < 1e-200 || ss > 1e250) {
      return refuse(
        'out-of-range',
        `The values of ${names[i]} are too small or too large; use another unit of measurement.`,
      )
    }
    scale[i] = Math.sqrt(ss)
  }
  const r = new Float64Array(q * q)
  for (let i = 0; i < q; i++) {
    for (let j = 0; j < q; j++) r[i * q + j] = i === j ? 1 : cross[i * q + j]! / scale[i]! / scale[j]!
  }
  for (const v of r) {
    if (!(Math.abs(v) <= 1 + 1e-9)) {
      return refuse('out-of-range', 'The cross products do not belong to any data: a correlation exceeds 1.')
    }
  }
  return { r, scale }
}

/** Checks that moments fit together: q means, q x q cross products, one name each, and enough rows. */
export function checkMoments(moments: CrossProducts, names: readonly string[]): Refusal | undefined {
  const q = moments.mean.length
  if (q < 2) return refuse('empty', 'Give at least one predictor besides the outcome.')
  if (names.length !== q || moments.cross.length !== q * q) {
    return refuse(
      'mismatch',
      `${names.length} names, ${q} means and ${moments.cross.length} cross products do not fit together.`,
    )
  }
  if (!(moments.n >= 1)) return refuse('empty', 'There are no rows in these moments.')
  return undefined
}

/** Fits the last column on the first p = q - 1 from centred cross products; `names` has q entries. */
export function fitStandardised(moments: CrossProducts, names: readonly string[]): StandardFit | Refusal {
  const q = moments.mean.length
  const p = q - 1
  const corr = correlationOf(moments, names)
  if ('kind' in corr) return corr
  const { r, scale } = corr
  const block = new Float64Array(p * p)
  const toOutcome = new Float64Array(p)
  for (let i = 0; i < p; i++) {
    toOutcome[i] = r[i * q + p]!
    for (let j = 0; j < p; j++) block[i * p + j] = r[i * q + j]!
  }
  const factor = cholesky(block, p, COLLINEAR)
  if (!factor) return refuse('collinear', collinearMessage(block, p, names))
  const inverse = cholInverse(factor, p)
  const beta = matMul(inverse, toOutcome, p, p, 1)
  let r2 = 0
  for (let i = 0; i < p; i++) r2 += beta[i]! * toOutcome[i]!
  r2 = Math.min(1, Math.max(0, r2))
  const totalSS = scale[p]! ** 2
  return { p, scale, correlation: r, factor, inverse, beta, r2, totalSS, residualSS: (1 - r2) * totalSS }
}

/** Says which predictor is the first to be a combination of those before it. */
function collinearMessage(block: Float64Array, p: number, names: readonly string[]): string {
  for (let k = 1; k <= p; k++) {
    const head = new Float64Array(k * k)
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) head[i * k + j] = block[i * p + j]!
    if (!cholesky(head, k, COLLINEAR)) {
      return `${names[k - 1]} is a combination of the columns before it (${names.slice(0, k - 1).join(', ')}); leave one of them out.`
    }
  }
  return 'Some predictors are combinations of others; leave one of them out.'
}

/** Warnings of a fit: predictors that the others explain almost wholly (variance inflation above 10). */
export function collinearityWarnings(fit: StandardFit, names: readonly string[]): string[] {
  const high = names.slice(0, fit.p).filter((_, j) => fit.inverse[j * fit.p + j]! > 10)
  if (high.length === 0) return []
  return [
    `${high.join(', ')} overlap strongly with the other predictors (variance inflation above 10), so their separate effects are uncertain.`,
  ]
}

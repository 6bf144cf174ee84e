import { symmetricEigen } from '../core/linalg.ts'
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import {
  type CrossProducts,
  checkMoments,
  collinearityWarnings,
  fitStandardised,
  type StandardFit,
} from '../regression/least-squares.ts'
import { lmgKernel, MAX_EXACT_DRIVERS } from './subsets.ts'

/** How much of the outcome's variance one driver accounts for, by each measure, in units of R2. */
export interface DriverShare {
  readonly name: string
  /** LMG, the Shapley value of R2; null when there are more than 20 drivers. */
  readonly lmg: number | null
  /** lmg / R2; null when the drivers explain nothing. */
  readonly lmgShare: number | null
  /** Johnson's relative weight. */
  readonly johnson: number
  readonly johnsonShare: number | null
  /** Squared correlation with the outcome: R2 of the driver alone. */
  readonly first: number
  /** Loss of R2 when the driver is left out of all. */
  readonly last: number
  /** Pratt's product of standardised coefficient and correlation; may be negative. */
  readonly pratt: number
  readonly correlation: number
  /** Coefficient of the driver in the outcome's units per unit of the driver. */
  readonly coefficient: number
  /** Coefficient with all variables scaled to standard deviation 1. */
  readonly standardised: number
  /** Variance inflation factor. */
  readonly inflation: number
}

/** Importance of every driver for one outcome. */
export interface DriverImportance {
  readonly drivers: readonly DriverShare[]
  readonly r2: number
  readonly adjustedR2: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** Checks moments for importance and fits them. */
export function importanceFit(moments: CrossProducts, names: readonly string[]): StandardFit | Refusal {
  const bad = checkMoments(moments, names)
  if (bad) return bad
  const p = names.length - 1
  if (moments.n < p + 2) {
    return refuse(
      'too-few',
      `${moments.n} answers are too few for ${p} drivers; at least ${p + 2} are needed.`,
    )
  }
  return fitStandardised(moments, names)
}

/**
 * Exact LMG values (Lindeman, Merenda & Gold 1980), equal to Shapley values of R2, of p <= 20 drivers.
 *
 * @param moments cross products of the drivers and, last, the outcome
 * @param names one per column, the outcome's last
 * @returns p values that sum to R2, or a refusal: `too-large` above 20 drivers, `collinear`, `constant`, `too-few`...
 */
export function lmg(moments: CrossProducts, names: readonly string[]): Float64Array | Refusal {
  const fit = importanceFit(moments, names)
  if (isRefusal(fit)) return fit
  const tooMany = checkDriverCount(fit.p)
  if (tooMany) return tooMany
  const out = new Float64Array(fit.p)
  lmgKernel(fit.p)(fit.correlation, out)
  return out
}

/** Refuses more drivers than the subset walk can visit. */
export function checkDriverCount(p: number): Refusal | undefined {
  if (p <= MAX_EXACT_DRIVERS) return undefined
  return refuse(
    'too-large',
    `${p} drivers have too many subsets to visit all; use relative weights, or at most ${MAX_EXACT_DRIVERS} drivers.`,
  )
}

/**
 * Johnson's (2000) relative weights, for any number of drivers.
 *
 * @returns p values that sum to R2, or a refusal
 */
export function relativeWeights(moments: CrossProducts, names: readonly string[]): Float64Array | Refusal {
  const fit = importanceFit(moments, names)
  if (isRefusal(fit)) return fit
  const out = new Float64Array(fit.p)
  johnsonWeights(fit.correlation, fit.p, out)
  return out
}

/**
 * Relative weights of a (p+1) x (p+1) correlation matrix: with L the symmetric root of the drivers' correlations, the
 * outcome's squared regression weights on the closest orthogonal variables, handed back by L's squared entries.
 */
export function johnsonWeights(correlation: Float64Array, p: number, out: Float64Array): void {
  const q = p + 1
  const block = new Float64Array(p * p)
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) block[i * p + j] = correlation[i * q + j]!
  const { values, vectors } = symmetricEigen(block, p)
  const root = values.map((v) => Math.sqrt(Math.max(v, 0)))
  // Regression of the outcome on the orthogonal variables: V diag(1/root) V' r.
  const along = new Float64Array(p)
  for (let c = 0; c < p; c++) {
    let sum = 0
    for (let i = 0; i < p; i++) sum += vectors[i * p + c]! * correlation[i * q + p]!
    along[c] = root[c]! > 0 ? sum / root[c]! : 0
  }
  const squared = new Float64Array(p)
  for (let i = 0; i < p; i++) {
    let sum = 0
    for (let c = 0; c < p; c++) sum += vectors[i * p + c]! * along[c]!
    squared[i] = sum * sum
  }
  for (let i = 0; i < p; i++) {
    let weight = 0
    for (let j = 0; j < p; j++) {
      let l = 0
      for (let c = 0; c < p; c++) l += vectors[i * p + c]! * root[c]! * vectors[j * p + c]!
      weight += l * l * squared[j]!
    }
    out[i] = weight
  }
}

/**
 * Importance of drivers for an outcome, by every measure at once.
 *
 * @param moments cross products of the drivers and, last, the outcome
 * @param names one per column, the outcome's last
 * @returns one entry per driver, or a refusal: `empty`, `mismatch`, `too-few`, `constant`, `collinear`, `not-finite`
 */
export function driverImportance(
  moments: CrossProducts,
  names: readonly string[],
): DriverImportance | Refusal {
  const fit = importanceFit(moments, names)
  if (isRefusal(fit)) return fit
  const { p, r2, beta, correlation, inverse, scale } = fit
  const johnson = new Float64Array(p)
  johnsonWeights(correlation, p, johnson)
  const exact = p <= MAX_EXACT_DRIVERS ? new Float64Array(p) : undefined
  if (exact) lmgKernel(p)(correlation, exact)
  const warnings = collinearityWarnings(fit, names)
  if (!exact)
    warnings.push(`With more than ${MAX_EXACT_DRIVERS} drivers only relative weights are given, not LMG.`)
  const explains = r2 > 1e-12
  if (!explains) warnings.push('The drivers explain nothing of the outcome, so there are no shares.')
  const drivers = names.slice(0, p).map((name, k): DriverShare => {
    const r = correlation[k * (p + 1) + p]!
    const value = exact ? exact[k]! : null
    return {
      name,
      lmg: value,
      lmgShare: explains && value !== null ? value / r2 : null,
      johnson: johnson[k]!,
      johnsonShare: explains ? johnson[k]! / r2 : null,
      first: r * r,
      last: beta[k]! ** 2 / inverse[k * p + k]!,
      pratt: beta[k]! * r,
      correlation: r,
      coefficient: (beta[k]! * scale[p]!) / scale[k]!,
      standardised: beta[k]!,
      inflation: inverse[k * p + k]!,
    }
  })
  const { n } = moments
  return {
    drivers,
    r2,
    adjustedR2: 1 - ((1 - r2) * (n - 1)) / (n - p - 1),
    n,
    method: 'LMG (Shapley) over all subsets, Johnson relative weights',
    warnings,
  }
}

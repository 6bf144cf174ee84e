import { tQuantile, tSurvival } from '../core/distributions.ts'
import type { Interval } from '../core/refusal.ts'
import type { LinearBasis } from './linear-basis.ts'
import { toCoefficientCovariance } from './linear-basis.ts'

/** One estimated coefficient with its uncertainty. */
export interface Coefficient {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  /** estimate / standardError: t, or z when df is Infinity. */
  readonly statistic: number
  readonly df: number
  /** Two-sided p-value of "the coefficient is zero". */
  readonly p: number
  readonly interval: Interval
}

/** Which covariance of the coefficients to compute. */
export type CovarianceType = 'classical' | 'HC0' | 'HC1' | 'HC2' | 'HC3' | 'CR0' | 'CR1' | 'CR2'

/** A fitted linear model. */
export interface LinearFit {
  /** The intercept first, named `(Intercept)`, then the predictors in their order. */
  readonly coefficients: readonly Coefficient[]
  /** Covariance of the coefficients, k x k row-major, of the type named in `covarianceType`. */
  readonly covariance: Float64Array
  readonly covarianceType: CovarianceType
  readonly n: number
  /** n less all coefficients, absorbed effects included. */
  readonly residualDf: number
  /** Residual standard deviation. */
  readonly sigma: number
  readonly r2: number
  readonly adjustedR2: number
  /** F of all predictors together under the classical covariance, with df p and residualDf. */
  readonly fStatistic: number
  /** Coefficients of variables scaled to standard deviation 1, by predictor. */
  readonly standardised: readonly number[]
  /** Variance inflation factor of each predictor. */
  readonly inflation: readonly number[]
  /** Clusters in each dimension of clustering; empty without clusters. */
  readonly clusters: readonly number[]
  readonly method: string
  readonly warnings: readonly string[]
}

/** A coefficient from its estimate, standard error and degrees of freedom (Infinity: normal). */
export function coefficient(
  name: string,
  estimate: number,
  standardError: number,
  df: number,
  level: number,
): Coefficient {
  // A perfect fit leaves no uncertainty: its intervals are points and its p-values 0 (or 1 for a zero).
  const exact = !(standardError > 0)
  const statistic = exact
    ? estimate === 0
      ? 0
      : Math.sign(estimate) * Number.MAX_VALUE
    : estimate / standardError
  // Less than one hundredth of a degree of freedom is no information at all about the spread.
  const usable = Math.max(df, 0.01)
  const half = exact ? 0 : tQuantile(0.5 + level / 2, usable) * standardError
  const bound = Number.isFinite(half) ? half : Number.MAX_VALUE
  return {
    name,
    estimate,
    standardError: exact ? 0 : standardError,
    statistic,
    df,
    p: exact ? (estimate === 0 ? 1 : 0) : Math.min(1, 2 * tSurvival(Math.abs(statistic), usable)),
    interval: { lower: estimate - bound, upper: estimate + bound, level },
  }
}

/** What `linearFit` needs besides the basis. */
export interface Uncertainty {
  readonly type: CovarianceType
  /** k x k covariance in orthonormal coordinates. */
  readonly v: Float64Array
  readonly df: Float64Array
  readonly clusters: readonly number[]
  /** For two clusterings, the larger of the two one-way variances of each coefficient, in its own units. */
  readonly oneWay?: Float64Array
}

/** Puts the pieces of a fit together. */
export function linearFit(
  basis: LinearBasis,
  names: readonly string[],
  uncertainty: Uncertainty,
  rest: { n: number; residualDf: number; level: number; method: string; warnings: readonly string[] },
): LinearFit {
  const { k, fit, estimates } = basis
  const { p, r2 } = fit
  const { n, residualDf } = rest
  const covariance = toCoefficientCovariance(basis, uncertainty.v)
  const warnings = [...rest.warnings]
  const labels = basis.intercept ? ['(Intercept)', ...names] : names
  const replaced = labels.filter((_, i) => {
    const at = i * k + i
    const larger = uncertainty.oneWay?.[i] ?? 0
    // A difference of sandwiches can fall to zero or below; the larger one-way variance is on the safe side.
    if (!(covariance[at]! < 1e-10 * larger)) return false
    covariance[at] = larger
    return true
  })
  if (replaced.length > 0) {
    warnings.push(
      `Two-way standard errors can not be had for ${replaced.join(', ')}; the larger one-way ones are given.`,
    )
  }
  const coefficients = labels.map((name, i) => {
    const se = Math.sqrt(Math.max(0, covariance[i * k + i]!))
    return coefficient(name, estimates[i]!, se, uncertainty.df[i]!, rest.level)
  })
  // Rows less the intercept and absorbed effects; without either, deviations are from zero.
  const totalDf = residualDf + p
  const unexplained = 1 - r2
  return {
    coefficients,
    covariance,
    covarianceType: uncertainty.type,
    n,
    residualDf,
    sigma: Math.sqrt(fit.residualSS / residualDf),
    r2,
    adjustedR2: 1 - (unexplained * totalDf) / residualDf,
    fStatistic: unexplained > 0 ? r2 / p / (unexplained / residualDf) : Number.MAX_VALUE,
    standardised: Array.from(fit.beta),
    inflation: names.map((_, j) => fit.inverse[j * p + j]!),
    clusters: uncertainty.clusters,
    method: rest.method,
    warnings,
  }
}

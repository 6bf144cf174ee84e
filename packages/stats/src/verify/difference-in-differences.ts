import type { Estimate } from '../core/estimate.ts'
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { ols } from '../regression/ols.ts'

/** One unit of a comparison. */
export type ComparedUnit = {
  readonly id: string
  readonly treated: boolean
  /** shrunken baseline (observed + expected regression), see `expectedRegression` */
  readonly baseline: number
  /** mean after */
  readonly after: number
  /** weight, for example the number of observations after (default 1) */
  readonly weight?: number
  /** units that share a cluster (a region, a coach) move together; default: each unit its own */
  readonly cluster?: string
}

export type DifferenceInDifferences = Estimate & {
  /** mean change since the shrunken baseline of treated and of comparison units */
  readonly treatedChange: number
  readonly comparisonChange: number
  readonly treatedUnits: number
  readonly comparisonUnits: number
  readonly df: number
  /** two-sided p-value of no effect */
  readonly p: number
}

/**
 * Effect of a measure: mean change of treated units less that of comparison units, both since their shrunken
 * baselines, with a cluster-robust interval (CR2 with Satterthwaite degrees of freedom below 40 clusters; CR1 with more
 * clusters or with weights).
 * Refuses fewer than two units on either side.
 */
export function differenceInDifferences(
  units: readonly ComparedUnit[],
  level = 0.95,
): DifferenceInDifferences | Refusal {
  const treated = units.filter((u) => u.treated)
  const others = units.filter((u) => !u.treated)
  if (treated.length < 2 || others.length < 2) {
    return refuse('too-few', 'A comparison needs at least two treated and two comparison units.')
  }
  const change = Float64Array.from(units, (u) => u.after - u.baseline)
  const weighted = units.some((u) => u.weight !== undefined)
  const fit = ols({
    y: change,
    x: { treated: Float64Array.from(units, (u) => (u.treated ? 1 : 0)) },
    clusters: units.map((u) => u.cluster ?? `unit ${u.id}`),
    ...(weighted ? { weights: units.map((u) => u.weight ?? 1), covariance: 'CR1' as const } : {}),
    level,
  })
  if (isRefusal(fit)) return fit
  const comparison = fit.coefficients[0]!
  const effect = fit.coefficients[1]!
  return {
    estimate: effect.estimate,
    standardError: effect.standardError,
    interval: effect.interval,
    treatedChange: comparison.estimate + effect.estimate,
    comparisonChange: comparison.estimate,
    treatedUnits: treated.length,
    comparisonUnits: others.length,
    df: effect.df,
    p: effect.p,
    n: units.length,
    method: `difference in differences on shrunken baselines, ${fit.covarianceType}`,
    warnings: fit.warnings,
  }
}

import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { eBenjaminiHochberg } from '../intervals/multiplicity.ts'
import { type Improvement, type ImprovementInput, improvement } from '../sequential/improvement.ts'
import { blup, type MeanModel } from '../standings/mean-model.ts'

/** What a unit's baseline is worth, and where an unchanged unit should be expected next time. */
export type ExpectedRegression = {
  /** observed mean before */
  readonly observed: number
  /** share of the observed deviation that is real, 0..1 */
  readonly reliability: number
  /** change to expect without any change of the unit: (1 - reliability) (mu - observed) */
  readonly regression: number
  /** observed + regression: the shrunken baseline, with its posterior sd */
  readonly baseline: number
  readonly sd: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Expected regression to the mean of a unit with mean `observed` and error variance `variance` (within variance over
 * n), under the mean model of all units (Galton 1886; Efron & Morris 1975).
 */
export function expectedRegression(
  model: MeanModel,
  observed: number,
  variance: number,
): ExpectedRegression | Refusal {
  if (!Number.isFinite(observed))
    return refuse('not-finite', 'The observed baseline must be a finite number.')
  if (!(variance > 0 && Number.isFinite(variance))) {
    return refuse('out-of-range', `The error variance of the baseline must be above 0, not ${variance}.`)
  }
  const b = blup(model, observed, variance)
  const warnings =
    b.reliability < 0.5 ? ['Most of this baseline is chance: measure more before judging by it.'] : []
  return {
    observed,
    reliability: b.reliability,
    regression: b.estimate - observed,
    baseline: b.estimate,
    sd: b.sd,
    method: 'empirical Bayes under the mean model',
    warnings: [...model.warnings, ...warnings],
  }
}

/** Number of observations a baseline needs for a wanted reliability: sigma^2 / tau2 * r / (1 - r), rounded up. */
export function observationsForReliability(
  tau2: number,
  withinVariance: number,
  reliability: number,
): number | Refusal {
  if (!(tau2 > 0 && withinVariance > 0)) {
    return refuse(
      'out-of-range',
      'Both variances must be above 0; units that do not differ cannot be told apart.',
    )
  }
  if (!(reliability > 0 && reliability < 1))
    return refuse('out-of-range', 'A reliability lies between 0 and 1.')
  return Math.ceil(((withinVariance / tau2) * reliability) / (1 - reliability))
}

/** Verdicts on many units at once. */
export type ManyImprovements = {
  readonly units: readonly {
    readonly id: string
    readonly result: Improvement | Refusal
    /** true when e-BH declares the unit improved, with the false discovery rate controlled over all units */
    readonly improved: boolean
  }[]
  readonly improved: number
  /** e-value that was needed */
  readonly threshold: number
  readonly fdr: number
  readonly method: string
}

/**
 * Improvement of many units and metrics with the false discovery rate held at `fdr` by e-BH (Wang & Ramdas 2022),
 * whatever the dependence between them and whenever one looks. Units that can't be judged yet count with e-value 1.
 */
export function improvements(
  units: readonly ({ readonly id: string } & ImprovementInput)[],
  fdr = 0.05,
): ManyImprovements | Refusal {
  if (units.length === 0) return refuse('empty', 'Give at least one unit.')
  const results = units.map((unit) => improvement(unit))
  const e = results.map((r) => (isRefusal(r) ? 1 : r.eValue))
  const decision = eBenjaminiHochberg(e, fdr)
  if ('kind' in decision) return decision
  return {
    units: units.map((unit, i) => ({ id: unit.id, result: results[i]!, improved: decision.rejected[i]! })),
    improved: decision.count,
    threshold: decision.threshold,
    fdr,
    method: 'e-BH over improvement e-values',
  }
}

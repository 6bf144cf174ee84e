import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { CrossProducts } from '../regression/least-squares.ts'
import { checkDriverCount, importanceFit } from './importance.ts'
import { completeDominance, conditionalGains, r2OfSubsets } from './subsets.ts'

/** Dominance of drivers over each other (Azen & Budescu 2003). */
export interface Dominance {
  readonly names: readonly string[]
  readonly r2: number
  /** Mean gain in R2 over all sizes of subset: LMG. */
  readonly general: readonly number[]
  /** Per driver the mean gain in R2 over the subsets of 0, 1 ... p-1 other drivers. */
  readonly conditional: readonly (readonly number[])[]
  /** [j][k]: share of subsets of the others in which j gains at least as much as k; 1 is complete dominance. */
  readonly complete: readonly (readonly number[])[]
  readonly n: number
  readonly method: string
}

/**
 * General, conditional and complete dominance of 2 to 20 drivers, exactly.
 *
 * @param moments cross products of the drivers and, last, the outcome
 * @param names one per column, the outcome's last
 * @returns the tables, or a refusal: `too-few` below two drivers, `too-large` above 20, `collinear`, `constant`...
 */
export function dominanceAnalysis(moments: CrossProducts, names: readonly string[]): Dominance | Refusal {
  const fit = importanceFit(moments, names)
  if (isRefusal(fit)) return fit
  const { p } = fit
  if (p < 2) return refuse('too-few', 'Dominance compares drivers with each other; give at least two.')
  const tooMany = checkDriverCount(p)
  if (tooMany) return tooMany
  const r2 = r2OfSubsets(fit.correlation, p)
  const rows = (table: Float64Array) =>
    Array.from({ length: p }, (_, k) => Array.from(table.subarray(k * p, k * p + p)))
  const conditional = rows(conditionalGains(r2, p))
  return {
    names: names.slice(0, p),
    r2: fit.r2,
    general: conditional.map((gains) => gains.reduce((a, b) => a + b, 0) / p),
    conditional,
    complete: rows(completeDominance(r2, p)),
    n: moments.n,
    method: 'dominance analysis over all subsets',
  }
}

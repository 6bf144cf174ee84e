import { isRefusal, type Refusal } from '../core/refusal.ts'
import type { Columns } from '../regression/columns.ts'
import type { Coefficient } from '../regression/fit.ts'
import { type Panel, panelRegression } from './panel.ts'

/** What one point of a score goes with in money. */
export interface ValueOfAPoint {
  /** Currency per point, unit and period. */
  readonly perPoint: Coefficient
  /** One point in every unit of the panel, per period: `perPoint` times the number of units. */
  readonly allUnits: {
    readonly estimate: number
    readonly lower: number
    readonly upper: number
    readonly level: number
  }
  /** Share of the money's variation within units that the model explains. */
  readonly r2Within: number
  readonly lag: number
  readonly n: number
  readonly units: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Regression of money (revenue, cost, customers kept...) on the score of the same unit `lag` periods before, within
 * units and with period effects: a unit is compared with itself in better and worse times, so what makes units
 * differ for good (size, place) plays no part.
 *
 * @param input panel, `money` per unit and period, `score` (NaN marks missing), `lag` (default 1), `controls`
 * @returns currency per point with a cluster-robust interval, or a refusal
 */
export function valueOfAPoint(
  input: Panel & {
    readonly money: ArrayLike<number>
    readonly score: ArrayLike<number>
    readonly lag?: number
    readonly controls?: Columns
    readonly periodEffects?: boolean
    readonly level?: number
  },
): ValueOfAPoint | Refusal {
  const { money, score, ...rest } = input
  const fit = panelRegression({ ...rest, y: money, x: { score } })
  if (isRefusal(fit)) return fit
  const perPoint = fit.within.coefficients[0]!
  const { lower, upper, level } = perPoint.interval
  const { units } = fit
  const warnings = [...fit.within.warnings]
  if (lower < 0 && upper > 0) {
    warnings.push(
      'The interval includes zero: these data do not show that a point goes with more or less money.',
    )
  }
  return {
    perPoint,
    allUnits: { estimate: units * perPoint.estimate, lower: units * lower, upper: units * upper, level },
    r2Within: fit.within.r2,
    lag: fit.lag,
    n: fit.n,
    units,
    method: `${fit.within.method}, score ${fit.lag} period${fit.lag === 1 ? '' : 's'} before`,
    warnings,
  }
}

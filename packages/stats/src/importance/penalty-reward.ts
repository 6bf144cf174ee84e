import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, type Labels, readDesign } from '../regression/columns.ts'
import type { Coefficient } from '../regression/fit.ts'
import { ols } from '../regression/ols.ts'

/** How a driver works at its low and at its high end (after Kano 1984; Brandt 1987). */
export type DriverKind =
  /** hurts when low, does not help when high: a basic expectation */
  | 'basic'
  /** helps when high, does not hurt when low: a delight */
  | 'delight'
  /** works at both ends */
  | 'performance'
  /** neither end differs from the middle beyond chance */
  | 'unclear'

/** The effect of a driver's low third and of its top third against its middle. */
export interface PenaltyReward {
  readonly name: string
  /** The low third holds values up to this one. */
  readonly lowUpTo: number
  /** The top third holds values above this one. */
  readonly topAbove: number
  readonly nLow: number
  readonly nMiddle: number
  readonly nTop: number
  /** Outcome of the low third less the middle, other drivers held. */
  readonly penalty: Coefficient
  /** Outcome of the top third less the middle, other drivers held. */
  readonly reward: Coefficient
  readonly kind: DriverKind
}

/** Penalty and reward of each driver. */
export interface PenaltyRewardAnalysis {
  readonly drivers: readonly PenaltyReward[]
  readonly r2: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Penalty-reward contrast analysis: each driver is cut into a low, a middle and a top third (as near to thirds as its
 * distinct values allow), and the outcome is regressed on all low and top indicators together.
 *
 * @param input outcome, drivers, and optionally cluster labels for robust standard errors
 * @returns one entry per driver, or a refusal (`too-few` when a driver has fewer than three distinct values)
 */
export function penaltyReward(input: {
  readonly y: ArrayLike<number>
  readonly drivers: Columns
  readonly clusters?: Labels
  readonly level?: number
}): PenaltyRewardAnalysis | Refusal {
  const design = readDesign(input.y, input.drivers)
  if (isRefusal(design)) return design
  const x: Record<string, Float64Array> = {}
  const cuts: { low: number; top: number; nLow: number; nTop: number }[] = []
  for (const [j, name] of design.names.entries()) {
    const values = design.columns[j]!
    const cut = thirds(values, name)
    if (isRefusal(cut)) return cut
    x[`${name}: low third`] = Float64Array.from(values, (v) => (v <= cut.low ? 1 : 0))
    x[`${name}: top third`] = Float64Array.from(values, (v) => (v > cut.top ? 1 : 0))
    cuts.push(cut)
  }
  const { y, clusters, level } = input
  const fit = ols({ y, x, ...(clusters ? { clusters } : {}), ...(level === undefined ? {} : { level }) })
  if (isRefusal(fit)) return fit
  const drivers = design.names.map((name, j): PenaltyReward => {
    const { low, top, nLow, nTop } = cuts[j]!
    const penalty = fit.coefficients[1 + 2 * j]!
    const reward = fit.coefficients[2 + 2 * j]!
    const kind = kindOf(penalty, reward)
    return {
      name,
      lowUpTo: low,
      topAbove: top,
      nLow,
      nMiddle: fit.n - nLow - nTop,
      nTop,
      penalty,
      reward,
      kind,
    }
  })
  return {
    drivers,
    r2: fit.r2,
    n: fit.n,
    method: `penalty-reward contrast, ${fit.covarianceType} standard errors`,
    warnings: fit.warnings,
  }
}

function kindOf(penalty: Coefficient, reward: Coefficient): DriverKind {
  const hurts = penalty.interval.upper < 0
  const helps = reward.interval.lower > 0
  if (hurts && helps) return 'performance'
  if (hurts) return 'basic'
  return helps ? 'delight' : 'unclear'
}

/** Cuts between distinct values, nearest to one and two thirds of the rows, with three non-empty parts. */
function thirds(
  values: ArrayLike<number>,
  name: string,
): { low: number; top: number; nLow: number; nTop: number } | Refusal {
  const n = values.length
  const counts = new Map<number, number>()
  for (let i = 0; i < n; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1)
  const distinct = [...counts.keys()].sort((a, b) => a - b)
  if (distinct.length < 3) {
    return refuse('too-few', `${name} has fewer than three distinct values, so it can't be cut into thirds.`)
  }
  const cumulative: number[] = []
  let seen = 0
  for (const v of distinct) {
    seen += counts.get(v)!
    cumulative.push(seen)
  }
  const nearest = (from: number, to: number, share: number): number => {
    let best = from
    for (let i = from; i <= to; i++) {
      if (Math.abs(cumulative[i]! / n - share) < Math.abs(cumulative[best]! / n - share)) best = i
    }
    return best
  }
  const low = nearest(0, distinct.length - 3, 1 / 3)
  const top = nearest(low + 1, distinct.length - 2, 2 / 3)
  return { low: distinct[low]!, top: distinct[top]!, nLow: cumulative[low]!, nTop: n - cumulative[top]! }
}

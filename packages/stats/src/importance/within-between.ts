import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Coefficient, LinearFit } from '../regression/fit.ts'
import type { CrossProducts } from '../regression/least-squares.ts'
import { fitMoments, poolMoments } from '../regression/ols.ts'
import { type DriverImportance, driverImportance } from './importance.ts'

/** What a driver does among units and what it does inside them. */
export interface ContextualEffect {
  readonly name: string
  readonly within: Coefficient
  readonly between: Coefficient
  /** between less within: what a unit's level adds beyond its members' own. */
  readonly difference: number
  /** Of the difference, as if both slopes were independent. */
  readonly standardError: number
  /** Share of the driver's variance that lies between units (eta squared). */
  readonly betweenShare: number
}

/** Within-and-between analysis of two variables (Dansereau, Alutto & Yammarino 1984). */
export interface CovarianceTheorem {
  readonly rawCorrelation: number
  readonly etaBetweenX: number
  readonly etaBetweenY: number
  readonly betweenCorrelation: number
  readonly etaWithinX: number
  readonly etaWithinY: number
  readonly withinCorrelation: number
}

/** Drivers split into a unit's mean and the deviation from it. */
export interface WithinBetween {
  readonly units: number
  readonly n: number
  /** Deviations from the unit's mean; the units' means count in the degrees of freedom. */
  readonly within: LinearFit
  /** Unit means, every unit counting the same. */
  readonly between: LinearFit
  /** Unit means weighted by their number of rows. */
  readonly betweenWeighted: LinearFit
  readonly withinImportance: DriverImportance
  readonly betweenImportance: DriverImportance
  readonly effects: readonly ContextualEffect[]
  /** Share of the outcome's variance that lies between units. */
  readonly outcomeBetweenShare: number
  /** For each driver, how its raw correlation with the outcome splits. */
  readonly covarianceTheorem: Readonly<Record<string, CovarianceTheorem>>
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * What separates good units from bad, apart from what separates good days from bad in one unit.
 *
 * @param units cross products per unit: the drivers and, last, the outcome; empty units are left out
 * @param names one per column, the outcome's last
 * @returns both regressions and both importances, or a refusal (`too-few` with fewer than p + 2 units)
 */
export function withinBetween(
  units: readonly CrossProducts[],
  names: readonly string[],
): WithinBetween | Refusal {
  const used = units.filter((u) => u.n > 0)
  const total = poolMoments(used)
  if (isRefusal(total)) return total
  const q = names.length
  if (total.mean.length !== q)
    return refuse('mismatch', `There are ${q} names for ${total.mean.length} columns.`)
  if (used.length < q + 1) {
    return refuse(
      'too-few',
      `${used.length} units are too few for ${q - 1} drivers; at least ${q + 1} are needed.`,
    )
  }
  const inside = withinMoments(used, total)
  const means = poolMoments(used.map((u) => ({ ...u, n: 1, cross: new Float64Array(q * q) })))
  if (isRefusal(means)) return means
  const weighted = { ...total, cross: total.cross.map((c, i) => c - inside.cross[i]!) }

  const noMean = { n: total.n, intercept: false, absorbed: used.length }
  const within = fitMoments(inside, names, { ...noMean, method: 'within units' })
  if (isRefusal(within)) return within
  const plain = { n: used.length, intercept: true, absorbed: 0 }
  const between = fitMoments(means, names, { ...plain, method: 'between units' })
  if (isRefusal(between)) return between
  const betweenWeighted = fitMoments(weighted, names, { ...plain, method: 'between units, weighted by rows' })
  if (isRefusal(betweenWeighted)) return betweenWeighted
  const withinImportance = driverImportance({ ...inside, n: total.n - used.length + 1 }, names)
  if (isRefusal(withinImportance)) return withinImportance
  const betweenImportance = driverImportance(means, names)
  if (isRefusal(betweenImportance)) return betweenImportance

  const share = (i: number) => weighted.cross[i * q + i]! / total.cross[i * q + i]!
  return {
    units: used.length,
    n: total.n,
    within,
    between,
    betweenWeighted,
    withinImportance,
    betweenImportance,
    effects: names.slice(0, -1).map((name, i) => contextual(name, within, between, i, share(i))),
    outcomeBetweenShare: share(q - 1),
    covarianceTheorem: Object.fromEntries(
      names.slice(0, -1).map((name, i) => [name, covarianceTheorem(total, inside, weighted, i, q - 1)]),
    ),
    method: 'regression of deviations from unit means, and of unit means',
    warnings: used.length < 20 ? [`Only ${used.length} units: what holds between them is uncertain.`] : [],
  }
}

/** Cross products of the deviations from each unit's mean. */
function withinMoments(units: readonly CrossProducts[], total: CrossProducts): CrossProducts {
  const cross = new Float64Array(total.cross.length)
  for (const unit of units) for (let i = 0; i < cross.length; i++) cross[i]! += unit.cross[i]!
  return { n: total.n, mean: new Float64Array(total.mean.length), cross }
}

function contextual(
  name: string,
  within: LinearFit,
  between: LinearFit,
  i: number,
  betweenShare: number,
): ContextualEffect {
  const inside = within.coefficients[i]!
  const among = between.coefficients[i + 1]!
  return {
    name,
    within: inside,
    between: among,
    difference: among.estimate - inside.estimate,
    standardError: Math.hypot(among.standardError, inside.standardError),
    betweenShare,
  }
}

/** The raw correlation is etaBx etaBy rB + etaWx etaWy rW. */
function covarianceTheorem(
  total: CrossProducts,
  inside: CrossProducts,
  among: CrossProducts,
  x: number,
  y: number,
): CovarianceTheorem {
  const q = total.mean.length
  const at = (m: CrossProducts, i: number, j: number) => m.cross[i * q + j]!
  const r = (m: CrossProducts) => at(m, x, y) / Math.sqrt(at(m, x, x) * at(m, y, y))
  const eta = (m: CrossProducts, i: number) => Math.sqrt(at(m, i, i) / at(total, i, i))
  return {
    rawCorrelation: r(total),
    etaBetweenX: eta(among, x),
    etaBetweenY: eta(among, y),
    betweenCorrelation: r(among),
    etaWithinX: eta(inside, x),
    etaWithinY: eta(inside, y),
    withinCorrelation: r(inside),
  }
}

import { type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Columns } from '../regression/columns.ts'
import type { Coefficient } from '../regression/fit.ts'
import { ols } from '../regression/ols.ts'
import { indexPanel, type Panel, panelRegression, usableRows } from './panel.ts'

/** Slopes as they would be if the score were measured without error. */
export interface Disattenuated {
  readonly estimate: number
  /** Takes the reliability as known. */
  readonly interval: Interval
}

/** How one score goes with another at one lag, within units. */
export interface LagSlope {
  /** Periods from the first score to the second. */
  readonly lag: number
  /** Points of the second per point of the first; null when it can't be had, with `reason`. */
  readonly slope: Coefficient | null
  readonly disattenuated: Disattenuated | null
  readonly n: number
  readonly units: number
  readonly reason: string | null
}

/** What goes with what, and what comes first. */
export interface Linkage {
  /** Driver first, outcome `lag` periods later. */
  readonly forward: readonly LagSlope[]
  /** Outcome first, driver `lag` periods later: the reversed direction, lags 1 and up. */
  readonly reverse: readonly LagSlope[]
  /** Slope of the units' means of outcome on driver, each unit counting once; null when it can't be had. */
  readonly between: Coefficient | null
  readonly betweenDisattenuated: Disattenuated | null
  readonly units: number
  readonly periods: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** A panel of two scores. */
export interface LinkageInput extends Panel {
  /** For example the employees' score; NaN marks missing. */
  readonly driver: ArrayLike<number>
  /** For example the customers' score; NaN marks missing. */
  readonly outcome: ArrayLike<number>
  readonly controls?: Columns
  /** Largest lag, default 3. */
  readonly maxLag?: number
  /** Take out what moves all units alike in a period (default true). */
  readonly periodEffects?: boolean
  /** Reliability (ICC(2) of the unit means) of each score, in (0, 1]; slopes are then also given disattenuated. */
  readonly reliability?: { readonly driver?: number; readonly outcome?: number }
  readonly level?: number
}

/**
 * Slopes of one score on another over a unit x period panel: within units at lags 0 to k in both directions (unit and
 * period effects taken out), and between units. Standard errors are clustered by unit: CR1, or CR2 with Satterthwaite
 * degrees of freedom below 40 units. An association: "goes with", never "causes".
 *
 * @returns one slope per lag and direction, or a refusal when the panel itself is unusable
 */
export function linkage(input: LinkageInput): Linkage | Refusal {
  const { driver, outcome, maxLag = 3, reliability = {} } = input
  const index = indexPanel(input)
  if (isRefusal(index)) return index
  if (driver.length !== index.n || outcome.length !== index.n) {
    return refuse('mismatch', 'Driver and outcome need one value per row of the panel.')
  }
  if (!Number.isInteger(maxLag) || maxLag < 0) {
    return refuse('out-of-range', `The largest lag is a whole number from 0 up, not ${maxLag}.`)
  }
  const bad = checkReliability(reliability.driver) ?? checkReliability(reliability.outcome)
  if (bad) return bad
  const both = usableRows([driver, outcome], index.n)
  if (isRefusal(both)) return both
  if (both.length === 0) return refuse('empty', 'No unit has both scores in the same period.')
  const forward: LagSlope[] = []
  const reverse: LagSlope[] = []
  for (let lag = 0; lag <= maxLag; lag++) {
    forward.push(slopeAt(input, driver, outcome, lag, reliability.driver))
    if (lag > 0) reverse.push(slopeAt(input, outcome, driver, lag, reliability.outcome))
  }
  const between = betweenSlope(input, both)
  return {
    forward,
    reverse,
    between,
    betweenDisattenuated: between ? disattenuate(between, reliability.driver) : null,
    units: index.units,
    periods: new Set(Array.from(input.period)).size,
    n: both.length,
    method: 'within-unit panel regressions with unit and period effects; regression of unit means',
    warnings: warningsOf(index.units, reliability),
  }
}

function checkReliability(r: number | undefined): Refusal | undefined {
  if (r === undefined || (r > 0 && r <= 1)) return undefined
  return refuse('out-of-range', `A reliability lies above 0 and is at most 1, not ${r}.`)
}

function slopeAt(
  input: LinkageInput,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  lag: number,
  reliability: number | undefined,
): LagSlope {
  const { unit, period, controls, periodEffects, level } = input
  const fit = panelRegression({
    unit,
    period,
    y: second,
    x: { score: first },
    lag,
    ...(controls ? { controls } : {}),
    ...(periodEffects === undefined ? {} : { periodEffects }),
    ...(level === undefined ? {} : { level }),
  })
  if (isRefusal(fit)) return { lag, slope: null, disattenuated: null, n: 0, units: 0, reason: fit.message }
  const slope = fit.within.coefficients[0]!
  return {
    lag,
    slope,
    disattenuated: disattenuate(slope, reliability),
    n: fit.n,
    units: fit.units,
    reason: null,
  }
}

/** Divides a slope by the reliability of the score it is a slope on (Spearman 1904). */
function disattenuate(slope: Coefficient, reliability: number | undefined): Disattenuated | null {
  if (reliability === undefined) return null
  const { lower, upper, level } = slope.interval
  return {
    estimate: slope.estimate / reliability,
    interval: { lower: lower / reliability, upper: upper / reliability, level },
  }
}

/** Regression of unit means; each unit is a cluster of one, so the standard errors allow unequal spread. */
function betweenSlope({ unit, driver, outcome, level }: LinkageInput, rows: Int32Array): Coefficient | null {
  const sums = new Map<string | number, { n: number; x: number; y: number }>()
  for (const i of rows) {
    const s = sums.get(unit[i]!) ?? { n: 0, x: 0, y: 0 }
    sums.set(unit[i]!, { n: s.n + 1, x: s.x + driver[i]!, y: s.y + outcome[i]! })
  }
  const means = [...sums.values()]
  const fit = ols({
    y: means.map((m) => m.y / m.n),
    x: { score: means.map((m) => m.x / m.n) },
    clusters: means.map((_, i) => i),
    ...(level === undefined ? {} : { level }),
  })
  return isRefusal(fit) ? null : fit.coefficients[1]!
}

function warningsOf(units: number, reliability: NonNullable<LinkageInput['reliability']>): string[] {
  const warnings: string[] = []
  if (units < 10) warnings.push(`Only ${units} units: the slopes and their intervals are rough.`)
  for (const [name, value] of Object.entries(reliability)) {
    if (value < 0.5) {
      warnings.push(
        `The ${name} score is unreliable (ICC(2) below 0.5): unit means say little about the units.`,
      )
    }
  }
  return warnings
}

import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, dummyColumns, type Labels, readLabels } from '../regression/columns.ts'
import type { LinearFit } from '../regression/fit.ts'
import { type FixedEffectsFit, fixedEffects } from '../regression/fixed-effects.ts'
import { ols } from '../regression/ols.ts'

/** A unit x period panel in long form: one row per unit and period; rows may be absent. */
export interface Panel {
  readonly unit: Labels
  /** Whole numbers; consecutive periods differ by 1. */
  readonly period: ArrayLike<number>
}

/** The rows of a checked panel, and where to find a unit's row of a period. */
interface PanelIndex {
  readonly n: number
  readonly units: number
  /** Row of the same unit `lag` periods before row i (after it, for a negative lag); -1 when absent. */
  readonly rowBefore: (i: number, lag: number) => number
}

/** Checks a panel; refuses periods that are not whole numbers and two rows for one unit and period. */
export function indexPanel({ unit, period }: Panel): PanelIndex | Refusal {
  const n = unit.length
  if (n === 0) return refuse('empty', 'The panel has no rows.')
  if (period.length !== n)
    return refuse('mismatch', `There are ${period.length} periods for ${n} units; give one each.`)
  const units = readLabels(unit, n, 'unit')
  if (isRefusal(units)) return units
  let first = Number.POSITIVE_INFINITY
  let last = Number.NEGATIVE_INFINITY
  for (let i = 0; i < n; i++) {
    if (!Number.isSafeInteger(period[i])) {
      return refuse('out-of-range', `Periods must be whole numbers; row ${i + 1} has ${period[i]}.`)
    }
    first = Math.min(first, period[i]!)
    last = Math.max(last, period[i]!)
  }
  const span = last - first + 1
  if (units.count * span > Number.MAX_SAFE_INTEGER) {
    return refuse('too-large', `Periods reach from ${first} to ${last}; number them consecutively.`)
  }
  const rows = new Map<number, number>()
  for (let i = 0; i < n; i++) {
    const at = units.index[i]! * span + (period[i]! - first)
    if (rows.has(at)) {
      return refuse(
        'mismatch',
        `Unit ${unit[i]} has more than one row for period ${period[i]}; aggregate them first.`,
      )
    }
    rows.set(at, i)
  }
  const rowBefore = (i: number, lag: number): number => {
    const t = period[i]! - lag - first
    return t >= 0 && t < span ? (rows.get(units.index[i]! * span + t) ?? -1) : -1
  }
  return { n, units: units.count, rowBefore }
}

/**
 * A column of the same unit's values `lag` periods earlier; NaN marks "no such row". Feed it to functions that take
 * missing values, or drop those rows with `completeRows`.
 */
export function lagColumn(panel: Panel, values: ArrayLike<number>, lag: number): Float64Array | Refusal {
  const index = indexPanel(panel)
  if (isRefusal(index)) return index
  if (values.length !== index.n)
    return refuse('mismatch', `There are ${values.length} values for ${index.n} rows.`)
  if (!Number.isSafeInteger(lag))
    return refuse('out-of-range', `A lag is a whole number of periods, not ${lag}.`)
  return lagged(index, values, lag)
}

/** As `lagColumn`, on a checked panel. */
export function lagged(index: PanelIndex, values: ArrayLike<number>, lag: number): Float64Array {
  return Float64Array.from({ length: index.n }, (_, i) => {
    const from = index.rowBefore(i, lag)
    return from < 0 ? Number.NaN : values[from]!
  })
}

/** What a panel regression is asked for. */
export interface PanelRegressionInput extends Panel {
  /** Outcome; NaN marks missing. */
  readonly y: ArrayLike<number>
  /** Predictors; NaN marks missing. They are lagged; controls are not. */
  readonly x: Columns
  readonly controls?: Columns
  /** Periods by which the predictors precede the outcome, default 1. */
  readonly lag?: number
  /** Give every period an effect of its own (default true). */
  readonly periodEffects?: boolean
  /** Also fit the pooled regression with the outcome's own past, on the same rows (default false). */
  readonly pooled?: boolean
  readonly level?: number
}

/** A panel regression within units. */
export interface PanelRegression {
  /** Unit effects absorbed, period effects as dummies; clustered by unit. Lagged predictors are named `<name> lag <k>`. */
  readonly within: FixedEffectsFit
  /** Without unit effects, with the outcome's past value; null unless asked for. */
  readonly pooled: LinearFit | null
  readonly n: number
  readonly units: number
  readonly lag: number
}

/**
 * Regression of an outcome on what the same unit scored `lag` periods before, within units: each unit is compared
 * with itself. Standard errors are clustered by unit: CR1, or CR2 with Satterthwaite degrees of freedom below 40
 * units. With `pooled`, rows also need the outcome's past value, so that both fits use the same rows.
 *
 * @returns the fits, or a refusal: `too-few` rows, `constant` predictors within units, `mismatch`, `out-of-range`...
 */
export function panelRegression(input: PanelRegressionInput): PanelRegression | Refusal {
  const { lag = 1, periodEffects = true, pooled = false, controls = {} } = input
  const index = indexPanel(input)
  if (isRefusal(index)) return index
  if (!Number.isSafeInteger(lag))
    return refuse('out-of-range', `A lag is a whole number of periods, not ${lag}.`)
  const lengths = [input.y, ...Object.values(input.x), ...Object.values(controls)].map((c) => c.length)
  if (lengths.some((l) => l !== index.n))
    return refuse('mismatch', 'Every column needs one value per row of the panel.')
  const x: Record<string, ArrayLike<number>> = {}
  for (const [name, values] of Object.entries(input.x)) {
    x[lag === 0 ? name : `${name} lag ${lag}`] = lagged(index, values, lag)
  }
  const before = `outcome lag ${lag || 1}`
  const past = pooled ? { [before]: lagged(index, input.y, lag || 1) } : {}
  const needed = [input.y, ...Object.values(x), ...Object.values(controls), ...Object.values(past)]
  const keep = usableRows(needed, index.n)
  if (isRefusal(keep)) return keep
  if (keep.length < 3) return refuse('too-few', `Only ${keep.length} rows have all values at lag ${lag}.`)
  const pick = (column: ArrayLike<number>) => Float64Array.from(keep, (i) => column[i]!)
  const pickAll = (columns: Columns) =>
    Object.fromEntries(Object.entries(columns).map(([k, c]) => [k, pick(c)]))
  const y = pick(input.y)
  const unit = Array.from(keep, (i) => input.unit[i]!)
  const periods = periodEffects ? dummyColumns('period', pick(input.period)) : {}
  const shared = { y, clusters: unit, ...(input.level === undefined ? {} : { level: input.level }) }
  const within = fixedEffects({
    ...shared,
    x: { ...pickAll(x), ...pickAll(controls), ...periods },
    effects: [unit],
  })
  if (isRefusal(within)) return within
  let pooledFit: LinearFit | null = null
  if (pooled) {
    const fit = ols({ ...shared, x: { ...pickAll(x), ...pickAll(past), ...pickAll(controls), ...periods } })
    if (isRefusal(fit)) return fit
    pooledFit = fit
  }
  return { within, pooled: pooledFit, n: keep.length, units: new Set(unit).size, lag }
}

/** Rows without NaN in any column; an infinite value is refused, for it is no missing value. */
export function usableRows(columns: readonly ArrayLike<number>[], n: number): Int32Array | Refusal {
  const rows: number[] = []
  for (let i = 0; i < n; i++) {
    let complete = true
    for (const column of columns) {
      const v = column[i]!
      if (Math.abs(v) === Number.POSITIVE_INFINITY) {
        return refuse('not-finite', `Row ${i + 1} holds an infinite value; mark missing values as NaN.`)
      }
      if (Number.isNaN(v)) complete = false
    }
    if (complete) rows.push(i)
  }
  return Int32Array.from(rows)
}

import { normalCdf } from '../core/distributions.ts'
import { checkSds, checkSize, LARGEST_VALUE, type Refusal, refuse } from '../core/refusal.ts'
import { adjustPValues } from '../intervals/multiplicity.ts'

export type EwmaInput = {
  /** one score per period, in order of time */
  readonly values: ArrayLike<number>
  /** standard error of each score; a single number when all are alike */
  readonly standardErrors: number | ArrayLike<number>
  /** value to stay at: the unit's expected score */
  readonly target: number
  /** weight of the newest score, 0..1 (default 0.2: small lasting shifts) */
  readonly lambda?: number
  /** half-width of the limits in standard errors (default 3) */
  readonly width?: number
}

export type ControlChart = {
  /** the smoothed score (EWMA), per period, with its limits */
  readonly values: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** periods (0-based) outside the limits */
  readonly signals: readonly number[]
  /** two-sided p-value of the last smoothed score being on target */
  readonly p: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** Scores and their standard errors, checked. */
function series(values: ArrayLike<number>, errors: number | ArrayLike<number>): Float64Array | Refusal {
  const n = values.length
  if (n === 0) return refuse('empty', 'Give at least one period.')
  const bad = checkSize(values, 'The scores')
  if (bad) return bad
  const list = typeof errors === 'number' ? new Float64Array(n).fill(errors) : Float64Array.from(errors)
  if (list.length !== n) return refuse('mismatch', 'Give one standard error per period.')
  const wrong = checkSds(list, 'Standard errors')
  if (wrong) return wrong
  return list
}

/**
 * EWMA chart with limits that widen as the first periods come in and follow unequal standard errors (Roberts 1959;
 * Montgomery 2013): z_t = lambda x_t + (1 - lambda) z_(t-1), started at the target.
 */
export function ewmaChart(input: EwmaInput): ControlChart | Refusal {
  const errors = series(input.values, input.standardErrors)
  if ('kind' in errors) return errors
  const lambda = input.lambda ?? 0.2
  const width = input.width ?? 3
  if (!(Math.abs(input.target) <= LARGEST_VALUE))
    return refuse('not-finite', 'The target must be a finite number.')
  if (!(lambda > 0 && lambda <= 1 && width > 0))
    return refuse('out-of-range', 'lambda lies in (0, 1], width above 0.')
  const n = errors.length
  const values = new Float64Array(n)
  const lower = new Float64Array(n)
  const upper = new Float64Array(n)
  const signals: number[] = []
  let z = input.target
  let variance = 0
  for (let t = 0; t < n; t++) {
    z = lambda * input.values[t]! + (1 - lambda) * z
    variance = lambda ** 2 * errors[t]! ** 2 + (1 - lambda) ** 2 * variance
    const half = width * Math.sqrt(variance)
    values[t] = z
    lower[t] = input.target - half
    upper[t] = input.target + half
    if (Math.abs(z - input.target) > half) signals.push(t)
  }
  const p = Math.min(1, 2 * normalCdf(-Math.abs(z - input.target) / Math.sqrt(variance)))
  return {
    values,
    lower,
    upper,
    signals,
    p,
    n,
    method: `EWMA, lambda ${lambda}, ${width} standard errors`,
    warnings: [],
  }
}

export type CusumInput = {
  readonly values: ArrayLike<number>
  readonly standardErrors: number | ArrayLike<number>
  readonly target: number
  /** half the shift to be found, in standard errors (default 0.5) */
  readonly slack?: number
  /** decision limit in standard errors (default 5: a false alarm about every 465 periods) */
  readonly limit?: number
}

export type CusumChart = {
  /** cumulated rises above and falls below the target, in standard errors, both 0 or more */
  readonly rise: Float64Array
  readonly fall: Float64Array
  readonly limit: number
  /** alarms: period, direction, and the period at which the shift is estimated to have begun */
  readonly alarms: readonly { readonly period: number; readonly direction: 1 | -1; readonly since: number }[]
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** Tabular CUSUM (Page 1954), restarted after each alarm. */
export function cusumChart(input: CusumInput): CusumChart | Refusal {
  const errors = series(input.values, input.standardErrors)
  if ('kind' in errors) return errors
  const slack = input.slack ?? 0.5
  const limit = input.limit ?? 5
  if (!(Math.abs(input.target) <= LARGEST_VALUE))
    return refuse('not-finite', 'The target must be a finite number.')
  if (!(slack >= 0 && limit > 0))
    return refuse('out-of-range', 'The slack must not be negative, the limit above 0.')
  const n = errors.length
  const rise = new Float64Array(n)
  const fall = new Float64Array(n)
  const alarms: { period: number; direction: 1 | -1; since: number }[] = []
  const state = { up: 0, upSince: 0, down: 0, downSince: 0 }
  for (let t = 0; t < n; t++) {
    const z = (input.values[t]! - input.target) / errors[t]!
    if (state.up === 0) state.upSince = t
    if (state.down === 0) state.downSince = t
    state.up = Math.max(0, state.up + z - slack)
    state.down = Math.max(0, state.down - z - slack)
    rise[t] = state.up
    fall[t] = state.down
    if (state.up > limit) {
      alarms.push({ period: t, direction: 1, since: state.upSince })
      state.up = 0
    }
    if (state.down > limit) {
      alarms.push({ period: t, direction: -1, since: state.downSince })
      state.down = 0
    }
  }
  return { rise, fall, limit, alarms, n, method: `CUSUM, slack ${slack}, limit ${limit}`, warnings: [] }
}

/** A unit that is being watched. */
export type WatchedUnit = Omit<EwmaInput, 'width'> & { readonly id: string }

/**
 * Which of many units have drifted from their targets: the p-value of each unit's newest smoothed score, adjusted by
 * Benjamini-Hochberg over all units. Units that can't be judged carry their refusal and don't count.
 */
export function watchUnits(
  units: readonly WatchedUnit[],
  fdr = 0.05,
):
  | readonly {
      readonly id: string
      readonly adjustedP: number | null
      readonly changed: boolean
      readonly chart: ControlChart | Refusal
    }[]
  | Refusal {
  if (units.length === 0) return refuse('empty', 'Give at least one unit.')
  if (!(fdr > 0 && fdr < 1)) return refuse('out-of-range', `The rate must lie between 0 and 1, not ${fdr}.`)
  const charts = units.map((unit) => ewmaChart(unit))
  const judged = charts.flatMap((chart, i) => ('kind' in chart ? [] : [{ i, p: chart.p }]))
  const adjusted = adjustPValues(judged.map((j) => j.p))
  const p = new Map<number, number>()
  if (!('kind' in adjusted)) for (const [k, j] of judged.entries()) p.set(j.i, adjusted[k]!)
  return units.map((unit, i) => {
    const adjustedP = p.get(i) ?? null
    return { id: unit.id, adjustedP, changed: adjustedP !== null && adjustedP <= fdr, chart: charts[i]! }
  })
}

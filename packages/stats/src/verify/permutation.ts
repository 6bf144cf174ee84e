import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'
import { createRng, type Rng } from '../core/rng.ts'
import type { Side } from '../sequential/mixture.ts'

export type PermutationOptions = {
  /** units are only exchanged within their stratum, as they were drawn */
  readonly strata?: readonly string[]
  readonly side?: Side
  /** random permutations when there are more than this many possible ones (default 10,000) */
  readonly permutations?: number
  readonly seed?: number
}

export type PermutationTest = {
  readonly estimate: number
  /** p-value of no effect on any unit; never 0 */
  readonly p: number
  /** number of permutations used; all possible ones when `exact` */
  readonly permutations: number
  readonly exact: boolean
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** Index lists of the strata. */
function strataOf(n: number, strata: readonly string[] | undefined): number[][] {
  const groups = new Map<string, number[]>()
  for (let i = 0; i < n; i++) {
    const key = strata ? strata[i]! : ''
    const list = groups.get(key)
    if (list) list.push(i)
    else groups.set(key, [i])
  }
  return [...groups.values()]
}

/** Number of distinct arrangements of the labels within strata, cut off above `most`. */
function arrangements(labels: readonly number[], strata: readonly number[][], most: number): number {
  let total = 1
  for (const members of strata) {
    const counts = new Map<number, number>()
    let placed = 0
    for (const i of members) {
      const k = (counts.get(labels[i]!) ?? 0) + 1
      counts.set(labels[i]!, k)
      placed++
      total = (total * placed) / k
    }
    if (total > most) return Number.POSITIVE_INFINITY
  }
  return Math.round(total)
}

/** Calls `visit` with every distinct arrangement of the labels within strata. */
function enumerate(
  labels: number[],
  strata: readonly number[][],
  visit: (labels: readonly number[]) => void,
): void {
  const place = (s: number, k: number): void => {
    if (s === strata.length) {
      visit(labels)
      return
    }
    const members = strata[s]!
    if (k === members.length) {
      place(s + 1, 0)
      return
    }
    const used = new Set<number>()
    for (let j = k; j < members.length; j++) {
      const value = labels[members[j]!]!
      if (used.has(value)) continue
      used.add(value)
      swap(labels, members[k]!, members[j]!)
      place(s, k + 1)
      swap(labels, members[k]!, members[j]!)
    }
  }
  place(0, 0)
}

function swap(a: number[], i: number, j: number): void {
  const t = a[i]!
  a[i] = a[j]!
  a[j] = t
}

function shuffleWithin(rng: Rng, labels: number[], strata: readonly number[][]): void {
  for (const members of strata) {
    for (let k = members.length - 1; k > 0; k--) swap(labels, members[k]!, members[rng.integer(k + 1)]!)
  }
}

/** Runs a permutation test of any statistic of the labels. */
function run(
  labels: readonly number[],
  statistic: (labels: readonly number[]) => number,
  options: PermutationOptions,
  method: string,
): PermutationTest | Refusal {
  const wanted = options.permutations ?? 10000
  if (!(Number.isInteger(wanted) && wanted >= 100))
    return refuse('out-of-range', 'Ask for at least 100 permutations.')
  if (options.strata && options.strata.length !== labels.length)
    return refuse('mismatch', 'Give one stratum per unit.')
  const strata = strataOf(labels.length, options.strata)
  const possible = arrangements(labels, strata, wanted)
  if (possible < 2)
    return refuse('too-few', 'There is only one way to draw this; a permutation test cannot say anything.')
  const estimate = statistic(labels)
  const side = options.side ?? 'two-sided'
  const score = (x: number) => (side === 'greater' ? x : side === 'less' ? -x : Math.abs(x))
  // values that differ by rounding only count as equal
  const bar = score(estimate) - 1e-9 * (Math.abs(estimate) + 1e-300)
  const exact = Number.isFinite(possible)
  const work = [...labels]
  let extreme = 0
  if (exact) {
    enumerate(work, strata, (arranged) => {
      if (score(statistic(arranged)) >= bar) extreme++
    })
  } else {
    const rng = createRng(options.seed ?? 1)
    for (let b = 0; b < wanted; b++) {
      shuffleWithin(rng, work, strata)
      if (score(statistic(work)) >= bar) extreme++
    }
  }
  const permutations = exact ? possible : wanted
  const p = exact ? extreme / possible : (extreme + 1) / (wanted + 1)
  const warnings =
    exact && possible < 20 ? [`Only ${possible} possible draws: p cannot fall below 1 / ${possible}.`] : []
  return { estimate, p, permutations, exact, n: labels.length, method, warnings }
}

/**
 * Permutation test of a randomised roll-out (waiting list): difference of the mean `values` (for example changes since
 * the shrunken baseline) between treated and waiting units, against all re-draws of who was treated (Fisher 1935).
 * The weighted mean of the strata's differences when there are strata.
 */
export function permutationTest(
  values: ArrayLike<number>,
  treated: readonly boolean[],
  options: PermutationOptions = {},
): PermutationTest | Refusal {
  if (values.length !== treated.length) return refuse('mismatch', 'Give one value per unit.')
  const bad = checkFinite(values, 'The values')
  if (bad) return bad
  const labels = treated.map(Number)
  const count = labels.reduce((s, x) => s + x, 0)
  if (count === 0 || count === labels.length)
    return refuse('too-few', 'There must be treated and waiting units.')
  const strata =
    options.strata?.length === labels.length ? strataOf(labels.length, options.strata) : [[...labels.keys()]]
  const statistic = (drawn: readonly number[]): number => {
    let sum = 0
    let weight = 0
    for (const members of strata) {
      let [s1, s0, n1] = [0, 0, 0]
      for (const i of members) {
        if (drawn[i] === 1) {
          s1 += values[i]!
          n1++
        } else s0 += values[i]!
      }
      const n0 = members.length - n1
      if (n1 === 0 || n0 === 0) continue
      const w = (n1 * n0) / members.length
      sum += w * (s1 / n1 - s0 / n0)
      weight += w
    }
    return weight > 0 ? sum / weight : 0
  }
  return run(labels, statistic, options, 'permutation test of a randomised roll-out')
}

/**
 * Permutation test of a stepped-wedge roll-out: `outcome[unit][period]`, and the period (0-based) at which each unit
 * was switched on (`periods` or more: never). The effect is that of a two-way fixed effects regression; it is compared
 * with all re-draws of the starting periods among units (Ji et al. 2017; Thompson et al. 2018). Refuses gaps in the
 * panel, and designs in which the effect can't be told from the periods.
 */
export function steppedWedgeTest(
  outcome: readonly ArrayLike<number>[],
  start: readonly number[],
  options: PermutationOptions = {},
): PermutationTest | Refusal {
  const units = outcome.length
  const periods = outcome[0]?.length ?? 0
  if (units < 2 || periods < 2)
    return refuse('too-few', 'A stepped wedge needs at least two units and two periods.')
  if (start.length !== units) return refuse('mismatch', 'Give one starting period per unit.')
  for (const row of outcome) {
    if (row.length !== periods) return refuse('mismatch', 'All units need the same periods.')
    const bad = checkFinite(row, 'The outcomes of a unit (leave out units or periods with gaps)')
    if (bad) return bad
  }
  if (!start.every((s) => Number.isInteger(s) && s >= 0)) {
    return refuse(
      'out-of-range',
      'Starting periods are whole numbers from 0; use the number of periods for never.',
    )
  }
  const residual = demeaned(outcome, periods)
  const treatment = new Float64Array(units * periods)
  const statistic = (drawn: readonly number[]): number => {
    for (let u = 0; u < units; u++) {
      for (let t = 0; t < periods; t++) treatment[u * periods + t] = t >= drawn[u]! ? 1 : 0
    }
    let cross = 0
    for (let i = 0; i < treatment.length; i++) cross += treatment[i]! * residual[i]!
    return cross / spread(treatment, units, periods)
  }
  if (!Number.isFinite(statistic(start))) {
    return refuse(
      'collinear',
      'All units start together, so the effect cannot be told from the passing of time.',
    )
  }
  return run([...start], statistic, options, 'permutation test of a stepped wedge, two-way fixed effects')
}

/** Outcome less unit means less period means plus the grand mean. */
function demeaned(outcome: readonly ArrayLike<number>[], periods: number): Float64Array {
  const units = outcome.length
  const byPeriod = new Float64Array(periods)
  const byUnit = new Float64Array(units)
  outcome.forEach((row, u) => {
    for (let t = 0; t < periods; t++) {
      byPeriod[t]! += row[t]! / units
      byUnit[u]! += row[t]! / periods
    }
  })
  const grand = byUnit.reduce((s, x) => s + x, 0) / units
  const out = new Float64Array(units * periods)
  outcome.forEach((row, u) => {
    for (let t = 0; t < periods; t++) out[u * periods + t] = row[t]! - byUnit[u]! - byPeriod[t]! + grand
  })
  return out
}

/** Sum of squares of the treatment indicator that units and periods leave unexplained; 0 becomes NaN. */
function spread(treatment: Float64Array, units: number, periods: number): number {
  const rows = Array.from({ length: units }, (_, u) => treatment.subarray(u * periods, (u + 1) * periods))
  const left = demeaned(rows, periods).reduce((s, x) => s + x * x, 0)
  return left > 1e-9 ? left : Number.NaN
}

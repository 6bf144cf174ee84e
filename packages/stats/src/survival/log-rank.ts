import { chiSquareSurvival } from '../core/distributions.ts'
import { cholesky, cholSolve } from '../core/linalg.ts'
import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Labels } from '../regression/columns.ts'
import { checkSurvival, type SurvivalData, sortedGroups, timeOrder } from './observations.ts'

/** Do groups differ in how long they last? */
export interface LogRank {
  readonly groups: readonly {
    readonly group: string | number
    readonly n: number
    readonly observed: number
    readonly expected: number
  }[]
  readonly chiSquare: number
  readonly df: number
  readonly p: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Log-rank test (Mantel 1966) of equal survival in two or more groups, with the hypergeometric variance.
 *
 * @returns the test, or a refusal: `too-few` groups, `constant` without events, `mismatch`, `not-finite`...
 */
export function logRank(data: SurvivalData, groups: Labels): LogRank | Refusal {
  const bad = checkSurvival(data)
  if (bad) return bad
  const sorted = sortedGroups(groups, data.time.length)
  if (isRefusal(sorted)) return sorted
  const { names, index } = sorted
  const g = names.length
  if (g < 2) return refuse('too-few', 'A log-rank test compares groups; give at least two.')
  const { observed, expected, variance, sizes } = mantel(data, index, g)
  // One group is redundant; groups in which nothing can happen at all have no variance and drop out.
  const live = Array.from({ length: g }, (_, i) => i).filter((i) => expected[i]! > 0)
  const k = live.length - 1
  if (k < 1)
    return refuse('constant', 'No event happened while two groups were watched, so they can not be compared.')
  const v = new Float64Array(k * k)
  const gap = new Float64Array(k)
  for (let a = 0; a < k; a++) {
    gap[a] = observed[live[a]!]! - expected[live[a]!]!
    for (let b = 0; b < k; b++) v[a * k + b] = variance[live[a]! * g + live[b]!]!
  }
  const factor = cholesky(v, k)
  if (!factor)
    return refuse('constant', 'The groups were never watched at the same time, so they can not be compared.')
  const solved = cholSolve(factor, k, gap)
  const chiSquare = gap.reduce((s, d, a) => s + d * solved[a]!, 0)
  const warnings = live.some((i) => expected[i]! < 5)
    ? ['Some group has fewer than 5 expected events; the p-value is rough.']
    : []
  return {
    groups: names.map((group, i) => ({
      group,
      n: sizes[i]!,
      observed: observed[i]!,
      expected: expected[i]!,
    })),
    chiSquare,
    df: k,
    p: chiSquareSurvival(chiSquare, k),
    n: data.time.length,
    method: 'log-rank test',
    warnings,
  }
}

/** Observed and expected events per group and their covariance, walking backwards through time. */
function mantel(
  { time, event }: SurvivalData,
  index: Int32Array,
  g: number,
): { observed: Float64Array; expected: Float64Array; variance: Float64Array; sizes: Float64Array } {
  const observed = new Float64Array(g)
  const expected = new Float64Array(g)
  const variance = new Float64Array(g * g)
  const atRisk = new Float64Array(g)
  const order = timeOrder(time)
  for (let to = order.length; to > 0; ) {
    const at = time[order[to - 1]!]!
    let from = to
    let died = 0
    for (; from > 0 && time[order[from - 1]!] === at; from--) {
      const i = order[from - 1]!
      atRisk[index[i]!]! += 1
      observed[index[i]!]! += event[i]!
      died += event[i]!
    }
    const n = order.length - from
    if (died > 0) {
      const spread = n > 1 ? (died * (n - died)) / (n - 1) : 0
      for (let a = 0; a < g; a++) {
        const share = atRisk[a]! / n
        expected[a]! += died * share
        for (let b = 0; b < g; b++)
          variance[a * g + b]! += spread * share * ((a === b ? 1 : 0) - atRisk[b]! / n)
      }
    }
    to = from
  }
  return { observed, expected, variance, sizes: atRisk }
}

import { betaQuantile, normalQuantile } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'

/** How the interval of a proportion is made. */
export type ProportionMethod = 'wilson' | 'clopper-pearson' | 'jeffreys' | 'agresti-coull'

/** Refuses counts that no sample can have. */
export function checkCounts(successes: number, n: number): Refusal | undefined {
  if (!(n >= 1e-9 && n <= 1e15)) return refuse('empty', 'A proportion needs at least one observation.')
  if (successes >= 0 && successes <= n) return undefined
  return refuse('out-of-range', `The count ${successes} must lie between 0 and ${n}.`)
}

/**
 * Proportion `successes` / `n` with an interval. Wilson (1927) is the default: close to nominal coverage from small n
 * on. Clopper & Pearson (1934) never covers less than nominal. Jeffreys: Beta(1/2, 1/2) prior, closed at 0 and n.
 * Agresti & Coull (1998) may leave [0, 1]. Refuses n = 0 and counts outside 0..n.
 */
export function proportionInterval(
  successes: number,
  n: number,
  level = 0.95,
  method: ProportionMethod = 'wilson',
): Estimate | Refusal {
  const bad = checkLevel(level) ?? checkCounts(successes, n)
  if (bad) return bad
  const p = successes / n
  const [lower, upper] = limits(successes, n, level, method)
  const warnings = n < 10 ? [`Only ${n} observations.`] : []
  const standardError = Math.sqrt((p * (1 - p)) / n)
  return { estimate: p, standardError, interval: { lower, upper, level }, n, method, warnings }
}

function limits(x: number, n: number, level: number, method: ProportionMethod): [number, number] {
  const tail = (1 - level) / 2
  if (method === 'clopper-pearson') {
    return [
      x === 0 ? 0 : betaQuantile(tail, x, n - x + 1),
      x === n ? 1 : betaQuantile(1 - tail, x + 1, n - x),
    ]
  }
  if (method === 'jeffreys') {
    return [
      x === 0 ? 0 : betaQuantile(tail, x + 0.5, n - x + 0.5),
      x === n ? 1 : betaQuantile(1 - tail, x + 0.5, n - x + 0.5),
    ]
  }
  const z = -normalQuantile(tail)
  const total = n + z * z
  const centre = (x + (z * z) / 2) / total
  if (method === 'agresti-coull') {
    const half = z * Math.sqrt((centre * (1 - centre)) / total)
    return [centre - half, centre + half]
  }
  const half = (z / total) * Math.sqrt((x * (n - x)) / n + (z * z) / 4)
  return [x === 0 ? 0 : Math.max(0, centre - half), x === n ? 1 : Math.min(1, centre + half)]
}

/**
 * Difference of two independent proportions, first minus second, with Newcombe's (1998) hybrid score interval
 * (method 10): the Wilson limits of both combined.
 */
export function proportionDifference(
  successes1: number,
  n1: number,
  successes2: number,
  n2: number,
  level = 0.95,
): Estimate | Refusal {
  const bad = checkLevel(level) ?? checkCounts(successes1, n1) ?? checkCounts(successes2, n2)
  if (bad) return bad
  const p1 = successes1 / n1
  const p2 = successes2 / n2
  const [l1, u1] = limits(successes1, n1, level, 'wilson')
  const [l2, u2] = limits(successes2, n2, level, 'wilson')
  const estimate = p1 - p2
  return {
    estimate,
    standardError: Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2),
    interval: {
      lower: estimate - Math.hypot(p1 - l1, u2 - p2),
      upper: estimate + Math.hypot(u1 - p1, p2 - l2),
      level,
    },
    n: n1 + n2,
    method: 'Newcombe hybrid score interval',
    warnings: [],
  }
}

/**
 * Goodman's (1965) simultaneous intervals for the shares of k categories: all hold together with probability
 * `level`. One interval per count, in order.
 */
export function multinomialIntervals(counts: readonly number[], level = 0.95): readonly Estimate[] | Refusal {
  const n = counts.reduce((s, c) => s + c, 0)
  const bad = checkLevel(level) ?? counts.map((c) => checkCounts(c, n)).find((r) => r !== undefined)
  if (bad) return bad
  if (counts.length < 2) return refuse('too-few', 'Shares need at least two categories.')
  const chi = normalQuantile((1 - level) / counts.length / 2) ** 2
  return counts.map((x) => {
    const half = Math.sqrt(chi * (chi + (4 * x * (n - x)) / n))
    return {
      estimate: x / n,
      standardError: Math.sqrt((x * (n - x)) / n) / n,
      interval: {
        lower: x === 0 ? 0 : (2 * x + chi - half) / (2 * (n + chi)),
        upper: x === n ? 1 : (2 * x + chi + half) / (2 * (n + chi)),
        level,
      },
      n,
      method: "Goodman's simultaneous intervals",
      warnings: [],
    }
  })
}

import { normalCdf, normalQuantile } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, type Interval, type Refusal, refuse } from '../core/refusal.ts'
import { exactLimits, scoreLimits } from './nps-exact.ts'

/** Counts of the three kinds of answer to the 0-10 question: 9-10, 7-8, 0-6. */
export type NpsCounts = { readonly promoters: number; readonly passives: number; readonly detractors: number }

/**
 * trinomial: normal with variance (P + D - (P - D)^2) / n; for 30 answers and more. adjusted: the same after adding
 * 3/4 of an answer to promoters and detractors and 3/2 to passives. score: inverted score test (Tango 1998), good from
 * 10 answers on. exact: score test with exact probabilities, the worst case over the share of passives: never covers
 * less than nominal; up to 100 answers.
 */
export type NpsMethod = 'trinomial' | 'adjusted' | 'score' | 'exact'

const MOST_EXACT = 100

function check(c: NpsCounts): Refusal | undefined {
  const all = [c.promoters, c.passives, c.detractors]
  if (!all.every((x) => x >= 0 && x <= 1e15))
    return refuse('out-of-range', 'Counts must be numbers from 0 up.')
  return c.promoters + c.passives + c.detractors > 1e-9
    ? undefined
    : refuse('empty', 'An NPS needs at least one answer.')
}

function trinomial(promoters: number, detractors: number, n: number): { share: number; variance: number } {
  const share = (promoters - detractors) / n
  return { share, variance: Math.max(0, ((promoters + detractors) / n - share * share) / n) }
}

/**
 * Net promoter score in points (-100..100) with its interval. Estimate and standard error are the trinomial ones for
 * all methods. Refuses no answers, and `exact` above 100 answers or with fractional counts.
 */
export function npsInterval(c: NpsCounts, level = 0.95, method: NpsMethod = 'trinomial'): Estimate | Refusal {
  const bad = checkLevel(level) ?? check(c)
  if (bad) return bad
  const n = c.promoters + c.passives + c.detractors
  const { share, variance } = trinomial(c.promoters, c.detractors, n)
  const found = limits(c, n, level, method)
  if ('kind' in found) return found
  const warnings: string[] = []
  if (method === 'trinomial' && (n < 30 || variance === 0)) {
    warnings.push(`Only ${n} answers${variance === 0 ? ', all of one kind' : ''}: use the exact method.`)
  }
  return {
    estimate: 100 * share,
    standardError: 100 * Math.sqrt(variance),
    interval: { lower: 100 * found[0], upper: 100 * found[1], level },
    n,
    method: `NPS, ${method}`,
    warnings,
  }
}

function limits(c: NpsCounts, n: number, level: number, method: NpsMethod): [number, number] | Refusal {
  if (method === 'score') return scoreLimits(c.promoters, c.detractors, n, level)
  if (method === 'exact') {
    if (!Object.values(c).every(Number.isInteger))
      return refuse('out-of-range', 'The exact method needs whole counts.')
    if (n > MOST_EXACT) {
      return refuse('too-large', `The exact method is for up to ${MOST_EXACT} answers; use score for ${n}.`)
    }
    return exactLimits(c.promoters, c.detractors, n, level)
  }
  const added = method === 'adjusted' ? 0.75 : 0
  const { share, variance } = trinomial(c.promoters + added, c.detractors + added, n + 4 * added)
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt(variance)
  return [share - half, share + half]
}

/** Difference of two NPS, in points, with a normal interval and two-sided p-value of no difference. */
export function npsDifference(
  a: NpsCounts,
  b: NpsCounts,
  level = 0.95,
): (Estimate & { readonly z: number; readonly p: number }) | Refusal {
  const first = npsInterval(a, level)
  if ('kind' in first) return first
  const second = npsInterval(b, level)
  if ('kind' in second) return second
  const estimate = first.estimate - second.estimate
  const standardError = Math.hypot(first.standardError, second.standardError)
  if (standardError === 0)
    return refuse('constant', 'Neither group varies; compare them by the exact method each.')
  const half = normalQuantile(0.5 + level / 2) * standardError
  const interval: Interval = { lower: estimate - half, upper: estimate + half, level }
  const z = estimate / standardError
  const p = 2 * normalCdf(-Math.abs(z))
  const warnings = [...new Set([...first.warnings, ...second.warnings])]
  return {
    estimate,
    standardError,
    interval,
    z,
    p,
    n: first.n + second.n,
    method: 'NPS difference',
    warnings,
  }
}

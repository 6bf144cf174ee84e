import { tQuantile, tSurvival } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments, varies } from '../moments/moments.ts'

/** Mean with Student's t interval. Refuses fewer than two values. */
export function meanInterval(m: Moments, level = 0.95): Estimate | Refusal {
  const bad = checkLevel(level) ?? checkMoments(m, 2)
  if (bad) return bad
  const standardError = Math.sqrt(m.m2 / (m.n - 1) / m.n)
  const half = tQuantile(0.5 + level / 2, m.n - 1) * standardError
  const warnings =
    m.m2 === 0 ? ['All values are equal, so the interval has no width; more values may differ.'] : []
  return {
    estimate: m.mean,
    standardError,
    interval: { lower: m.mean - half, upper: m.mean + half, level },
    n: m.n,
    method: 't interval',
    warnings,
  }
}

/** Difference of two means with Welch's test. */
export type MeanDifference = Estimate & {
  readonly t: number
  /** Welch-Satterthwaite degrees of freedom */
  readonly df: number
  /** two-sided p-value of equal means */
  readonly p: number
  /** Cohen's d: the difference in pooled standard deviations */
  readonly d: number
}

/** Difference a - b of two independent means (Welch 1947). Refuses fewer than two values each and no spread at all. */
export function meanDifference(a: Moments, b: Moments, level = 0.95): MeanDifference | Refusal {
  const bad = checkLevel(level) ?? checkMoments(a, 2) ?? checkMoments(b, 2)
  if (bad) return bad
  const va = a.m2 / (a.n - 1) / a.n
  const vb = b.m2 / (b.n - 1) / b.n
  if (!varies(a) && !varies(b))
    return refuse('constant', 'Neither group varies, so the difference has no error to judge it by.')
  const estimate = a.mean - b.mean + ((a.rest ?? 0) - (b.rest ?? 0))
  const standardError = Math.sqrt(va + vb)
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
  const half = tQuantile(0.5 + level / 2, df) * standardError
  const t = estimate / standardError
  return {
    estimate,
    standardError,
    interval: { lower: estimate - half, upper: estimate + half, level },
    t,
    df,
    p: Math.min(1, 2 * tSurvival(Math.abs(t), df)),
    d: estimate / Math.sqrt((a.m2 + b.m2) / (a.n + b.n - 2)),
    n: a.n + b.n,
    method: "Welch's t interval",
    warnings: [],
  }
}

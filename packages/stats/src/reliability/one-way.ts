import { fQuantile, fSurvival } from '../core/distributions.ts'
import { checkLevel, type Interval, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments } from '../moments/moments.ts'

/** One-way analysis of variance. */
export type OneWayAnova = {
  readonly msBetween: number
  readonly msWithin: number
  readonly f: number
  readonly dfBetween: number
  readonly dfWithin: number
  readonly p: number
  readonly n: number
  readonly groups: number
}

type Sums = { groups: Moments[]; n: number; mean: number; within: number; between: number }

function sumsOf(all: readonly Moments[]): Sums | Refusal {
  const groups = all.filter((m) => m.n > 0)
  let n = 0
  let mean = 0
  let within = 0
  for (const m of groups) {
    const bad = checkMoments(m, 0)
    if (bad) return bad
    n += m.n
    mean += ((m.mean - mean) * m.n) / n
    within += m.m2
  }
  if (groups.length < 2) return refuse('too-few', 'Comparing groups needs at least two of them.')
  if (n <= groups.length) return refuse('too-few', 'At least one group needs two values.')
  const between = groups.reduce((s, m) => s + m.n * (m.mean - mean) ** 2, 0)
  if (!(within + between > Math.max(1e-28 * mean * mean, 1e-100) * n))
    return refuse('constant', 'All values are equal.')
  return { groups, n, mean, within, between }
}

/** Analysis of variance from group moments. Refuses fewer than two groups, no replicates, constant values. */
export function oneWayAnova(moments: readonly Moments[]): OneWayAnova | Refusal {
  const s = sumsOf(moments)
  if ('kind' in s) return s
  const dfBetween = s.groups.length - 1
  const dfWithin = s.n - s.groups.length
  const msBetween = s.between / dfBetween
  const msWithin = s.within / dfWithin
  const f = msWithin > 1e-30 * msBetween ? msBetween / msWithin : Number.POSITIVE_INFINITY
  const p = msWithin > 1e-30 * msBetween ? fSurvival(f, dfBetween, dfWithin) : 0
  return { msBetween, msWithin, f, dfBetween, dfWithin, p, n: s.n, groups: s.groups.length }
}

/** How much of a rating belongs to the unit. */
export type IntraclassCorrelation = {
  /** ICC(1): reliability of one rating; can be slightly below 0 by chance */
  readonly icc1: number
  /** interval of ICC(1) from the F distribution (exact for equal group sizes) */
  readonly icc1Interval: Interval
  /** ICC(2): reliability of a group's mean, (MSB - MSW) / MSB */
  readonly icc2: number
  readonly meanGroupSize: number
  readonly anova: OneWayAnova
  readonly n: number
  readonly groups: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** ICC(1) and ICC(2) from group moments (Bartko 1976; Bliese 2000; mean group size as k). */
export function intraclassCorrelation(
  moments: readonly Moments[],
  level = 0.95,
): IntraclassCorrelation | Refusal {
  const bad = checkLevel(level)
  if (bad) return bad
  const anova = oneWayAnova(moments)
  if ('kind' in anova) return anova
  const { msBetween, msWithin, f, dfBetween, dfWithin } = anova
  const k = anova.n / anova.groups
  const icc1 = (msBetween - msWithin) / (msBetween + (k - 1) * msWithin)
  const icc2 = msBetween > 0 ? (msBetween - msWithin) / msBetween : Number.NEGATIVE_INFINITY
  if (!Number.isFinite(icc2)) return refuse('constant', 'All group means are equal, so ICC(2) has no value.')
  const at = (x: number): number => (Number.isFinite(x) ? (x - 1) / (x + k - 1) : 1)
  const tail = (1 + level) / 2
  const warnings: string[] = []
  if (icc2 < 0.5)
    warnings.push('ICC(2) is below 0.5: group means are too unreliable to compare groups by them.')
  if (icc1 < 0) warnings.push('Groups differ less than chance would make them; read ICC(1) as 0.')
  return {
    icc1,
    icc1Interval: {
      lower: at(f / fQuantile(tail, dfBetween, dfWithin)),
      upper: at(f * fQuantile(tail, dfWithin, dfBetween)),
      level,
    },
    icc2,
    meanGroupSize: k,
    anova,
    n: anova.n,
    groups: anova.groups,
    method: 'ICC from one-way analysis of variance',
    warnings,
  }
}

/** One-way random effects model y_ij = mu + a_i + e_ij with both variances estimated together. */
export type OneWayModel = {
  readonly mu: number
  readonly muStandardError: number
  /** variance between groups and within groups */
  readonly tau2: number
  readonly sigma2: number
  /** tau2 / (tau2 + sigma2) */
  readonly icc1: number
  readonly logLik: number
  /** per group with values, in order: predicted effect, its sd given the variances, tau2 / (tau2 + sigma2 / n) */
  readonly effects: Float64Array
  readonly effectSd: Float64Array
  readonly reliability: Float64Array
  readonly n: number
  readonly groups: number
  readonly method: 'REML' | 'ML'
  readonly warnings: readonly string[]
}

type Profile = { slope: number; mu: number; rss: number; weight: number; logs: number }

/** Deviance pieces and its derivative at lambda = tau2 / sigma2, all other parameters profiled out. */
function profile(s: Sums, lambda: number, restricted: boolean): Profile {
  let weight = 0
  let squares = 0
  let mu = 0
  let logs = 0
  for (const m of s.groups) {
    const w = m.n / (1 + lambda * m.n)
    weight += w
    squares += w * w
    mu += w * (m.mean - s.mean)
    logs += Math.log1p(lambda * m.n)
  }
  mu /= weight
  let rss = s.within
  let w2r2 = 0
  for (const m of s.groups) {
    const w = m.n / (1 + lambda * m.n)
    const r = m.mean - s.mean - mu
    rss += w * r * r
    w2r2 += (w * r) ** 2
  }
  const df = restricted ? s.n - 1 : s.n
  const slope = weight - (restricted ? squares / weight : 0) - (df * w2r2) / rss
  return { slope, mu: mu + s.mean, rss, weight, logs }
}

/**
 * Fits the one-way model by REML (default) or ML from group moments: the root of the profiled score by bisection, to
 * double precision. The same as lme4's lmer(y ~ 1 + (1 | group)). Refuses fewer than two groups, no spread within.
 */
export function oneWayModel(
  moments: readonly Moments[],
  method: 'REML' | 'ML' = 'REML',
): OneWayModel | Refusal {
  const s = sumsOf(moments)
  if ('kind' in s) return s
  if (!(s.within > 1e-100 * s.n + 1e-24 * s.between))
    return refuse('constant', 'No group varies within, so the ratio of variances is infinite.')
  const restricted = method === 'REML'
  const df = restricted ? s.n - 1 : s.n
  let low = 0
  let high = 0
  if (profile(s, 0, restricted).slope < 0) {
    high = 1 / s.n
    while (profile(s, high, restricted).slope < 0 && high < 1e12) {
      low = high
      high *= 4
    }
    for (let i = 0; i < 200 && high - low > 1e-16 * high; i++) {
      const m = (low + high) / 2
      if (profile(s, m, restricted).slope < 0) low = m
      else high = m
    }
  }
  const lambda = (low + high) / 2
  const at = profile(s, lambda, restricted)
  const sigma2 = at.rss / df
  const deviance =
    at.logs + (restricted ? Math.log(at.weight) : 0) + df * (1 + Math.log(2 * Math.PI * sigma2))
  const reliability = Float64Array.from(s.groups, (m) => (lambda * m.n) / (1 + lambda * m.n))
  return {
    mu: at.mu,
    muStandardError: Math.sqrt(sigma2 / at.weight),
    tau2: lambda * sigma2,
    sigma2,
    icc1: lambda / (1 + lambda),
    logLik: -0.5 * deviance,
    effects: reliability.map((r, i) => r * (s.groups[i]!.mean - at.mu)),
    effectSd: reliability.map((r) => Math.sqrt(lambda * sigma2 * (1 - r))),
    reliability,
    n: s.n,
    groups: s.groups.length,
    method,
    warnings: lambda === 0 ? ['The groups differ no more than chance alone explains (variance 0).'] : [],
  }
}

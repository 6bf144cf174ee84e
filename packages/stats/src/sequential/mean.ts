import { tCdf } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, checkSds, LARGEST_VALUE, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments, varies } from '../moments/moments.ts'
import { logMixtureEValue, mixtureCritical, mixtureVariance, type Side } from './mixture.ts'

/** Options of all sequential answers. */
export type SequentialOptions = {
  /** level of the confidence sequence (default 0.95): it holds at all looks together */
  readonly level?: number
  /** null value that the e-value is about (default 0) */
  readonly null?: number
  /** default two-sided; one-sided sequences have one infinite limit */
  readonly side?: Side
  /** number of observations at which the sequence should be tightest (default 30); fix it before looking */
  readonly plannedN?: number
}

/** An estimate that may be looked at after each observation. */
export type SequentialEstimate = Estimate & {
  /** evidence against the null: at 1 / (1 - level) or more the null may be rejected, whenever one looked */
  readonly eValue: number
  /** anytime-valid p-value: min(1, 1 / e) at this look */
  readonly p: number
  readonly side: Side
}

type Settings = { level: number; alpha: number; null: number; side: Side; plannedN: number }

/** Fills in defaults and refuses impossible options. */
export function sequentialSettings(options: SequentialOptions): Settings | Refusal {
  const level = options.level ?? 0.95
  const bad = checkLevel(level)
  if (bad) return bad
  const plannedN = options.plannedN ?? 30
  if (!(plannedN >= 1 && plannedN <= 1e15)) {
    return refuse('out-of-range', `The planned number of observations must be 1 or more, not ${plannedN}.`)
  }
  if (options.null !== undefined && !(Math.abs(options.null) <= LARGEST_VALUE)) {
    return refuse('not-finite', 'The null value must be a finite number.')
  }
  return { level, alpha: 1 - level, null: options.null ?? 0, side: options.side ?? 'two-sided', plannedN }
}

/** Confidence sequence and e-value of an estimate with variance now, and variance at the planned look. */
export function gaussianSequence(
  estimate: number,
  variance: number,
  plannedVariance: number,
  n: number,
  settings: Settings,
  method: string,
  warnings: readonly string[] = [],
): SequentialEstimate {
  const standardError = Math.sqrt(variance)
  const ratio = mixtureVariance(plannedVariance, settings.alpha) / variance
  const half = mixtureCritical(ratio, settings.alpha, settings.side) * standardError
  const eValue = Math.exp(logMixtureEValue((estimate - settings.null) / standardError, ratio, settings.side))
  return {
    estimate,
    standardError,
    interval: {
      lower: settings.side === 'less' ? Number.NEGATIVE_INFINITY : estimate - half,
      upper: settings.side === 'greater' ? Number.POSITIVE_INFINITY : estimate + half,
      level: settings.level,
    },
    eValue,
    p: Math.min(1, 1 / eValue),
    side: settings.side,
    n,
    method,
    warnings,
  }
}

/**
 * Confidence sequence for a mean when the standard deviation of an observation is known (or an upper bound in the
 * sub-Gaussian sense): normal mixture, Robbins 1970. Exact at any n from 1.
 */
export function normalMixtureSequence(
  m: Moments,
  sd: number,
  options: SequentialOptions = {},
): SequentialEstimate | Refusal {
  const s = sequentialSettings(options)
  if ('kind' in s) return s
  const bad = checkMoments(m, 1)
  if (bad) return bad
  const wrong = checkSds([sd], 'The sd')
  if (wrong) return wrong
  return gaussianSequence(
    m.mean,
    (sd * sd) / m.n,
    (sd * sd) / s.plannedN,
    m.n,
    s,
    'normal-mixture confidence sequence',
  )
}

/**
 * Asymptotic confidence sequence for a mean (Waudby-Smith, Arbour, Sinha, Kennedy & Ramdas 2024): the normal mixture
 * with the running variance. Any distribution with a variance; good from about 30 observations on, for
 * markedly skewed data from about 100 on.
 */
export function asymptoticSequence(
  m: Moments,
  options: SequentialOptions = {},
): SequentialEstimate | Refusal {
  const s = sequentialSettings(options)
  if ('kind' in s) return s
  const bad = checkMoments(m, 2)
  if (bad) return bad
  const variance = m.m2 / (m.n - 1)
  if (!varies(m)) return refuse('constant', 'All values are equal so far; wait for one that differs.')
  const warnings =
    m.n < 30 ? [`Only ${m.n} observations: the asymptotic sequence promises less than it says.`] : []
  return gaussianSequence(
    m.mean,
    variance / m.n,
    variance / s.plannedN,
    m.n,
    s,
    'asymptotic confidence sequence',
    warnings,
  )
}

/**
 * Exact confidence sequence and e-value for the mean of normal data with unknown variance, from 2 observations: a
 * normal mixture over the standardised effect with the right Haar prior on the sd (Lai 1976; Wang & Ramdas 2024).
 */
export function tMixtureSequence(m: Moments, options: SequentialOptions = {}): SequentialEstimate | Refusal {
  const s = sequentialSettings(options)
  if ('kind' in s) return s
  const bad = checkMoments(m, 2)
  if (bad) return bad
  if (!varies(m)) return refuse('constant', 'All values are equal so far; wait for one that differs.')
  // the mixture's variance in units of sigma^2, tuned as for known sigma
  const c2 = 1 / mixtureVariance(1 / s.plannedN, s.alpha)
  const half = tHalfWidth(m, c2, s)
  const eValue = Math.exp(logTMixture(m, s.null, c2, s.side))
  return {
    estimate: m.mean,
    standardError: Math.sqrt(m.m2 / (m.n - 1) / m.n),
    interval: {
      lower: s.side === 'less' ? Number.NEGATIVE_INFINITY : m.mean - half,
      upper: s.side === 'greater' ? Number.POSITIVE_INFINITY : m.mean + half,
      level: s.level,
    },
    eValue,
    p: Math.min(1, 1 / eValue),
    side: s.side,
    n: m.n,
    method: 't-mixture confidence sequence',
    warnings: Number.isFinite(half) ? [] : ['Too few observations for a bounded interval yet.'],
  }
}

function logTMixture(m: Moments, mu: number, c2: number, side: Side): number {
  const sum = m.n * (m.mean - mu)
  const squares = m.m2 + m.n * (m.mean - mu) ** 2
  const left = squares - (sum * sum) / (m.n + c2)
  const both = 0.5 * Math.log(c2 / (m.n + c2)) + 0.5 * m.n * Math.log(squares / left)
  if (side === 'two-sided') return both
  // twice the posterior probability of a mean on the right side of the null: Student's t with n degrees of freedom
  const t = sum / (m.n + c2) / Math.sqrt(left / (m.n * (m.n + c2)))
  return both + Math.log(2 * Math.max(1e-300, tCdf(side === 'greater' ? t : -t, m.n)))
}

function tHalfWidth(m: Moments, c2: number, s: Settings): number {
  const target = -Math.log(s.alpha)
  const at = (distance: number) =>
    logTMixture(m, m.mean - distance, c2, s.side === 'less' ? 'greater' : s.side)
  let high = Math.sqrt(m.m2 / m.n)
  for (let i = 0; i < 60 && at(high) < target; i++) high *= 2
  if (at(high) < target) return Number.POSITIVE_INFINITY
  let low = 0
  for (let i = 0; i < 100 && high - low > 1e-13 * high; i++) {
    const d = (low + high) / 2
    if (at(d) < target) low = d
    else high = d
  }
  return high
}

/**
 * Difference of two means (first minus second) under continuous looking: asymptotic confidence sequence with the
 * running variances; the groups may grow at different pace. Refuses groups of fewer than two.
 */
export function differenceSequence(
  a: Moments,
  b: Moments,
  options: SequentialOptions = {},
): SequentialEstimate | Refusal {
  const s = sequentialSettings(options)
  if ('kind' in s) return s
  const bad = checkMoments(a, 2) ?? checkMoments(b, 2)
  if (bad) return bad
  const va = a.m2 / (a.n - 1)
  const vb = b.m2 / (b.n - 1)
  if (!varies(a) && !varies(b))
    return refuse('constant', 'All values are equal so far; wait for one that differs.')
  const n = a.n + b.n
  const variance = va / a.n + vb / b.n
  const warnings =
    Math.min(a.n, b.n) < 15 ? ['A group has fewer than 15 observations: read this as provisional.'] : []
  return gaussianSequence(
    a.mean - b.mean,
    variance,
    (variance * n) / s.plannedN,
    n,
    s,
    'two-sample asymptotic confidence sequence',
    warnings,
  )
}

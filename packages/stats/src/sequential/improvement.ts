import { checkSds, checkSize, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, type Moments } from '../moments/moments.ts'
import {
  gaussianSequence,
  type SequentialEstimate,
  type SequentialOptions,
  sequentialSettings,
} from './mean.ts'

/** What is known about a unit before a cycle: mean and sd of the posterior of its true value. */
export type Baseline = {
  /** shrunken baseline = raw baseline + expected regression to the mean */
  readonly mean: number
  /** posterior sd of the true value; 0 only when it is known exactly */
  readonly sd: number
}

/** Variance of a single observation: as pooled over units, with its degrees of freedom. */
export type Within = { readonly variance: number; readonly df: number }

export type ImprovementInput = Omit<SequentialOptions, 'null' | 'side'> & {
  readonly baseline: Baseline
  readonly within: Within
  /** moments of the observations after the measure, up to now */
  readonly after: Moments
  /** smallest gain that counts (default 0), in the unit of the metric */
  readonly gain?: number
  /** -1 when lower values are better (default 1) */
  readonly direction?: 1 | -1
}

/** Change of a unit since its shrunken baseline, anytime-valid. */
export type Improvement = SequentialEstimate & {
  /** improved by at least the gain / worse than the baseline, each at the level, else undecided */
  readonly verdict: 'improved' | 'worse' | 'undecided'
  /** evidence for "worse than the shrunken baseline" */
  readonly eWorse: number
}

/**
 * Is a unit better by at least `gain` than its baseline plus the expected regression to the mean? The change
 * mean(after) - baseline has variance baseline.sd^2 + sigma^2 / n: the uncertainty of the baseline never goes away, so
 * a vague baseline limits what any number of observations can prove. Under "no such gain" the e-value ever reaches
 * 1 / (1 - level) with probability 1 - level at most, for units chosen because they were low too: the posterior of the
 * baseline has taken the choice into account. `interval` is the one-sided confidence sequence of the change.
 * Sources: Robbins 1970 (mixture); Laird & Ware 1982 (posterior of a unit's value).
 */
export function improvement(input: ImprovementInput): Improvement | Refusal {
  const { baseline, within, after } = input
  const direction = input.direction ?? 1
  const gain = input.gain ?? 0
  const s = sequentialSettings({ ...input, null: gain, side: 'greater' })
  if ('kind' in s) return s
  const bad =
    checkSize([baseline.mean, baseline.sd, within.df], 'Baseline and degrees of freedom') ??
    checkSds([Math.sqrt(within.variance)], 'The sd within units')
  if (bad) return bad
  if (baseline.sd < 0 || within.df < 0)
    return refuse('out-of-range', 'The sd of the baseline must not be negative.')
  if (!(after.n >= 1)) return refuse('too-few', 'There is no observation after the measure yet.')
  const wrong = checkMoments(after, 1)
  if (wrong) return wrong
  const sigma2 = (within.df * within.variance + after.m2) / (within.df + after.n - 1 || 1)
  if (!(sigma2 > 1e-100))
    return refuse('constant', 'Without any spread within units a verdict would be overconfident.')
  const change = direction * (after.mean - baseline.mean)
  const variance = baseline.sd ** 2 + sigma2 / after.n
  const planned = baseline.sd ** 2 + sigma2 / s.plannedN
  const warnings = within.df < 30 ? ['The spread within units rests on few degrees of freedom.'] : []
  const up = gaussianSequence(
    change,
    variance,
    planned,
    after.n,
    s,
    'improvement e-process (normal mixture)',
    warnings,
  )
  const down = gaussianSequence(-change, variance, planned, after.n, { ...s, null: 0 }, '')
  const bar = 1 / s.alpha
  const verdict = up.eValue >= bar ? 'improved' : down.eValue >= bar ? 'worse' : 'undecided'
  return { ...up, verdict, eWorse: down.eValue }
}

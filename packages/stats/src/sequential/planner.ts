import { type Refusal, refuse } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { logMixtureEValue, mixtureVariance } from './mixture.ts'

export type PlanInput = {
  /** true gain that is hoped for, above the gain that has to be shown */
  readonly effect: number
  /** variance of one observation within a unit */
  readonly variance: number
  /** posterior sd of the baseline (0 when it is known) */
  readonly baselineSd: number
  readonly level?: number
  readonly plannedN?: number
  /** observations after which one gives up (default 1,000) */
  readonly most?: number
  readonly runs?: number
  readonly seed?: number
}

/** How many observations a verdict takes, by simulation. */
export type Plan = {
  /** share of runs that reach "improved" within `most` observations: the power */
  readonly power: number
  /** mean number of observations until the verdict or giving up */
  readonly expected: number
  /** observations by which half, and by which 80 %, of all runs have their verdict; null when they never do */
  readonly median: number | null
  readonly p80: number | null
  /** power after each number of observations 1..most */
  readonly curve: Float64Array
  readonly runs: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Simulates the improvement e-process, looked at after each observation, for units with the given true gain, and
 * counts observations to the verdict. Refuses an effect of 0 or less and variances that aren't positive.
 */
export function planObservations(input: PlanInput): Plan | Refusal {
  const { effect, variance, baselineSd } = input
  const level = input.level ?? 0.95
  const plannedN = input.plannedN ?? 30
  const most = input.most ?? 1000
  const runs = input.runs ?? 1000
  if (!(effect > 0 && Number.isFinite(effect))) return refuse('out-of-range', 'Plan for a gain above 0.')
  if (!(variance > 0 && baselineSd >= 0 && Number.isFinite(variance + baselineSd))) {
    return refuse('out-of-range', 'The variance must be above 0 and the sd of the baseline not negative.')
  }
  if (!(level > 0 && level < 1)) return refuse('out-of-range', 'The level must lie between 0 and 1.')
  if (!(most >= 1 && runs >= 10 && plannedN >= 1 && most * runs <= 1e8)) {
    return refuse(
      'out-of-range',
      'Give 1 or more observations and 10 or more runs, at most 100 million in all.',
    )
  }
  const rng = createRng(input.seed ?? 1)
  const sd = Math.sqrt(variance)
  const mixture = mixtureVariance(baselineSd ** 2 + variance / plannedN, 1 - level)
  const bar = -Math.log(1 - level)
  const stops = new Float64Array(most + 1)
  let total = 0
  for (let run = 0; run < runs; run++) {
    const truth = effect + baselineSd * rng.normal()
    let sum = 0
    let n = 1
    for (; n <= most; n++) {
      sum += truth + sd * rng.normal()
      const v = baselineSd ** 2 + variance / n
      if (logMixtureEValue(sum / n / Math.sqrt(v), mixture / v, 'greater') >= bar) break
    }
    if (n <= most) stops[n]! += 1
    total += Math.min(n, most)
  }
  const curve = new Float64Array(most)
  let seen = 0
  for (let n = 1; n <= most; n++) {
    seen += stops[n]!
    curve[n - 1] = seen / runs
  }
  const reach = (share: number): number | null => {
    const at = curve.findIndex((p) => p >= share)
    return at < 0 ? null : at + 1
  }
  const power = curve[most - 1]!
  const warnings =
    power < 0.8 ? [`Only ${Math.round(100 * power)} % of such units would be found to have improved.`] : []
  if (effect < 2 * baselineSd)
    warnings.push('The baseline is too uncertain for this gain: measure more before.')
  return {
    power,
    expected: total / runs,
    median: reach(0.5),
    p80: reach(0.8),
    curve,
    runs,
    method: 'simulation',
    warnings,
  }
}

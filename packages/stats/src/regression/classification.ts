import { normalQuantile } from '../core/distributions.ts'
import { checkFinite, checkLevel, type Interval, type Refusal, refuse } from '../core/refusal.ts'

/** Area under the ROC curve with DeLong's standard error. */
export interface AreaUnderCurve {
  /** Chance that a random event scores above a random non-event, ties counting half. */
  readonly estimate: number
  /** DeLong, DeLong & Clarke-Pearson (1988). */
  readonly standardError: number
  /** Normal interval, kept within 0 and 1. */
  readonly interval: Interval
  readonly n: number
  readonly events: number
}

function checkPair(outcome: ArrayLike<number>, score: ArrayLike<number>): Refusal | undefined {
  if (outcome.length !== score.length) {
    return refuse('mismatch', `There are ${score.length} scores for ${outcome.length} outcomes.`)
  }
  if (outcome.length === 0) return refuse('empty', 'There are no rows.')
  for (let i = 0; i < outcome.length; i++) {
    if (outcome[i] !== 0 && outcome[i] !== 1) {
      return refuse(
        'out-of-range',
        `The outcome must be 0 or 1 in every row; row ${i + 1} has ${outcome[i]}.`,
      )
    }
  }
  return checkFinite(score, 'Scores')
}

/**
 * Area under the ROC curve of scores for 0/1 outcomes, in n log n time by mid-ranks (Sun & Xu 2014).
 *
 * @returns the area, or a refusal: `constant` without both outcomes
 */
export function areaUnderCurve(
  outcome: ArrayLike<number>,
  score: ArrayLike<number>,
  level = 0.95,
): AreaUnderCurve | Refusal {
  const bad = checkPair(outcome, score) ?? checkLevel(level)
  if (bad) return bad
  const n = outcome.length
  const events: number[] = []
  const others: number[] = []
  for (let i = 0; i < n; i++) (outcome[i] === 1 ? events : others).push(score[i]!)
  if (events.length === 0 || others.length === 0) {
    return refuse('constant', 'Both outcomes must occur for a ROC curve.')
  }
  // For each event the share of others below it, and the other way round.
  const a = placements(Float64Array.from(events), Float64Array.from(others))
  const b = placements(Float64Array.from(others), Float64Array.from(events))
  const estimate = a.mean
  const standardError = Math.sqrt(a.variance / events.length + b.variance / others.length)
  const half = normalQuantile(0.5 + level / 2) * standardError
  const interval = { lower: Math.max(0, estimate - half), upper: Math.min(1, estimate + half), level }
  return { estimate, standardError, interval, n, events: events.length }
}

/** Mean and variance over `of` of the share of `among` below each, ties counting half. */
function placements(of: Float64Array, among: Float64Array): { mean: number; variance: number } {
  of.sort()
  among.sort()
  let below = 0
  let upTo = 0
  const shares = of.map((v) => {
    while (below < among.length && among[below]! < v) below++
    while (upTo < among.length && among[upTo]! <= v) upTo++
    return (below + upTo) / 2 / among.length
  })
  const mean = shares.reduce((s, v) => s + v, 0) / shares.length
  const squares = shares.reduce((s, v) => s + (v - mean) ** 2, 0)
  return { mean, variance: shares.length > 1 ? squares / (shares.length - 1) : 0 }
}

/** Mean squared distance between probabilities and 0/1 outcomes; 0 is perfect. */
export function brierScore(outcome: ArrayLike<number>, probability: ArrayLike<number>): number | Refusal {
  const bad = checkPair(outcome, probability) ?? checkProbabilities(probability)
  if (bad) return bad
  let sum = 0
  for (let i = 0; i < outcome.length; i++) sum += (outcome[i]! - probability[i]!) ** 2
  return sum / outcome.length
}

function checkProbabilities(probability: ArrayLike<number>): Refusal | undefined {
  for (let i = 0; i < probability.length; i++) {
    if (!(probability[i]! >= 0 && probability[i]! <= 1)) {
      return refuse('out-of-range', `Probabilities lie between 0 and 1; row ${i + 1} has ${probability[i]}.`)
    }
  }
  return undefined
}

/** One point of a reliability curve. */
export interface CalibrationBin {
  readonly n: number
  readonly meanPredicted: number
  readonly observed: number
  /** Wilson interval of the observed share. */
  readonly interval: Interval
}

/**
 * Reliability curve: rows in order of probability, cut into bins of equal size (equal probabilities stay together),
 * with predicted and observed shares.
 *
 * @param bins how many bins to aim for, default 10
 * @returns bins in ascending order and the expected calibration error (mean distance, weighted by rows)
 */
export function calibrationCurve(
  outcome: ArrayLike<number>,
  probability: ArrayLike<number>,
  bins = 10,
  level = 0.95,
):
  | { readonly bins: readonly CalibrationBin[]; readonly expectedError: number; readonly n: number }
  | Refusal {
  const bad = checkPair(outcome, probability) ?? checkProbabilities(probability) ?? checkLevel(level)
  if (bad) return bad
  if (!Number.isInteger(bins) || bins < 1) {
    return refuse('out-of-range', `Choose a whole number of bins from 1 up, not ${bins}.`)
  }
  const n = outcome.length
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => probability[a]! - probability[b]!)
  const z = normalQuantile(0.5 + level / 2)
  const out: CalibrationBin[] = []
  let expectedError = 0
  let from = 0
  for (let b = 1; b <= bins; b++) {
    let to = Math.max(from, Math.round((b * n) / bins))
    while (to > from && to < n && probability[order[to]!] === probability[order[to - 1]!]) to++
    if (to === from) continue
    let predicted = 0
    let events = 0
    for (let i = from; i < to; i++) {
      predicted += probability[order[i]!]!
      events += outcome[order[i]!]!
    }
    const size = to - from
    const observed = events / size
    expectedError += Math.abs(predicted - events) / n
    out.push({
      n: size,
      meanPredicted: predicted / size,
      observed,
      interval: wilson(observed, size, z, level),
    })
    from = to
  }
  return { bins: out, expectedError, n }
}

function wilson(share: number, n: number, z: number, level: number): Interval {
  const scale = 1 + (z * z) / n
  const centre = (share + (z * z) / (2 * n)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half), level }
}

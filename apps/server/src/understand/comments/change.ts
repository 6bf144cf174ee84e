import { normalQuantile, normalSurvival } from '@tandem/stats'
import { intervalLevel } from '../protect.ts'

/** Days of the recent part, and days before it that it is compared with. */
export const recentDays = 42
export const beforeDays = 140

/** How many of how many, in the recent part and before. */
export interface Counts {
  readonly recent: number
  readonly recentAll: number
  readonly before: number
  readonly beforeAll: number
}

export interface LogOdds {
  /** Difference of log-odds, recent minus before. */
  readonly delta: number
  readonly standardError: number
  readonly z: number
  /** One-sided p-value of "not more often". */
  readonly p: number
}

/** Comments that the prior is worth. */
const priorWeight = 500

/**
 * Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008, Fightin' Words, eq. 16 and 20):
 * the prior is the word's share in both parts together, worth 500 comments, so that rare words must earn their place.
 * Counts are comments with the word, not its occurrences. Both parts must have comments.
 */
export function logOdds({ recent, recentAll, before, beforeAll }: Counts): LogOdds {
  const share = (recent + before + 0.5) / (recentAll + beforeAll + 1)
  const prior = priorWeight * share
  const odds = (n: number, of: number) => Math.log(n + prior) - Math.log(of + priorWeight - n - prior)
  const delta = odds(recent, recentAll) - odds(before, beforeAll)
  const standardError = Math.sqrt(1 / (recent + prior) + 1 / (before + prior))
  const z = delta / standardError
  return { delta, standardError, z, p: normalSurvival(z) }
}

/**
 * Ratio of the two shares with a 90 % interval on the log scale (Katz et al. 1978), half a comment added to each count
 * so that none before is no infinity (Walter 1975).
 */
export function shareRatio({ recent, recentAll, before, beforeAll }: Counts) {
  const log = Math.log((recent + 0.5) / (recentAll + 0.5)) - Math.log((before + 0.5) / (beforeAll + 0.5))
  const variance = 1 / (recent + 0.5) - 1 / (recentAll + 0.5) + 1 / (before + 0.5) - 1 / (beforeAll + 0.5)
  const half = normalQuantile(0.5 + intervalLevel / 2) * Math.sqrt(Math.max(0, variance))
  return {
    estimate: Math.exp(log),
    interval: { lower: Math.exp(log - half), upper: Math.exp(log + half), level: intervalLevel },
  }
}

export interface Week {
  /** Monday. */
  readonly from: string
  readonly n: number
  readonly all: number
}

/** Chi-square of one degree for a change point nobody named beforehand (Andrews 1993, 10 % trimmed, 1 %). */
const leastEvidence = 12

/**
 * The week from which a share is higher: the split of the weeks in time order that makes them most likely (binomial
 * likelihood, one change). Null where no split stands out against no change at all, or the later part is lower.
 */
export function changePoint(weeks: readonly Week[]): string | null {
  const total = sum(weeks)
  let best: { gain: number; from: string } | null = null
  let [n, all] = [0, 0]
  for (const [i, week] of weeks.entries()) {
    const rest = { n: total.n - n, all: total.all - all }
    if (i > 0 && all > 0 && rest.all > 0 && rest.n / rest.all > n / all) {
      const gain = 2 * (likelihood(n, all) + likelihood(rest.n, rest.all) - likelihood(total.n, total.all))
      if (gain > leastEvidence && (!best || gain > best.gain)) best = { gain, from: week.from }
    }
    n += week.n
    all += week.all
  }
  return best?.from ?? null
}

function sum(weeks: readonly Week[]) {
  return weeks.reduce((s, w) => ({ n: s.n + w.n, all: s.all + w.all }), { n: 0, all: 0 })
}

function likelihood(n: number, all: number): number {
  const term = (k: number) => (k > 0 ? k * Math.log(k / all) : 0)
  return term(n) + term(all - n)
}

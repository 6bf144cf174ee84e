import type { Interval } from '../core/refusal.ts'
import type { Moments } from '../moments/moments.ts'

/** A metric of a standing: `direction` 1 when higher is better, -1 when lower is better. */
export type Metric = { readonly name: string; readonly direction: 1 | -1 }

/** Options of all standings. */
export type StandingsOptions = {
  /** seed of the posterior draws (default 1): the same seed gives the same ranks */
  readonly seed?: number
  /** number of joint posterior draws (default 4,000); 200 groups and more need none */
  readonly draws?: number
  /** share that counts as top and as bottom (default 0.2: fifths) */
  readonly fifth?: number
  /** level of the estimates' intervals (default 0.95) */
  readonly level?: number
  /** level of the rank intervals (default 0.9) */
  readonly rankLevel?: number
}

export type StandingsInput = StandingsOptions & {
  /** `moments[k]` belongs to metric k; null (or n = 0) when the group has no reading of it */
  readonly groups: readonly { readonly id: string; readonly moments: readonly (Moments | null)[] }[]
  readonly metrics: readonly Metric[]
  /** weights of the metrics in the composite (default equal); they are scaled to sum to 1 */
  readonly weights?: readonly number[]
}

/** Rank 1 is best. */
export type Rank = {
  readonly expected: number
  readonly lower: number
  readonly upper: number
  readonly level: number
}

/** What is known about one group on one metric, in the metric's own unit. */
export type MetricStanding = {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  readonly rawMean: number | null
  readonly n: number
  /** 1 - posterior variance / variance between groups, 0..1 */
  readonly reliability: number
}

/** Position of a group by its (composite) true value. */
export type RankedGroup = {
  readonly id: string
  /** posterior mean; of the composite (higher is better: metrics with direction -1 enter with a minus) */
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  readonly rank: Rank
  /** expected percentile (Lin et al. 2006), 0..100, 100 = best */
  readonly percentile: number
  /** posterior probability of belonging to the top and to the bottom share */
  readonly pTop: number
  readonly pBottom: number
}

export type Standing = RankedGroup & {
  /** composite of the raw means of the metrics that the group has (weights rescaled over these) */
  readonly rawMean: number
  readonly n: number
  readonly reliability: number
  /** one entry per metric, in the order given; null for a metric that had to be left out for all groups */
  readonly metrics: readonly (MetricStanding | null)[]
}

export type Standings = {
  /** in the order given, without the unranked */
  readonly groups: readonly Standing[]
  /** groups without a single reading */
  readonly unranked: readonly string[]
  readonly model: {
    /** names of the metrics that the model holds; all matrices below follow this order */
    readonly metrics: readonly string[]
    readonly mu: readonly number[]
    /** covariance between groups of the metrics' true values, and the same as correlations */
    readonly sigma: readonly (readonly number[])[]
    readonly correlation: readonly (readonly number[])[]
    /** pooled variance within groups, per metric */
    readonly withinVariance: readonly number[]
    readonly logLik: number
    readonly converged: boolean
  }
  readonly n: number
  readonly draws: number
  readonly method: string
  readonly warnings: readonly string[]
}

import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'
import { intervalQuantile } from './posterior.ts'
import { fewestForQuadrature, rankQuadrature } from './quadrature.ts'
import {
  affordableDraws,
  type FactorPosterior,
  factorSampler,
  type JointSampler,
  rankDistribution,
} from './ranks.ts'
import type { RankedGroup, StandingsOptions } from './types.ts'

/** All options, filled in. */
export type Settings = Required<StandingsOptions>

/** Fills in defaults and refuses impossible options. */
export function settingsOf(options: StandingsOptions): Settings | Refusal {
  const settings = {
    seed: options.seed ?? 1,
    draws: options.draws ?? 4000,
    fifth: options.fifth ?? 0.2,
    level: options.level ?? 0.95,
    rankLevel: options.rankLevel ?? 0.9,
  }
  if (!Number.isFinite(settings.seed)) return refuse('not-finite', 'The seed must be a finite number.')
  if (!(Number.isInteger(settings.draws) && settings.draws >= 100 && settings.draws <= 1e6)) {
    return refuse('out-of-range', `Ask for 100 to 1,000,000 draws, not ${settings.draws}.`)
  }
  if (!(settings.fifth > 0 && settings.fifth <= 0.5)) {
    return refuse('out-of-range', `The top share must lie above 0 and up to 0.5, not ${settings.fifth}.`)
  }
  return checkLevel(settings.level) ?? checkLevel(settings.rankLevel) ?? settings
}

/**
 * Ranks groups by a joint posterior of one number each; `mean` and `sd` are its margins, `df` the degrees of freedom of
 * the intervals (normal when left out). Few groups are drawn; for many, ranks are integrated over the posterior, unless
 * only a sampler of it is given.
 */
export function rankGroups(
  ids: readonly string[],
  mean: Float64Array,
  sd: Float64Array,
  posterior: FactorPosterior | JointSampler,
  settings: Settings,
  df: ArrayLike<number> = [],
): { readonly ranked: RankedGroup[]; readonly draws: number; readonly warnings: string[] } | Refusal {
  const S = ids.length
  if (S > 600000) return refuse('too-large', `Ranking ${S} groups at a time is too many; rank parts of them.`)
  const integrated = typeof posterior !== 'function' && S >= fewestForQuadrature
  const draws = integrated ? 0 : affordableDraws(S, settings.draws)
  const few = !integrated && draws < settings.draws
  const warnings = few ? [`${draws} draws instead of ${settings.draws}: ${S} groups.`] : []
  const sampler = typeof posterior === 'function' ? posterior : factorSampler(posterior, settings.seed)
  const r = integrated
    ? rankQuadrature(posterior, settings.fifth, settings.rankLevel)
    : rankDistribution(S, sampler, draws, settings.fifth, settings.rankLevel)
  const quantile = intervalQuantile(settings.level)
  const half = sd.map((s, g) => s * quantile(df[g] ?? Number.POSITIVE_INFINITY))
  const ranked = ids.map((id, g) => ({
    id,
    estimate: mean[g]!,
    standardError: sd[g]!,
    interval: { lower: mean[g]! - half[g]!, upper: mean[g]! + half[g]!, level: settings.level },
    rank: { expected: r.expected[g]!, lower: r.lower[g]!, upper: r.upper[g]!, level: settings.rankLevel },
    percentile: (100 * (S + 1 - r.expected[g]!)) / (S + 1),
    pTop: r.pTop[g]!,
    pBottom: r.pBottom[g]!,
  }))
  return { ranked, draws, warnings }
}

/** How ranks came about, for the name of the method. */
export function ranksBy(draws: number): string {
  return draws > 0
    ? 'ranks from joint posterior draws (Laird & Louis 1989; Lin et al. 2006)'
    : 'ranks integrated over the posterior (Laird & Louis 1989; Lin et al. 2006; Poisson binomial by Hong 2013)'
}

/** Indices that put ids in a canonical order, so that no result depends on the order of the input. */
export function canonicalOrder(ids: readonly string[]): Int32Array {
  return Int32Array.from(ids.keys()).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1))
}

/** First id that occurs twice. */
export function duplicateOf(ids: readonly string[]): string | undefined {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return undefined
}

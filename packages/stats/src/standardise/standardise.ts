import { normalQuantile } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'
import { checkMoments, emptyMoments, type Moments, mergeMoments } from '../moments/moments.ts'

export type StandardiseInput = {
  /** `moments[k]` belongs to stratum k; null when the unit has no reading in it */
  readonly units: readonly { readonly id: string; readonly moments: readonly (Moments | null)[] }[]
  /** names of the strata (channel, language, segment...), in the order of the moments */
  readonly strata: readonly string[]
  /** share of each stratum in the population to standardise to (default: all units together); scaled to sum to 1 */
  readonly shares?: readonly number[]
  readonly level?: number
}

/** A unit's raw and adjusted mean, and what its mix of strata contributed. */
export type StandardisedUnit = Estimate & {
  readonly id: string
  readonly rawMean: number
  /** raw mean less the mean of all units = mix + performance (Kitagawa 1955) */
  readonly mix: number
  readonly performance: number
  /** the mix part by stratum, in order: negative where the unit has more of what everybody scores low on */
  readonly mixByStratum: readonly number[]
  /** share of the standard population in strata that the unit has readings in, 0..1 */
  readonly coverage: number
}

export type Standardised = {
  readonly units: readonly StandardisedUnit[]
  /** units without any reading */
  readonly unjudged: readonly string[]
  readonly strata: readonly { readonly name: string; readonly share: number; readonly mean: number | null }[]
  /** mean of all units' readings */
  readonly overall: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

function has(m: Moments | null | undefined): m is Moments {
  return m !== null && m !== undefined && m.n > 0
}

/**
 * Direct standardisation: every unit's stratum means are weighted by the same shares, so that units with another mix
 * of channels or customers can be compared. The error variance of a cell is the variance within cells, pooled over
 * all, over its n. Strata that a unit lacks are left out and the rest rescaled (see `coverage`). Refuses no units,
 * lengths that don't fit, negative shares, moments that aren't finite.
 */
export function directStandardisation(input: StandardiseInput): Standardised | Refusal {
  const { units, strata } = input
  const level = input.level ?? 0.95
  const bad = checkLevel(level) ?? check(input)
  if (bad) return bad
  const pooled = strata.map((_, k) =>
    units.reduce((m, u) => (has(u.moments[k]) ? mergeMoments(m, u.moments[k]) : m), emptyMoments),
  )
  const all = pooled.reduce(mergeMoments, emptyMoments)
  if (all.n === 0) return refuse('empty', 'No unit has any reading.')
  const sum = input.shares?.reduce((s, x) => s + x, 0) ?? all.n
  const shares = pooled.map((m, k) => (input.shares ? input.shares[k]! : m.n) / sum)
  const cells = units.flatMap((u) => u.moments.filter(has))
  const df = cells.reduce((s, m) => s + m.n - 1, 0)
  if (df <= 0) return refuse('too-few', 'At least one unit needs two readings in a stratum.')
  const within = cells.reduce((s, m) => s + m.m2, 0) / df
  const world: Population = { shares, within, pooled, all, level, strata }
  const judged = units.filter((u) => u.moments.some(has))
  return {
    units: judged.map((u) => standardiseUnit(u.id, u.moments, world)),
    unjudged: units.filter((u) => !u.moments.some(has)).map((u) => u.id),
    strata: strata.map((name, k) => ({
      name,
      share: shares[k]!,
      mean: pooled[k]!.n > 0 ? pooled[k]!.mean : null,
    })),
    overall: all.mean,
    n: all.n,
    method: 'direct standardisation',
    warnings: within === 0 ? ['No spread within strata: standard errors are 0 and say nothing.'] : [],
  }
}

function check({ units, strata, shares }: StandardiseInput): Refusal | undefined {
  if (units.length === 0 || strata.length === 0)
    return refuse('empty', 'Give at least one unit and one stratum.')
  const wrong = units.find((u) => u.moments.length !== strata.length)
  if (wrong)
    return refuse('mismatch', `Unit ${wrong.id} needs one entry per stratum (null where it has none).`)
  if (shares && shares.length !== strata.length) return refuse('mismatch', 'Give one share per stratum.')
  if (shares?.some((s) => !(s >= 0 && Number.isFinite(s))) || shares?.every((s) => s === 0)) {
    return refuse('out-of-range', 'Shares must be numbers from 0 up, and not all 0.')
  }
  for (const u of units) {
    for (const m of u.moments) {
      const bad = has(m) && checkMoments(m, 0)
      if (bad) return refuse(bad.reason, `Unit ${u.id}: ${bad.message}`)
    }
  }
  return undefined
}

type Population = {
  shares: readonly number[]
  within: number
  pooled: readonly Moments[]
  all: Moments
  level: number
  strata: readonly string[]
}

function standardiseUnit(
  id: string,
  moments: readonly (Moments | null)[],
  world: Population,
): StandardisedUnit {
  const raw = moments.filter(has).reduce(mergeMoments, emptyMoments)
  const present = (k: number) => has(moments[k])
  const coverage = world.shares.reduce((s, w, k) => s + (present(k) ? w : 0), 0)
  let estimate = 0
  let variance = 0
  let mix = 0
  const mixByStratum = world.shares.map((_, k) => {
    const m = moments[k]
    const w = coverage > 0 ? world.shares[k]! / coverage : 0
    if (has(m)) {
      estimate += w * m.mean
      variance += (w * w * world.within) / m.n
    }
    // what everybody scores in the stratum (measured from the overall mean), times how much more of it the unit has;
    // the unit's own level enters half, as Kitagawa's symmetric decomposition asks
    const everybody = world.pooled[k]!
    const shareHere = (has(m) ? m.n : 0) / raw.n
    const shareAll = everybody.n / world.all.n
    const own = has(m) ? m.mean : everybody.mean
    const part = everybody.n > 0 ? (shareHere - shareAll) * ((own + everybody.mean) / 2 - world.all.mean) : 0
    mix += part
    return part
  })
  const standardError = Math.sqrt(variance)
  const half = normalQuantile(0.5 + world.level / 2) * standardError
  const absent = world.strata.filter((_, k) => !present(k) && world.shares[k]! > 0)
  const warnings =
    absent.length > 0 ? [`No readings in: ${absent.join(', ')}; the other strata stand in for them.`] : []
  return {
    id,
    estimate,
    standardError,
    interval: { lower: estimate - half, upper: estimate + half, level: world.level },
    rawMean: raw.mean,
    mix,
    performance: raw.mean - world.all.mean - mix,
    mixByStratum,
    coverage,
    n: raw.n,
    method: 'direct standardisation',
    warnings,
  }
}

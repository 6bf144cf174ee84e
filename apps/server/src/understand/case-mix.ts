import type { Standing, Standings } from '@tandem/contract'
import { directStandardisation, isRefusal, type Moments, mergeMoments } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import type { MomentFilter } from '../platform/analytics/index.ts'
import { type Gathered, mergeAll } from './merge.ts'

type Mix = NonNullable<Standing['mix']>
type CaseMix = NonNullable<Standings['caseMix']>
export type WhyNot = CaseMix['leftAsTheyAre'][number]['reason']

/** What one metric's mix did to each unit. */
export interface MetricMix {
  readonly groups: readonly { readonly key: string; readonly n: number; readonly mean: number }[]
  readonly units: ReadonlyMap<string, Mix & { readonly n: number; readonly precision: number }>
  /** Variance within groups over the variance within units: what the groups explain is no longer noise. */
  readonly withinShare: number
}

/** Groups told apart; smaller ones are taken together under `others`. */
const mostGroups = 12
const others = '*'
/** Share of everybody's groups that units must serve on average: below, mix and quality are the same thing. */
const leastCoverage = 0.6

/** The second grouping that `adjustFor` names. */
export function groupingOf(adjustFor: string): NonNullable<MomentFilter['by']> {
  if (adjustFor === 'channel' || adjustFor === 'language') return { kind: adjustFor }
  return { kind: 'attribute', name: adjustFor.slice('attribute:'.length) }
}

/** Cells by unit and group, small groups taken together; the groups, largest first. */
function largestGroups(cells: Gathered): { cells: Gathered; keys: string[] } {
  const sizes = new Map<string, number>()
  for (const groups of cells.values())
    for (const [key, { n }] of groups) sizes.set(key, (sizes.get(key) ?? 0) + n)
  const keys = [...sizes].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([key]) => key)
  if (keys.length <= mostGroups) return { cells, keys }
  const kept = keys.slice(0, mostGroups - 1)
  const name = new Map(kept.map((key) => [key, key]))
  const merged: Gathered = new Map()
  for (const [unit, groups] of cells) {
    const mine = new Map<string, Moments>()
    for (const [key, moments] of groups) {
      const into = name.get(key) ?? others
      const before = mine.get(into)
      mine.set(into, before ? mergeMoments(before, moments) : moments)
    }
    merged.set(unit, mine)
  }
  return { cells: merged, keys: [...kept, others] }
}

/**
 * Direct standardisation of one metric: each unit's group means weighted by the shares the groups have over all units.
 * `effect` = raw less adjusted, taken apart by group as (share here - share of everybody) x (group's mean here - adjusted
 * mean here), which sums to it exactly. Employees are never adjusted: raw and adjusted together would let a small group be solved for.
 */
export function mixOf(metric: Pick<MetricRow, 'source'>, given: Gathered): MetricMix | WhyNot {
  if (metric.source === 'employee') return 'employees'
  const { cells, keys } = largestGroups(given)
  if (keys.length < 2) return 'one_group'
  const units = [...cells].map(([id, groups]) => ({
    id,
    moments: keys.map((key) => groups.get(key) ?? null),
  }))
  const result = directStandardisation({ strata: keys, units })
  if (isRefusal(result)) return 'one_group'
  const covered = result.units.reduce((sum, u) => sum + u.coverage, 0) / result.units.length
  if (covered < leastCoverage) return 'not_mixed'
  const known = new Map(units.map((u) => [u.id, u.moments]))
  const { within, withinShare } = spreadOf(units.map((u) => u.moments))
  return {
    groups: result.strata.map((s) => ({
      key: s.name,
      n: s.share * result.n,
      mean: s.mean ?? result.overall,
    })),
    units: new Map(
      result.units.map((u) => [
        u.id,
        {
          n: u.n,
          coverage: u.coverage,
          effect: u.rawMean - u.estimate,
          ...partsOf(known.get(u.id)!, result.strata, u, within),
        },
      ]),
    ),
    withinShare,
  }
}

function partsOf(
  moments: readonly (Moments | null)[],
  strata: readonly { readonly share: number }[],
  { n, coverage, estimate }: { readonly n: number; readonly coverage: number; readonly estimate: number },
  within: number,
) {
  const shares = moments.map((m) => (m?.n ?? 0) / n)
  const wanted = moments.map((m, k) => (m && m.n > 0 ? strata[k]!.share / coverage : 0))
  // 1 / sum w^2/n is the number of readings that would give a plain mean of the same precision; at most n.
  const inverse = moments.reduce((sum, m, k) => sum + (m && m.n > 0 ? wanted[k]! ** 2 / m.n : 0), 0)
  const difference = moments.reduce(
    (sum, m, k) => sum + (m && m.n > 0 ? (shares[k]! - wanted[k]!) ** 2 / m.n : 0),
    0,
  )
  return {
    shares,
    standardError: Math.sqrt(within * difference),
    effects: moments.map((m, k) => (m && m.n > 0 ? (shares[k]! - wanted[k]!) * (m.mean - estimate) : 0)),
    precision: 1 / (inverse * n),
  }
}

/** Variance of readings within groups, and its share in the variance within units. */
function spreadOf(units: readonly (readonly (Moments | null)[])[]) {
  let inGroups = 0
  let groupDf = 0
  let inUnits = 0
  let unitDf = 0
  for (const moments of units) {
    const heard = moments.filter((m): m is Moments => m !== null && m.n > 0)
    for (const m of heard) {
      inGroups += m.m2
      groupDf += m.n - 1
    }
    const all = mergeAll(heard)
    inUnits += all.m2
    unitDf += all.n - 1
  }
  const within = groupDf > 0 ? inGroups / groupDf : 0
  return {
    within,
    withinShare: within > 0 && unitDf > 0 && inUnits > 0 ? Math.min(1, within / (inUnits / unitDf)) : 1,
  }
}

/**
 * The cells of a metric as they would be with everybody's mix: means moved by the effect, counts lowered to the
 * precision that standardised means have. Whatever ranks cells ranks these in the same way.
 */
export function withoutMix(cells: Gathered, mix: MetricMix): Gathered {
  return new Map(
    [...cells].map(([unit, own]) => {
      const found = mix.units.get(unit)
      if (!found) return [unit, own]
      const moved = [...own].map(([key, m]): [string, Moments] => [
        key,
        {
          n: m.n * found.precision,
          mean: m.mean - found.effect,
          m2: m.m2 * found.precision * mix.withinShare,
        },
      ])
      return [unit, new Map(moved)]
    }),
  )
}

/** A metric of the question with what it adds to a composite, and its mix or why there is none. */
export interface WeighedMix {
  readonly metric: MetricRow
  /** Weight in the composite, negative where down is good. */
  readonly weight: number
  readonly mix: MetricMix | WhyNot
}

const isMix = (mix: MetricMix | WhyNot): mix is MetricMix => typeof mix !== 'string'

/** What was adjusted for, over all metrics of the question. */
export function describeCaseMix(by: string, all: readonly WeighedMix[]): CaseMix {
  const adjusted = all.filter((m) => isMix(m.mix))
  const sizes = new Map<string, { n: number; mean: number }>()
  for (const { mix } of adjusted)
    if (isMix(mix))
      for (const { key, n, mean } of mix.groups) sizes.set(key, { n: (sizes.get(key)?.n ?? 0) + n, mean })
  const total = [...sizes.values()].reduce((sum, { n }) => sum + n, 0)
  return {
    by,
    groups: [...sizes]
      .sort((a, b) => b[1].n - a[1].n || (a[0] < b[0] ? -1 : 1))
      .map(([key, { n, mean }]) => ({ key, share: n / total, mean: all.length === 1 ? mean : null })),
    metrics: adjusted.map((m) => m.metric.key),
    leftAsTheyAre: all.flatMap(({ metric, mix }) =>
      isMix(mix) ? [] : [{ metric: metric.key, reason: mix }],
    ),
  }
}

/** The mix of one unit over all adjusted metrics: effects weighted as the composite is, shares of all readings. */
export function unitMix(id: string, keys: readonly string[], all: readonly WeighedMix[]): Mix | null {
  const effects = keys.map(() => 0)
  const counts = keys.map(() => 0)
  let effect = 0
  let variance = 0
  let covered = 0
  let n = 0
  for (const { mix, weight } of all) {
    const found = isMix(mix) ? mix.units.get(id) : undefined
    if (!found || !isMix(mix)) continue
    effect += weight * found.effect
    variance += (weight * found.standardError) ** 2
    covered += found.coverage * found.n
    n += found.n
    mix.groups.forEach(({ key }, k) => {
      const place = keys.indexOf(key)
      effects[place]! += weight * found.effects[k]!
      counts[place]! += found.shares[k]! * found.n
    })
  }
  if (n === 0) return null
  return {
    effect,
    standardError: Math.sqrt(variance),
    coverage: covered / n,
    shares: counts.map((c) => c / n),
    effects,
  }
}

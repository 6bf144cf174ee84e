import type { AnsweredTogether } from '../platform/analytics/index.ts'

/** More drivers than this have too many subsets to visit. */
export const mostDrivers = 20
/** A driver that is asked by default is answered in at least this share of its signals together with all others. */
const together = 0.9

/**
 * Which metrics explain the outcome unless a person says: the battery of questions that is asked together. Of the sets
 * that occur in signals, the one with most answers (complete signals x questions) is taken. A question of it that is
 * often asked without the others is left out: an overall judgement would take the share of the details it sums up.
 */
export function chooseDrivers(patterns: readonly AnsweredTogether[], outcomeId: string): string[] {
  const sets = patterns.map(({ metricIds, signals }) => ({
    ids: new Set(metricIds.filter((id) => id !== outcomeId)),
    signals,
  }))
  const complete = (ids: ReadonlySet<string>) =>
    sets.reduce((sum, other) => sum + ([...ids].every((id) => other.ids.has(id)) ? other.signals : 0), 0)
  let best: { ids: ReadonlySet<string>; n: number; key: string } | null = null
  for (const { ids } of sets) {
    if (ids.size === 0 || ids.size > mostDrivers) continue
    const candidate = { ids, n: complete(ids), key: [...ids].sort().join() }
    const [own, other] = [candidate.n * ids.size, best ? best.n * best.ids.size : -1]
    if (own > other || (own === other && candidate.key < best!.key)) best = candidate
  }
  if (!best) return []
  const { ids, n } = best
  const counts = answered(patterns)
  const battery = [...ids].filter((id) => n >= together * counts.get(id)!)
  return battery.length >= 2 ? battery : [...ids]
}

/** Signals by metric that carry it. */
export function answered(patterns: readonly AnsweredTogether[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { metricIds, signals } of patterns)
    for (const id of metricIds) counts.set(id, (counts.get(id) ?? 0) + signals)
  return counts
}

import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'
import { type Labels, readLabels } from '../regression/columns.ts'

/** How long each unit was watched, and whether the event ended it (1) or the watching did (0, censored). */
export interface SurvivalData {
  /** Zero or more, any unit of time. */
  readonly time: ArrayLike<number>
  /** 1 when the event happened at `time`, 0 when the unit was still without it. */
  readonly event: ArrayLike<number>
}

/** Refuses what is not survival data. */
export function checkSurvival({ time, event }: SurvivalData): Refusal | undefined {
  if (time.length === 0) return refuse('empty', 'There is nobody to follow.')
  if (time.length !== event.length) {
    return refuse('mismatch', `There are ${event.length} events for ${time.length} times; give one each.`)
  }
  const bad = checkFinite(time, 'Times')
  if (bad) return bad
  for (let i = 0; i < time.length; i++) {
    if (time[i]! < 0) return refuse('out-of-range', `Times can't be negative; row ${i + 1} has ${time[i]}.`)
    if (event[i] !== 0 && event[i] !== 1) {
      return refuse('out-of-range', `An event is 1 (happened) or 0 (not yet); row ${i + 1} has ${event[i]}.`)
    }
  }
  return undefined
}

/** Row numbers in order of time. */
export function timeOrder(time: ArrayLike<number>): Int32Array {
  return Int32Array.from({ length: time.length }, (_, i) => i).sort((a, b) => time[a]! - time[b]!)
}

/** Distinct labels in ascending order, and the group of every row. */
export function sortedGroups(
  labels: Labels,
  n: number,
): { readonly names: readonly (string | number)[]; readonly index: Int32Array } | Refusal {
  const numbered = readLabels(labels, n, 'group')
  if ('kind' in numbered) return numbered
  const names = [...new Set(Array.from(labels))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  )
  const rank = new Map(names.map((name, g) => [name, g]))
  return { names, index: Int32Array.from({ length: n }, (_, i) => rank.get(labels[i]!)!) }
}

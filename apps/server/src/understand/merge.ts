import { type Moments, mergeMoments } from '@tandem/stats'

/** Moments of a metric by unit of the level and by `key` of a second grouping ('' without one). */
export type Gathered = Map<string, Map<string, Moments>>

/** Merge the cells of each unit, or of everything. */
export function mergeAll(all: Iterable<Moments>): Moments {
  let total: Moments = { n: 0, mean: 0, m2: 0 }
  for (const m of all) total = mergeMoments(total, m)
  return total
}

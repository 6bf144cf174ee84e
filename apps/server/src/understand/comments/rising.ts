import { adjustPValues, isRefusal } from '@tandem/stats'
import { type Counts, logOdds, shareRatio } from './change.ts'

/** A word (stem) of a language with the comments it stands in. */
export interface WordCount extends Counts {
  readonly word: string
  readonly language: string | null
}

export interface Rising extends WordCount {
  readonly z: number
  readonly ratio: ReturnType<typeof shareRatio>
}

/** False discoveries among the words that are named, at most. */
const falseDiscoveries = 0.01
/** A rise below this is no matter, however sure. */
const leastRatio = 1.5
/** Words in fewer recent comments are not looked at. */
export const fewestRecent = 8

/**
 * Words that became more frequent, surest first: log-odds with an informative prior, the false discovery rate over all
 * words kept at 1 % (Benjamini & Hochberg 1995), and at least half as many again at the lower end of the interval.
 */
export function risingWords(counts: readonly WordCount[]): Rising[] {
  const tested = counts
    .filter((c) => c.recent >= fewestRecent && c.recentAll > 0 && c.beforeAll > 0)
    .map((c) => ({ ...c, ...logOdds(c), ratio: shareRatio(c) }))
  const adjusted = adjustPValues(tested.map((t) => t.p))
  if (isRefusal(adjusted)) return []
  return tested
    .filter((t, i) => adjusted[i]! <= falseDiscoveries && t.ratio.interval.lower >= leastRatio)
    .sort((a, b) => b.z - a.z)
    .map(({ word, language, recent, recentAll, before, beforeAll, z, ratio }) => ({
      word,
      language,
      recent,
      recentAll,
      before,
      beforeAll,
      z,
      ratio,
    }))
}

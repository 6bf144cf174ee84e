import type { UnitKind } from '@tandem/contract'
import { isDate } from '../../app/period.ts'
import { levels } from '../levels.ts'

export const comparisons = ['previous', 'year', 'own'] as const
export type Comparison = (typeof comparisons)[number]

/** What the standings are asked for, as it stands in the address. */
export interface StandingsSearch {
  /** Metric keys, comma separated. */
  readonly metrics?: string | undefined
  /** Weights of the metrics in the same order. */
  readonly weights?: string | undefined
  readonly level?: UnitKind | undefined
  /** `no`: strict and lenient evaluators are left in. */
  readonly adjust?: 'no' | undefined
  /** `yes`: plain means are drawn beside the estimates. */
  readonly raw?: 'yes' | undefined
  /** The period to compare with. */
  readonly compare?: Comparison | undefined
  /** First and last day of the period to compare with, when it is one's own. */
  readonly compareFrom?: string | undefined
  readonly compareTo?: string | undefined
  /** What the mix of is made the same: channel, language or attribute:NAME. */
  readonly mix?: string | undefined
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads search parameters; what is not valid is dropped. */
export function parseStandingsSearch(search: Record<string, unknown>): StandingsSearch {
  const level = levels.find((l) => l === search.level)
  const weights = text(search.weights)
  const compare = comparisons.find((c) => c === search.compare)
  const mix = text(search.mix)
  return {
    ...(text(search.metrics) ? { metrics: text(search.metrics) } : {}),
    ...(weights && /^\d+(,\d+)*$/.test(weights) ? { weights } : {}),
    ...(level ? { level } : {}),
    ...(search.adjust === 'no' ? { adjust: 'no' as const } : {}),
    ...(search.raw === 'yes' ? { raw: 'yes' as const } : {}),
    ...(compare ? { compare } : {}),
    ...(isDate(search.compareFrom) ? { compareFrom: search.compareFrom } : {}),
    ...(isDate(search.compareTo) ? { compareTo: search.compareTo } : {}),
    ...(mix && /^(channel|language|attribute:.{1,60})$/.test(mix) ? { mix } : {}),
  }
}

/** The chosen metric keys that exist, or the one to begin with. */
export function keysOf(search: StandingsSearch, known: readonly string[], main: string): string[] {
  const wanted = (search.metrics ?? '').split(',').filter((key) => known.includes(key))
  return wanted.length > 0 ? [...new Set(wanted)].slice(0, 12) : [main]
}

/** One weight of 0 to 100 for each key: the chosen ones if they fit, else all the same. */
export function weightsOf(search: StandingsSearch, keys: readonly string[]): number[] {
  const given = (search.weights ?? '').split(',').map(Number)
  const fits =
    given.length === keys.length && given.every((w) => w >= 0 && w <= 100) && given.some((w) => w > 0)
  return fits ? given : keys.map(() => 50)
}

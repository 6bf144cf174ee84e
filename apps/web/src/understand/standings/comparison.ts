import type { Standing, Standings } from '@tandem/contract'
import type { Period } from '../../app/period.ts'
import type { StandingsSearch } from './search.ts'

const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function yearEarlier(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  // The 29th of February has no day a year earlier: the last day of that month stands for it.
  const last = new Date(Date.UTC(year - 1, month, 0)).getUTCDate()
  return iso(Date.UTC(year - 1, month - 1, Math.min(date, last)))
}

export interface Days {
  readonly from: string
  readonly to: string
}

/** The standings of another period, to compare with. */
export interface Before {
  readonly standings: Standings
  readonly period: Days
}

/**
 * The days to compare a period with: as many just before, the same a year earlier, or one's own. Null when nothing is
 * compared, and when the days are not known yet: the first two need a period with both ends.
 */
export function earlierPeriod(
  period: Period,
  search: Pick<StandingsSearch, 'compare' | 'compareFrom' | 'compareTo'>,
): Days | null {
  const { compare, compareFrom, compareTo } = search
  if (compare === 'own')
    return compareFrom && compareTo && compareFrom <= compareTo ? { from: compareFrom, to: compareTo } : null
  if (!compare || !period.from || !period.to) return null
  if (compare === 'year') return { from: yearEarlier(period.from), to: yearEarlier(period.to) }
  const from = Date.parse(period.from)
  const length = Date.parse(period.to) - from + dayMs
  return { from: iso(from - length), to: iso(from - dayMs) }
}

export interface Change {
  readonly value: number
  readonly interval: { readonly lower: number; readonly upper: number }
}

/** Quantile of the normal distribution for an interval of 90 %. */
const z90 = 1.6449

/**
 * Change of an estimate between two periods. Readings of two periods are different readings, so the errors are taken
 * as independent: the standard error is the root of the sum of squares. Null when a period lacks the unit.
 */
export function changeOf(now: Standing, before: Standing | undefined): Change | null {
  if (!before) return null
  const value = now.estimate - before.estimate
  const half = z90 * Math.hypot(now.standardError, before.standardError)
  return { value, interval: { lower: value - half, upper: value + half } }
}

/** A unit with its change; `way` is 1 where it surely improved, -1 where it surely got worse. */
export interface Changed {
  readonly unit: Standing
  readonly change: Change
  readonly way: -1 | 0 | 1
}

/** Changes of all units heard in both periods, from the worst to the best. `up`: larger is better. */
export function changesOf(
  now: readonly Standing[],
  before: Pick<Standings, 'items'>,
  up: boolean,
): Changed[] {
  const old = new Map(before.items.map((s) => [s.unitId, s]))
  const sign = up ? 1 : -1
  return now
    .flatMap((unit): Changed[] => {
      const change = changeOf(unit, old.get(unit.unitId))
      if (!change) return []
      const sure = change.interval.lower > 0 ? sign : change.interval.upper < 0 ? -sign : 0
      return [{ unit, change, way: sure === 1 ? 1 : sure === -1 ? -1 : 0 }]
    })
    .sort((a, b) => sign * (a.change.value - b.change.value))
}

/** What the comparison says. `chance`: how many of ten would look changed if nothing had. */
export type ChangeMessage =
  | { readonly kind: 'none'; readonly of: number }
  | {
      readonly kind: 'rose' | 'fell' | 'both'
      readonly rose: number
      readonly fell: number
      readonly of: number
    }

export function changeMessage(changes: readonly Changed[]): ChangeMessage {
  const rose = changes.filter((c) => c.way === 1).length
  const fell = changes.filter((c) => c.way === -1).length
  const of = changes.length
  if (rose + fell === 0) return { kind: 'none', of }
  return { kind: rose === 0 ? 'fell' : fell === 0 ? 'rose' : 'both', rose, fell, of }
}

import type { Standing } from '@tandem/contract'
import type { Period } from '../../app/period.ts'
import type { Comparison } from './search.ts'

const dayMs = 86_400_000
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function yearEarlier(day: string): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  // The 29th of February has no day a year earlier: the last day of that month stands for it.
  const last = new Date(Date.UTC(year - 1, month, 0)).getUTCDate()
  return iso(Date.UTC(year - 1, month - 1, Math.min(date, last)))
}

/** The days to compare a period with: as many just before, or the same a year earlier. Null without both ends. */
export function earlierPeriod(period: Period, kind: Comparison): { from: string; to: string } | null {
  if (!period.from || !period.to) return null
  if (kind === 'year') return { from: yearEarlier(period.from), to: yearEarlier(period.to) }
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

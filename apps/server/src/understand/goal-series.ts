import type { Baseline, Goal, GoalProgress, Score } from '@tandem/contract'
import type { Moments } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { attributionOf, gather, type Question } from './gather.ts'
import { mergeAll } from './merge.ts'
import { isProtected, toScore } from './protect.ts'

export type GoalGrain = GoalProgress['grain']

/** One period of a goal's metric. */
export interface Cell {
  readonly from: string
  /** Last day, inclusive. */
  readonly to: string
  readonly moments: Moments
}

/** Periods that make a current value or a baseline: four weeks, or three months. */
export const windowLength: Readonly<Record<GoalGrain, number>> = { week: 4, month: 3 }
/** Weeks are shown when the middle one of the last half year has at least so many readings. */
const fewestAWeek = 20
const halfYear = 26

/**
 * The readings of a metric by week; by month where weeks are thin. Employees' and operational figures always go by
 * month: the one so that no finer periods of employees are released than elsewhere, the other because figures come
 * monthly. Protected periods are left out, and everything about a goal is computed from the others only: so nothing
 * that is withheld can be worked out as a difference. Oldest first.
 */
export async function readGoalSeries(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  metric: MetricRow,
): Promise<{ grain: GoalGrain; cells: Cell[]; withheld: boolean; units: number }> {
  const attribution = attributionOf(question, caller, null)
  const by = async (grain: GoalGrain) => {
    const gathered = await gather(analytics, caller, question, attribution, metric, { kind: 'period', grain })
    const cells = Map.groupBy(
      [...gathered.values()].flatMap((periods) => [...periods]),
      ([from]) => from,
    )
    const all = [...cells]
      .map(([from, parts]) => ({
        from,
        to: periodEnd(from, grain),
        moments: mergeAll(parts.map(([, m]) => m)),
      }))
      .sort((a, b) => (a.from < b.from ? -1 : 1))
    const shown = all.filter((cell) => !isProtected(metric, cell.moments.n))
    return { grain, cells: shown, withheld: shown.length < all.length, units: gathered.size }
  }
  if (metric.source === 'employee' || metric.source === 'operations') return by('month')
  const weekly = await by('week')
  const counts = weekly.cells.slice(-halfYear).map((cell) => cell.moments.n)
  const middle = counts.sort((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0
  return middle >= fewestAWeek ? weekly : by('month')
}

/** Readings of the periods that begin between two days, inclusive. */
export function between(cells: readonly Cell[], from: string, to: string): Cell[] {
  return cells.filter((cell) => cell.from >= from && cell.from <= to)
}

export const mergeCells = (cells: readonly Cell[]): Moments => mergeAll(cells.map((cell) => cell.moments))

/** First day of the period so many periods after (before, when negative) the one that holds a day. */
export function periodStart(day: string, grain: GoalGrain, after = 0): string {
  const date = new Date(`${day}T00:00:00Z`)
  if (grain === 'month') date.setUTCMonth(date.getUTCMonth() + after, 1)
  else date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7) + 7 * after)
  return date.toISOString().slice(0, 10)
}

/** Last day of the period that holds a day. */
export const periodEnd = (day: string, grain: GoalGrain): string => addDays(periodStart(day, grain, 1), -1)

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)

/**
 * Where a goal began: as told, or what was heard in the periods that begin before its first day, as many as a window
 * holds; where nothing was heard before, in the first such periods after. Null when nothing was heard.
 */
export function baselineOf(
  goal: Pick<Goal, 'baseline' | 'startsOn'>,
  metric: MetricRow,
  grain: GoalGrain,
  cells: readonly Cell[],
): Baseline | null {
  if (goal.baseline !== null)
    return { value: goal.baseline, interval: null, n: 0, given: true, from: goal.startsOn, to: goal.startsOn }
  const length = windowLength[grain]
  const last = periodStart(addDays(goal.startsOn, -1), grain)
  const before = between(cells, periodStart(last, grain, 1 - length), last)
  const heard = before.length > 0 ? before : cells.filter((cell) => cell.from > last).slice(0, length)
  const score = heard.length > 0 ? toScore(metric, mergeCells(heard)) : null
  if (!score || score.value === null) return null
  return {
    value: score.value,
    interval: score.interval,
    n: score.n,
    given: false,
    from: heard[0]!.from,
    to: heard.at(-1)!.to,
  }
}

/** The value of the window that ends in the period of a day, and the days it covers. */
export function currentOf(
  metric: MetricRow,
  grain: GoalGrain,
  cells: readonly Cell[],
  on: string,
): { score: Score; from: string; to: string; cells: Cell[] } {
  const last = periodStart(on, grain)
  const from = periodStart(last, grain, 1 - windowLength[grain])
  const heard = between(cells, from, last)
  return { score: toScore(metric, mergeCells(heard)), from, to: on, cells: heard }
}

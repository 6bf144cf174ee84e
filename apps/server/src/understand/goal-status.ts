import type { Goal, GoalProgress, GoalStatus, Metric, Score } from '@tandem/contract'
import { daysBetween } from './goal-series.ts'

/** Below this probability to reach the target a goal is behind, once this share of its time has passed. */
export const unlikely = { probability: 0.2, elapsed: 0.25 }
/** A goal is not ahead when its forecast gives less than this. */
export const likely = 0.5

/** What the straight line from baseline to target asks for on a day; before it begins, the baseline. */
export function plannedOn(
  goal: Pick<Goal, 'startsOn' | 'dueOn' | 'target'>,
  baseline: number,
  on: string,
): number {
  return baseline + (goal.target - baseline) * elapsedShare(goal, on)
}

/** Share of the time of a goal that has passed on a day, 0 to 1. */
export function elapsedShare(goal: Pick<Goal, 'startsOn' | 'dueOn'>, on: string): number {
  const share = daysBetween(goal.startsOn, on) / daysBetween(goal.startsOn, goal.dueOn)
  return Math.min(1, Math.max(0, share))
}

/** Current value less plan, positive when better than planned. */
export function gapOf(
  metric: Pick<Metric, 'direction'>,
  current: Score,
  planned: number | null,
): GoalProgress['gap'] {
  if (current.value === null || planned === null) return null
  const sign = metric.direction === 'up' ? 1 : -1
  const { interval } = current
  const ends = interval
    ? [sign * (interval.lower - planned), sign * (interval.upper - planned)].sort((a, b) => a - b)
    : null
  return {
    value: sign * (current.value - planned),
    interval: interval && ends ? { lower: ends[0]!, upper: ends[1]!, level: interval.level } : null,
  }
}

/** Where a goal stands; the rules are those that `goalStatusSchema` tells. */
export function statusOf(input: {
  readonly metric: Pick<Metric, 'direction'>
  readonly target: number
  readonly current: Score
  readonly gap: GoalProgress['gap']
  /** Of the forecast, or null without one. */
  readonly probability: number | null
  /** Share of the time that has passed. */
  readonly elapsed: number
  readonly due: boolean
}): GoalStatus {
  const { current, target, gap, probability } = input
  if (current.value === null) return 'unknown'
  const sign = input.metric.direction === 'up' ? 1 : -1
  const beyond = (value: number) => sign * (value - target) >= 0
  if (input.due) return beyond(current.value) ? 'reached' : 'missed'
  if (current.interval && beyond(current.interval.lower) && beyond(current.interval.upper)) return 'reached'
  if (!gap) return 'unknown'
  if (gap.interval && gap.interval.upper < 0) return 'behind'
  if (probability !== null && probability < unlikely.probability && input.elapsed >= unlikely.elapsed)
    return 'behind'
  if (gap.interval && gap.interval.lower > 0 && (probability === null || probability >= likely))
    return 'ahead'
  return 'on_track'
}

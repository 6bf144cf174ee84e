import type { GoalProgress } from '@tandem/contract'

/**
 * Ends of the axis of a goal's bar: all that is known of it with room on both sides, more on the worse one, so that
 * the bar has a length and its gap to the target can be seen.
 */
export function barSpan({ baseline, current, goal }: Pick<GoalProgress, 'baseline' | 'current' | 'goal'>): {
  min: number
  max: number
} {
  const values = [
    goal.target,
    ...(baseline ? [baseline.value] : []),
    ...(current.value === null ? [] : [current.value]),
    ...(current.interval ? [current.interval.lower, current.interval.upper] : []),
  ]
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const span = high - low || Math.abs(high) || 1
  return { min: low - span, max: high + 0.3 * span }
}

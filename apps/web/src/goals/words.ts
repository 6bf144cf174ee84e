import type { GoalProgress, GoalStatus, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { type Format, useFormat } from '../ui/format.ts'
import { placeFor, roundTo } from '../ui/rounding.ts'

/** Tone of a status; the word carries the meaning, the colour only repeats it. */
export const toneOf: Readonly<Record<GoalStatus, 'better' | 'worse' | 'muted'>> = {
  behind: 'worse',
  missed: 'worse',
  unknown: 'muted',
  on_track: 'better',
  ahead: 'better',
  reached: 'better',
}

/** Decimals for a target or another number that a person typed: as typed, two at most. */
export const typed = (format: Format, value: number) => format.number(value, 2)

/** Distances and dates of goals in words. */
export function useGoalWords() {
  const { t } = useTranslation('goals')
  const format = useFormat()
  /** How far two values are apart, as "7.3 points" in the case that follows "behind plan by". */
  const distance = (
    value: number,
    interval: { readonly lower: number; readonly upper: number } | null,
    metric: Pick<Metric, 'unitLabel'>,
  ) => {
    const place = interval ? placeFor((interval.upper - interval.lower) / 2) : -1
    const count = roundTo(Math.abs(value), place)
    const text = format.estimate(Math.abs(value), interval)
    return metric.unitLabel ? format.unit(text, metric.unitLabel) : t('points', { count, value: text })
  }
  /** "46 by 20 Jan 2027". */
  const targetBy = ({ goal, metric }: Pick<GoalProgress, 'goal' | 'metric'>) =>
    t('targetBy', {
      target: format.unit(typed(format, goal.target), metric.unitLabel),
      date: format.date(goal.dueOn),
    })
  return { distance, targetBy }
}

import type { GoalProgress } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Pill } from '../ui/card.tsx'
import { Estimate, IntervalBar } from '../ui/interval-bar.tsx'
import { SuppressedValue } from '../ui/source-badge.tsx'
import { barSpan } from './bar-span.ts'
import classes from './goals.module.css'
import { toneOf, useGoalWords } from './words.ts'

export function StatusChip({ status }: Pick<GoalProgress, 'status'>) {
  const { t } = useTranslation('goals')
  return <Pill tone={toneOf[status]}>{t(`status.${status}`)}</Pill>
}

/** The value of a goal with its interval, or why there is none. */
export function CurrentValue({ current }: Pick<GoalProgress, 'current'>) {
  if (current.value === null)
    return current.suppressed ? <SuppressedValue suppressed={current.suppressed} /> : <span>–</span>
  return <Estimate value={current.value} interval={current.interval} />
}

/** The value on its way to the target, which is marked. */
export function GoalBar({ item }: { item: GoalProgress }) {
  const { current, goal, metric } = item
  if (current.value === null) return <span className={classes.noBar} />
  return (
    <IntervalBar
      value={current.value}
      interval={current.interval}
      {...barSpan(item)}
      mark={goal.target}
      shape={metric.direction === 'up' ? 'bar' : 'dot'}
    />
  )
}

/** A goal in one line: name, target and day, bar with interval and target mark, value, status. */
export function GoalLine({ item }: { item: GoalProgress }) {
  const { targetBy } = useGoalWords()
  return (
    <li className={classes.line}>
      <div className={classes.lineName}>
        <strong>{item.goal.name}</strong>
        <small>{targetBy(item)}</small>
      </div>
      <GoalBar item={item} />
      <div className={classes.lineValue}>
        <CurrentValue current={item.current} />
        <StatusChip status={item.status} />
      </div>
    </li>
  )
}

import classes from './estimates.module.css'
import { useFormat } from './format.ts'
import { useCommon } from './use-common.ts'

export type Tone =
  | 'better'
  | 'worse'
  | 'none'
  | 'customer'
  | 'employee'
  | 'service-test'
  | 'audit'
  | 'operations'

interface IntervalBarProps {
  readonly value: number
  readonly interval: { readonly lower: number; readonly upper: number } | null
  /** Ends of the axis; everything drawn in one list must share them. */
  readonly min: number
  readonly max: number
  /** A line to compare with: a target, the mean, zero. */
  readonly mark?: number
  readonly tone?: Tone
  /** `bar` grows from the start of the axis; `dot` only marks the estimate. */
  readonly shape?: 'dot' | 'bar'
}

function share(value: number, min: number, max: number): string {
  const at = max > min ? (value - min) / (max - min) : 0.5
  return `${Math.min(1, Math.max(0, at)) * 100}%`
}

/** An estimate with its interval on an axis. */
export function IntervalBar(props: IntervalBarProps) {
  const { value, interval, min, max, mark, tone = 'better', shape = 'dot' } = props
  const t = useCommon()
  const format = useFormat()
  const shown = format.estimate(value, interval)
  const label = interval ? t('estimate.label', { value: shown, range: format.range(interval) }) : shown
  const at = (x: number) => share(x, min, max)
  return (
    <span className={classes.axis} role="img" aria-label={label} style={{ color: `var(--${tone})` }}>
      <span className={classes.track} />
      {shape === 'bar' && <span className={classes.bar} style={{ width: at(value) }} />}
      {interval && (
        <span
          className={classes.interval}
          style={{ left: at(interval.lower), right: `calc(100% - ${at(interval.upper)})` }}
        />
      )}
      {shape === 'dot' && <span className={classes.dot} style={{ left: at(value) }} />}
      {mark !== undefined && <span className={classes.mark} style={{ left: at(mark) }} />}
    </span>
  )
}

interface RankRangeProps {
  readonly rank: { readonly expected: number; readonly lower: number; readonly upper: number }
  /** How many are ranked. */
  readonly of: number
  readonly tone?: Tone
}

/** A rank as a range among its peers: 1, the best, is at the right end. */
export function RankRange({ rank, of, tone }: RankRangeProps) {
  const t = useCommon()
  const format = useFormat()
  const label = t('rank.label', {
    lower: format.count(rank.lower),
    upper: format.count(rank.upper),
    of: format.count(of),
  })
  const at = (r: number) => share(of - r, 0, of - 1)
  return (
    <span className={classes.rank} title={label}>
      <span
        className={classes.axis}
        role="img"
        aria-label={label}
        style={tone && { color: `var(--${tone})` }}
      >
        <span className={classes.track} />
        <span
          className={classes.interval}
          style={{ left: at(rank.upper), right: `calc(100% - ${at(rank.lower)})` }}
        />
        <span className={classes.dot} style={{ left: at(rank.expected) }} />
      </span>
    </span>
  )
}

/** An estimate as text: the figure, and what it is worth behind it. */
export function Estimate({ value, interval }: Pick<IntervalBarProps, 'value' | 'interval'>) {
  const format = useFormat()
  return (
    <span className={classes.estimate}>
      {format.estimate(value, interval)}
      {interval && <small>{format.plusMinus(interval)}</small>}
    </span>
  )
}

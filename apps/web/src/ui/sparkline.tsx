import classes from './estimates.module.css'
import type { Tone } from './interval-bar.tsx'
import { bandPath, linePath } from './path.ts'

export interface SparkPoint {
  /** Null where there is no value: the line is broken there. */
  readonly value: number | null
  readonly lower?: number | null
  readonly upper?: number | null
}

interface SparklineProps {
  readonly points: readonly SparkPoint[]
  /** What the line says, for those who do not see it: "NPS, from 38 to 41 in twelve months". */
  readonly label: string
  readonly width?: number
  readonly height?: number
  readonly tone?: Tone
}

/** A small line with its band, without axes: the shape of a history. */
export function Sparkline({ points, label, width = 96, height = 24, tone = 'better' }: SparklineProps) {
  const values = points.flatMap((p) => [p.value, p.lower, p.upper]).filter((v) => typeof v === 'number')
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const last = points.length - 1
  const place = (value: number | null | undefined, index: number) =>
    typeof value === 'number'
      ? ([
          (index / Math.max(1, last)) * (width - 6) + 3,
          height - 3 - ((value - low) / span) * (height - 6),
        ] as const)
      : null
  const line = points.map((p, i) => place(p.value, i))
  const end = line.findLast((p) => p !== null)
  const band = bandPath(
    points.map((p, i) => place(p.upper, i)),
    points.map((p, i) => place(p.lower, i)),
  )
  return (
    <svg
      className={classes.spark}
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={{ color: `var(--${tone})` }}
    >
      {band && <path d={band} fill="currentColor" opacity={0.16} />}
      <path d={linePath(line)} fill="none" stroke="currentColor" strokeWidth={1.5} strokeLinejoin="round" />
      {end && <circle cx={end[0]} cy={end[1]} r={2.4} fill="currentColor" />}
    </svg>
  )
}

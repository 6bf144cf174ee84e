import type { Source } from '@tandem/contract'
import type { ReactNode } from 'react'
import classes from './estimates.module.css'
import { useCommon } from './use-common.ts'

/** CSS variable of the fixed hue of a source. */
export function sourceHue(source: Source): string {
  return `var(--${source.replace('_', '-')})`
}

/** A source by its hue and its name; with children, those stand in place of the name (a score, say). */
export function SourceBadge({ source, children }: { source: Source; children?: ReactNode }) {
  const t = useCommon()
  const name = t(`source.${source}`)
  const style = { '--hue': sourceHue(source) } as React.CSSProperties
  if (children === undefined)
    return (
      <span className={classes.badge} style={style}>
        {name}
      </span>
    )
  return (
    <span className={classes.badge} style={style} title={name}>
      <span className="visually-hidden">{name}: </span>
      {children}
    </span>
  )
}

interface SuppressedProps {
  readonly suppressed: {
    readonly reason: 'too_few_respondents' | 'not_enough_data' | 'refused'
    readonly message: string
  }
}

/** In place of a number that is withheld: says so, and why; never a zero. */
export function SuppressedValue({ suppressed }: SuppressedProps) {
  const t = useCommon()
  return (
    <span className={classes.suppressed} title={suppressed.message}>
      {t(`suppressed.${suppressed.reason}`)}
    </span>
  )
}

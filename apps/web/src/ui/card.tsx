import type { ReactNode } from 'react'
import { useId } from 'react'
import classes from './card.module.css'

interface CardProps {
  readonly title?: ReactNode
  readonly subtitle?: ReactNode
  /** Controls at the end of the title row, such as "How we know". */
  readonly aside?: ReactNode
  /** No padding around the content, for tables that reach the edge. */
  readonly flush?: boolean
  readonly children: ReactNode
}

/** A sheet of paper with a hairline. */
export function Card({ title, subtitle, aside, flush, children }: CardProps) {
  const id = useId()
  return (
    <section
      className={classes.card}
      data-flush={flush || undefined}
      aria-labelledby={title ? id : undefined}
    >
      {(title || aside) && (
        <header className={classes.head}>
          <div>
            {title && <h2 id={id}>{title}</h2>}
            {subtitle && <p>{subtitle}</p>}
          </div>
          {aside && <div className={classes.aside}>{aside}</div>}
        </header>
      )}
      <div className={classes.body}>{children}</div>
    </section>
  )
}

/** Cards side by side where there is room: `wide` gives the first one more. */
export function Cards({ children, wide }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className={classes.cards} data-wide={wide || undefined}>
      {children}
    </div>
  )
}

/** A short word on a tinted ground. The word carries the meaning, the colour only repeats it. */
export function Pill({ tone, children }: { tone?: 'better' | 'worse' | 'muted'; children: ReactNode }) {
  return (
    <span className={classes.pill} data-tone={tone}>
      {children}
    </span>
  )
}

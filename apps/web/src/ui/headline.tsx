import type { ReactNode } from 'react'
import classes from './headline.module.css'

/** A part of a headline that carries the matter: `worse`, `better`, or plain weight. */
export function Em({ tone, children }: { tone?: 'worse' | 'better'; children?: ReactNode }) {
  return (
    <em className={classes.em} data-tone={tone}>
      {children}
    </em>
  )
}

interface HeadlineProps {
  /** The one sentence a screen opens with; mark its core with `<Em>`. */
  readonly children: ReactNode
  /** A line below: context, and the link to what to do. */
  readonly more?: ReactNode
}

/** What is the matter and what to do, in one sentence. The h1 of a screen. */
export function HeadlineSentence({ children, more }: HeadlineProps) {
  return (
    <div className={classes.headline}>
      <h1>{children}</h1>
      {more && <p>{more}</p>}
    </div>
  )
}

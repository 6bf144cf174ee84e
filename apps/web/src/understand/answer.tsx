import type { ReactNode } from 'react'
import classes from './answer.module.css'

/** What was answered, one card below the other; dimmed while a newer answer is on its way. */
export function Answer({ refreshing, children }: { refreshing: boolean; children: ReactNode }) {
  return (
    <div className={classes.answer} aria-busy={refreshing} data-refreshing={refreshing || undefined}>
      {children}
    </div>
  )
}

/** What a card says, above the picture that proves it. */
export function Lead({ children }: { children: ReactNode }) {
  return <p className={classes.lead}>{children}</p>
}

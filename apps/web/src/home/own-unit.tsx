import type { Change, Unit } from '@tandem/contract'
import type { ReactNode } from 'react'
import { Cards } from '../ui/card.tsx'
import { AgainstPeers } from '../understand/unit/against-peers.tsx'
import { LearnFrom } from '../understand/unit/learn-from.tsx'
import type { Against, Overview } from '../understand/unit/message.ts'
import { Places } from '../understand/unit/places.tsx'
import classes from './home.module.css'

interface OwnUnitProps {
  readonly unit: Unit
  readonly overview: Overview
  readonly rows: readonly Against[]
  readonly changes: readonly Change[]
  /** Below the place among others. */
  readonly words: ReactNode
  /** Below the strengths and weaknesses. */
  readonly children: ReactNode
}

/** The manager's own unit: where it is strong and weak, its place, and whom to learn from. */
export default function OwnUnit({ unit, overview, rows, changes, words, children }: OwnUnitProps) {
  return (
    <Cards wide>
      <div className={classes.column} data-first>
        {rows.length > 0 && <AgainstPeers rows={rows} level={unit.kind} few={10} />}
        {children}
      </div>
      <div className={classes.column}>
        <Places unit={unit} overview={overview} />
        <LearnFrom overview={overview} changes={changes} />
        {words}
      </div>
    </Cards>
  )
}

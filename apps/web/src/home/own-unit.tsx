import type { Change, Unit } from '@tandem/contract'
import { Cards } from '../ui/card.tsx'
import { AgainstPeers } from '../understand/unit/against-peers.tsx'
import { LearnFrom } from '../understand/unit/learn-from.tsx'
import type { Against, Overview } from '../understand/unit/message.ts'
import { Places } from '../understand/unit/places.tsx'

interface OwnUnitProps {
  readonly unit: Unit
  readonly overview: Overview
  readonly rows: readonly Against[]
  readonly changes: readonly Change[]
}

/** The manager's own unit: where it is strong and weak, its place, and whom to learn from. */
export default function OwnUnit({ unit, overview, rows, changes }: OwnUnitProps) {
  return (
    <Cards wide>
      {rows.length > 0 && <AgainstPeers rows={rows} level={unit.kind} />}
      <div>
        <Places unit={unit} overview={overview} />
        <LearnFrom overview={overview} changes={changes} />
      </div>
    </Cards>
  )
}

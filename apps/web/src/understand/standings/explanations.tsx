import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { memo } from 'react'
import { LeftOut } from '../left-out.tsx'
import { CaseMixCard } from './case-mix-card.tsx'
import { ChangesCard } from './changes-card.tsx'
import type { Before } from './comparison.ts'
import { EvaluatorsCard } from './evaluators.tsx'
import { MoversCard } from './movers-card.tsx'

interface ExplanationsProps {
  readonly standings: Standings
  readonly before: Before | null
  readonly level: UnitKind
  /** More of those that move, because plain averages are asked for. */
  readonly raw: boolean
  readonly onOpen: (unit: Standing) => void
}

/** Why it stands as it stands: the change since another period, what adjusting moved, mix, evaluators, who is missing. */
function Explanations({ standings, before, level, raw, onOpen }: ExplanationsProps) {
  return (
    <>
      {before && standings.items.length > 1 && (
        <ChangesCard standings={standings} before={before} level={level} onOpen={onOpen} />
      )}
      <MoversCard standings={standings} level={level} open={raw} />
      {standings.caseMix && <CaseMixCard standings={standings} caseMix={standings.caseMix} level={level} />}
      {standings.evaluators.length > 0 && <EvaluatorsCard standings={standings} />}
      {standings.leftOut.length > 0 && <LeftOut leftOut={standings.leftOut} level={level} />}
    </>
  )
}

/** Of the exact answer: moving a slider does not touch it. */
export default memo(Explanations)

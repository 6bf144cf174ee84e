import type { JourneyBody } from './put-journey.ts'
import type { UnitTree } from './unit-tree.ts'

/** The columns of journeys in CSV: a row a touchpoint, in the order of the journey. */
export const journeyColumns = [
  ...['journey', 'journeyName', 'stage'],
  ...['touchpoint', 'name', 'side', 'owner'],
] as const

/** Cells of a row by column; null where there is none: a stage without touchpoints is a row without a touchpoint. */
export type JourneyRow = Readonly<Record<(typeof journeyColumns)[number], string | null>>

/** A journey as rows, its owners by key. */
export function rowsOf(journey: JourneyBody, tree: UnitTree): JourneyRow[] {
  return journey.stages.flatMap((stage): JourneyRow[] => {
    const shared = { journey: journey.key, journeyName: journey.name, stage: stage.name }
    if (stage.touchpoints.length === 0)
      return [{ ...shared, touchpoint: null, name: null, side: null, owner: null }]
    return stage.touchpoints.map(({ key, name, side, ownerUnitId }) => ({
      ...shared,
      touchpoint: key,
      name,
      side,
      owner: ownerUnitId === null ? null : (tree.units.get(ownerUnitId)?.key ?? null),
    }))
  })
}

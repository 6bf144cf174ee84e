import type { Journey, Unit } from '@tandem/contract'

type Touchpoint = Journey['stages'][number]['touchpoints'][number]

export interface PartInJourney {
  readonly journey: Journey
  /** Moments that are in the hands of the own units. */
  readonly own: number
  readonly stages: readonly {
    readonly id: string
    readonly name: string
    readonly touchpoints: readonly (Touchpoint & { readonly own: boolean })[]
  }[]
}

/**
 * Where people stand in what customers go through: touchpoints that their units own, and for those in a site also the
 * frontstage ones without an owner, which belong to whichever site the customer is in. Journeys with a part of theirs
 * first; without units of their own, all journeys as they are.
 */
export function partsIn(
  journeys: readonly Journey[],
  own: { readonly kind: Unit['kind']; readonly ids: ReadonlySet<string> } | null,
): PartInJourney[] {
  const isOwn = ({ ownerUnitId, side }: Touchpoint) =>
    own !== null &&
    (ownerUnitId === null ? side === 'frontstage' && own.kind === 'site' : own.ids.has(ownerUnitId))
  const parts = journeys.map((journey): PartInJourney => {
    const stages = journey.stages.map(({ id, name, touchpoints }) => ({
      id,
      name,
      touchpoints: touchpoints.map((t) => ({ ...t, own: isOwn(t) })),
    }))
    const count = stages.reduce((sum, s) => sum + s.touchpoints.filter((t) => t.own).length, 0)
    return { journey, own: count, stages }
  })
  const mine = parts.filter((p) => p.own > 0)
  return mine.length > 0 ? mine.sort((a, b) => b.own - a.own) : parts
}

import type { Standing, Standings } from '@tandem/contract'
import { isUp } from './message.ts'

/** What moved an estimate away from the plain average most. */
export type Why = 'few' | 'strict' | 'lenient' | 'mix'

/** A unit whose place among its peers changes when its plain average is adjusted. */
export interface Mover {
  readonly unit: Standing
  readonly raw: number
  /** Place by plain averages and by estimates, among the units that have both; 1 is best. */
  readonly rawPlace: number
  readonly place: number
  /** Points: together they lead from the plain average to the estimate. */
  readonly parts: { readonly evaluators: number; readonly mix: number; readonly shrinkage: number }
  readonly why: Why
}

/** Each unit with its place by plain averages and by estimates, those that move the most places first. */
export function moversOf(standings: Pick<Standings, 'items' | 'metrics'>): Mover[] {
  const sign = isUp(standings) ? 1 : -1
  const known = standings.items.flatMap((unit) => (unit.raw === null ? [] : [{ unit, raw: unit.raw }]))
  const placesBy = (value: (k: (typeof known)[number]) => number) =>
    new Map(known.toSorted((a, b) => sign * (value(b) - value(a))).map((k, i) => [k.unit.unitId, i + 1]))
  const rawPlaces = placesBy((k) => k.raw)
  const places = placesBy((k) => k.unit.estimate)
  return known
    .map(({ unit, raw }) => {
      const parts = partsOf(unit, raw)
      return {
        unit,
        raw,
        parts,
        why: whyOf(parts),
        rawPlace: rawPlaces.get(unit.unitId) ?? 0,
        place: places.get(unit.unitId) ?? 0,
      }
    })
    .sort((a, b) => Math.abs(b.place - b.rawPlace) - Math.abs(a.place - a.rawPlace) || a.place - b.place)
}

function partsOf(unit: Standing, raw: number): Mover['parts'] {
  const evaluators = -(unit.withoutStrictness ?? 0)
  const mix = -(unit.mix?.effect ?? 0)
  return { evaluators, mix, shrinkage: unit.estimate - raw - evaluators - mix }
}

function whyOf({ evaluators, mix, shrinkage }: Mover['parts']): Why {
  const largest = Math.max(Math.abs(evaluators), Math.abs(mix), Math.abs(shrinkage))
  if (Math.abs(shrinkage) === largest) return 'few'
  if (Math.abs(mix) === largest) return 'mix'
  return evaluators > 0 ? 'strict' : 'lenient'
}

/** What adjusting did, said of the one that moved most; `far`: how many move by more than a tenth of all places. */
export type MoversMessage =
  | { readonly kind: 'same' }
  | { readonly kind: 'moved'; readonly far: number; readonly most: Mover }

export function moversMessage(movers: readonly Mover[]): MoversMessage {
  const [most] = movers
  if (!most || most.place === most.rawPlace) return { kind: 'same' }
  const far = movers.filter((m) => Math.abs(m.place - m.rawPlace) > movers.length / 10).length
  return { kind: 'moved', far, most }
}

import type { Standing, Standings } from '@tandem/contract'

export type CaseMix = NonNullable<Standings['caseMix']>
export type UnitMix = NonNullable<Standing['mix']>

/** A group that made the difference for a unit: how much of it there is here and everywhere, and what it cost. */
export interface Maker {
  /** Place of the group in the list of groups. */
  readonly group: number
  readonly here: number
  readonly everywhere: number
  readonly effect: number
}

/** The group whose share here differs and counts most in the same way as the whole effect; null when none does. */
export function makerOf(mix: UnitMix, { groups }: CaseMix): Maker | null {
  let found: Maker | null = null
  groups.forEach(({ share }, group) => {
    const effect = mix.effects[group] ?? 0
    if (effect * mix.effect <= 0 || Math.abs(effect) <= Math.abs(found?.effect ?? 0)) return
    found = { group, here: mix.shares[group] ?? 0, everywhere: share, effect }
  })
  return found
}

const z90 = 1.6449

/** Points that the mix moved a unit by at least, whichever way: the near end of its 90 % interval; 0 when unsure. */
export function surelyMoved({ effect, standardError }: Pick<UnitMix, 'effect' | 'standardError'>): number {
  return Math.max(0, Math.abs(effect) - z90 * standardError)
}

/** Interval of an effect, 90 %. */
export function effectInterval({ effect, standardError }: Pick<UnitMix, 'effect' | 'standardError'>) {
  return { lower: effect - z90 * standardError, upper: effect + z90 * standardError }
}

/** Units that the mix surely moved most, in either way; those it may not have moved at all come last. */
export function mostMixed(items: readonly Standing[]): (Standing & { readonly mix: UnitMix })[] {
  return items
    .flatMap((s) => (s.mix ? [{ ...s, mix: s.mix }] : []))
    .sort(
      (a, b) => surelyMoved(b.mix) - surelyMoved(a.mix) || Math.abs(b.mix.effect) - Math.abs(a.mix.effect),
    )
}

/**
 * What the mix says: the group that scores lowest of those that matter (a twentieth of the readings at least) and by
 * how much less than the others together; unknown for a composite.
 */
export function lowestGroup({ groups }: CaseMix): { readonly group: number; readonly less: number } | null {
  let found: { group: number; less: number } | null = null
  groups.forEach(({ share, mean }, group) => {
    const others = groups.filter((_, i) => i !== group)
    if (mean === null || share < 0.05 || others.some((g) => g.mean === null)) return
    const weight = others.reduce((sum, g) => sum + g.share, 0)
    const less = others.reduce((sum, g) => sum + (g.share * (g.mean ?? 0)) / weight, 0) - mean
    if (less > (found?.less ?? 0)) found = { group, less }
  })
  return found
}

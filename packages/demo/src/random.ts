import { createRng, type Rng } from '@tandem/stats'

/** A generator of its own for each kind of thing, so that changing one kind leaves the others as they were. */
export function stream(seed: number, name: string): Rng {
  let hash = 0x811c9dc5
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193)
  return createRng(seed + (hash >>> 0) / 4294967296)
}

/** One item of a list that is not empty, each equally likely. */
export const pick = <T>(rng: Rng, items: readonly T[]): T => items[Math.floor(rng.uniform() * items.length)]!

/** An index drawn in proportion to the weights. */
export function weighted(weights: readonly number[]): (rng: Rng) => number {
  const sums = new Float64Array(weights.length)
  let total = 0
  for (let i = 0; i < weights.length; i++) sums[i] = total += weights[i]!
  return (rng) => {
    const x = rng.uniform() * total
    let low = 0
    let high = sums.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (sums[middle]! > x) high = middle
      else low = middle + 1
    }
    return low
  }
}

/** Rounds to a whole number between min and max. */
export const clampRound = (x: number, min: number, max: number): number =>
  x <= min ? min : x >= max ? max : Math.round(x)

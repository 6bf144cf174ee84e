import type { Unit } from '@tandem/contract'
import { fold } from '../ui/fold.ts'

/** A unit with its place in the tree: how deep it lies and the names above it, top first. */
export interface PlacedUnit {
  readonly unit: Pick<Unit, 'id' | 'name' | 'kind' | 'key' | 'parentId'>
  readonly depth: number
  readonly path: readonly string[]
}

/** Depth first, children by name. Units whose parent is outside the list stand at the top. */
export function placeUnits(units: readonly PlacedUnit['unit'][], language: string): PlacedUnit[] {
  const known = new Set(units.map((unit) => unit.id))
  const compare = new Intl.Collator(language, { numeric: true }).compare
  const below = Map.groupBy(units, (unit) =>
    unit.parentId !== null && known.has(unit.parentId) ? unit.parentId : null,
  )
  const placed: PlacedUnit[] = []
  const visit = (parent: string | null, path: readonly string[]) => {
    const children = below.get(parent) ?? []
    for (const unit of children.toSorted((a, b) => compare(a.name, b.name))) {
      placed.push({ unit, depth: path.length, path })
      visit(unit.id, [...path, unit.name])
    }
  }
  visit(null, [])
  return placed
}

/** Units whose name or key has every word of the text; those that start with it come first. */
export function findUnits(placed: readonly PlacedUnit[], text: string, limit: number): PlacedUnit[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  const start = words[0] ?? ''
  const hits = placed.filter(({ unit }) => {
    const hay = `${fold(unit.name)} ${fold(unit.key)}`
    return words.every((word) => hay.includes(word))
  })
  const rank = (p: PlacedUnit) => (fold(p.unit.name).startsWith(start) ? 0 : 1)
  return hits.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit)
}

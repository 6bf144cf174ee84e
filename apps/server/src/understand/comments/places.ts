import { parentAt, type UnitTree } from '../../link/index.ts'

export interface Place {
  readonly unitId: string
  readonly name: string
  readonly n: number
  readonly all: number
}

/** Counts by unit as counts by the nearest region above it on a day, or by the unit where there is none; most first. */
export function placesOf(
  tree: UnitTree,
  day: string,
  counts: ReadonlyMap<string, number>,
  all: ReadonlyMap<string, number>,
): Place[] {
  const places = new Map<string, Place>()
  const add = (unitId: string, n: number, of: number) => {
    const id = regionOf(tree, unitId, day)
    const unit = tree.units.get(id)
    if (!unit) return
    const before = places.get(id)
    places.set(id, { unitId: id, name: unit.name, n: (before?.n ?? 0) + n, all: (before?.all ?? 0) + of })
  }
  for (const [unitId, n] of counts) add(unitId, n, 0)
  for (const [unitId, n] of all) add(unitId, 0, n)
  return [...places.values()].filter((p) => p.n > 0).sort((a, b) => b.n - a.n || (a.name < b.name ? -1 : 1))
}

function regionOf(tree: UnitTree, unitId: string, day: string): string {
  for (let id: string | null = unitId; id !== null; id = parentAt(tree, id, day))
    if (tree.units.get(id)?.kind === 'region') return id
  return unitId
}

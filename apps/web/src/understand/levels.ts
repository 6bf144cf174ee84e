import type { Unit, UnitKind } from '@tandem/contract'

/** Kinds of unit that are compared, in the order they are offered. */
export const levels: readonly UnitKind[] = ['site', 'region', 'department', 'team', 'partner']

/** The levels that have at least two units to compare, sites first. */
export function levelsOf(units: readonly Pick<Unit, 'kind'>[]): UnitKind[] {
  const counts = new Map<UnitKind, number>()
  for (const { kind } of units) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return levels.filter((level) => (counts.get(level) ?? 0) > 1)
}

import type { Unit, UnitKind } from '@tandem/contract'

/** Kinds of unit that are compared, in the order they are offered. */
export const levels: readonly UnitKind[] = ['site', 'region', 'department', 'team', 'partner']

/** The levels that have at least two units to compare, sites first. */
export function levelsOf(units: readonly Pick<Unit, 'kind'>[]): UnitKind[] {
  return levels.filter((level) => units.filter((u) => u.kind === level).length > 1)
}

import type { ImportMapping } from '@tandem/contract'
import { describeUnits, placeUnits, resolveUnits } from '../../link/index.ts'
import type { Transaction } from '../../platform/index.ts'
import type { UnitRow } from './row-to-signal.ts'

interface Described {
  /** Created or changed. */
  written: number
  unchanged: number
  /** By key: why a unit was not written. */
  problems: Map<string, string>
}

/**
 * Writes what a file says about units: name, kind, position, opening day, attributes and, where a unit has none
 * yet, its place. What the file leaves empty stays as it is.
 */
export async function importUnits(
  tx: Transaction,
  organizationId: string,
  mapping: Pick<ImportMapping, 'createUnits' | 'unitKind'>,
  units: readonly UnitRow[],
): Promise<Described> {
  const byKey = new Map(units.map((unit) => [unit.key, unit]))
  const problems = new Map<string, string>()
  if (!mapping.createUnits) {
    const known = await resolveUnits(tx, new Set(byKey.keys()))
    for (const key of byKey.keys()) {
      if (!known.has(key))
        problems.set(key, `The unit "${key}" is not known, and the import was not asked to create units.`)
    }
    for (const key of problems.keys()) byKey.delete(key)
  }
  const rows = [...byKey.values()]
  const written = await describeUnits(tx, organizationId, mapping.unitKind, rows)
  const places = rows.flatMap(({ key, parent }) =>
    parent === null || parent === key ? [] : [{ unit: key, parent }],
  )
  for (const [key, problem] of await placeUnits(tx, organizationId, places)) problems.set(key, problem)
  return { written, unchanged: rows.length - written, problems }
}

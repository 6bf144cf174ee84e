import type { ImportMapping } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { resolveUnits } from '../../link/index.ts'
import { newId, type Transaction } from '../../platform/index.ts'
import { placeUnits } from './place-units.ts'
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
export async function describeUnits(
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
    .map((unit) => ({ id: newId(), ...unit, name: unit.name ?? unit.key }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  const { rows: written } = await tx.execute(sql`
    insert into units (id, organization_id, key, name, kind, attributes, latitude, longitude, opened_on)
    select id, ${organizationId}::uuid, key, name, ${mapping.unitKind}, attributes, latitude, longitude, "openedOn"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, key text, name text, attributes jsonb, latitude float8, longitude float8, "openedOn" date)
    on conflict (organization_id, key) do update set
      name = case when excluded.name = excluded.key then units.name else excluded.name end, kind = excluded.kind,
      attributes = units.attributes || excluded.attributes, latitude = coalesce(excluded.latitude, units.latitude),
      longitude = coalesce(excluded.longitude, units.longitude), opened_on = coalesce(excluded.opened_on, units.opened_on)
    where (excluded.name <> excluded.key and units.name <> excluded.name) or units.kind <> excluded.kind
      or not units.attributes @> excluded.attributes
      or units.latitude is distinct from coalesce(excluded.latitude, units.latitude)
      or units.longitude is distinct from coalesce(excluded.longitude, units.longitude)
      or units.opened_on is distinct from coalesce(excluded.opened_on, units.opened_on)
    returning 1`)
  const places = rows.flatMap(({ key, parent }) =>
    parent === null || parent === key ? [] : [{ unit: key, parent }],
  )
  for (const [key, problem] of await placeUnits(tx, organizationId, places)) problems.set(key, problem)
  return { written: written.length, unchanged: rows.length - written.length, problems }
}

import type { UnitKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { newId, type Transaction } from '../platform/index.ts'

/** What a row of a file says about a unit; null is nothing. */
export interface UnitFacts {
  readonly key: string
  readonly name: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly openedOn: string | null
  readonly attributes: Readonly<Record<string, string>>
}

/** A unit of which only the key is known. */
export const bareUnit = (key: string): UnitFacts => ({
  key,
  name: null,
  latitude: null,
  longitude: null,
  openedOn: null,
  attributes: {},
})

/*
 * Units by the hundred thousand, for imports of files that name them by the way: one statement a batch, where
 * `writeUnits` works every row out on the whole dated tree.
 */

/** Adds units; of a known one only what is missing is filled in, and its name where that was only its key. */
export async function addUnits(
  tx: Transaction,
  organizationId: string,
  kind: UnitKind,
  units: readonly UnitFacts[],
): Promise<void> {
  await tx.execute(sql`insert into units (id, organization_id, key, name, kind, attributes, latitude, longitude)
    select id, ${organizationId}::uuid, key, name, ${kind}, attributes, latitude, longitude
    from ${records(units)}
    on conflict (organization_id, key) do update set name = excluded.name,
      attributes = excluded.attributes || units.attributes,
      latitude = coalesce(units.latitude, excluded.latitude), longitude = coalesce(units.longitude, excluded.longitude)
    where units.name = units.key and excluded.name <> excluded.key`)
}

/** Adds units and changes known ones to what is said of them; what is not said stays. How many were written. */
export async function describeUnits(
  tx: Transaction,
  organizationId: string,
  kind: UnitKind,
  units: readonly UnitFacts[],
): Promise<number> {
  const { rows } = await tx.execute(sql`
    insert into units (id, organization_id, key, name, kind, attributes, latitude, longitude, opened_on)
    select id, ${organizationId}::uuid, key, name, ${kind}, attributes, latitude, longitude, "openedOn"
    from ${records(units)}
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
  return rows.length
}

/** In the order of their keys: two imports that add the same units then wait for each other instead of deadlocking. */
function records(units: readonly UnitFacts[]) {
  const rows = units
    .map((unit) => ({ ...unit, id: newId(), name: unit.name ?? unit.key }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as r (id uuid, key text, name text, attributes jsonb, latitude float8, longitude float8, "openedOn" date)`
}

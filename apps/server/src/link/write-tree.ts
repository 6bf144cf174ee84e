import { sql } from 'drizzle-orm'
import { Conflict, newId, type Transaction } from '../platform/index.ts'
import type { Timeline } from './dated.ts'
import type { TreeUnit } from './unit-tree.ts'

/** Add units, in bulk. The parents are another matter: see `replacePlaces`. */
export async function insertUnits(
  tx: Transaction,
  organizationId: string,
  units: readonly TreeUnit[],
): Promise<void> {
  if (units.length === 0) return
  const inserted = await tx.execute(sql`
    insert into units (id, organization_id, key, name, kind, attributes, latitude, longitude, opened_on, closed_on)
    select id, ${organizationId}::uuid, key, name, kind, attributes, latitude, longitude, "openedOn", "closedOn"
    from ${recordset(units)} on conflict do nothing`)
  requireAll(inserted.rowCount, units.length)
}

/** Nobody else may have added one of the keys meanwhile: an import of signals does so without the lock. */
export function requireAll(inserted: number | null, wanted: number): void {
  if (inserted !== wanted)
    throw new Conflict('Somebody else is adding the same keys at this moment. Send it again.')
}

/** Overwrite the fields of units, in bulk. */
export async function updateUnits(tx: Transaction, units: readonly TreeUnit[]): Promise<void> {
  if (units.length === 0) return
  await tx.execute(sql`
    update units u set key = r.key, name = r.name, kind = r.kind, attributes = r.attributes, latitude = r.latitude,
      longitude = r.longitude, opened_on = r."openedOn", closed_on = r."closedOn"
    from ${recordset(units)} where u.id = r.id`)
}

/** Replace the places of these units over time, in bulk. */
export async function replacePlaces(
  tx: Transaction,
  organizationId: string,
  places: ReadonlyMap<string, Timeline<string>>,
): Promise<void> {
  if (places.size === 0) return
  await tx.execute(
    sql`delete from unit_parents where unit_id = any(${sql.param([...places.keys()])}::uuid[])`,
  )
  const rows = [...places].flatMap(([unitId, timeline]) =>
    timeline.map(({ value, from, to }) => ({ id: newId(), unitId, parentId: value, from, to })),
  )
  await tx.execute(sql`
    insert into unit_parents (id, organization_id, unit_id, parent_id, valid_from, valid_to)
    select id, ${organizationId}::uuid, "unitId", "parentId", "from", "to"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as r (id uuid, "unitId" uuid, "parentId" uuid, "from" date, "to" date)`)
}

const recordset = (units: readonly TreeUnit[]) => sql`
  jsonb_to_recordset(${JSON.stringify(units)}::jsonb)
    as r (id uuid, key text, name text, kind text, attributes jsonb, latitude double precision,
          longitude double precision, "openedOn" date, "closedOn" date)`

import { sql } from 'drizzle-orm'
import { newId, type Transaction } from '../platform/index.ts'
import { addUnits, bareUnit } from './add-units.ts'
import { resolveUnits } from './resolve-keys.ts'

/** A unit and the unit above it, by key. */
export interface Place {
  unit: string
  parent: string
}

/**
 * Hangs units that have no place yet below their parents, for all time, creating parents that are not known (as
 * regions). A unit that has a place keeps it: a file does not say since when a move holds.
 *
 * @returns keys of units whose place would close a circle, with the reason.
 */
export async function placeUnits(
  tx: Transaction,
  organizationId: string,
  places: readonly Place[],
): Promise<Map<string, string>> {
  const problems = new Map<string, string>()
  if (places.length === 0) return problems
  const parents = new Set(places.map((place) => place.parent))
  await addUnits(tx, organizationId, 'region', parents.values().map(bareUnit).toArray())
  const ids = await resolveUnits(tx, new Set(places.flatMap((place) => [place.unit, place.parent])))
  const above = await parentsNow(tx)
  const rows: { id: string; unit: string; parent: string }[] = []
  for (const place of places) {
    const unit = ids.get(place.unit)
    const parent = ids.get(place.parent)
    if (unit === undefined || parent === undefined || above.has(unit)) continue
    if (closesCircle(above, unit, parent)) {
      problems.set(
        place.unit,
        `The unit "${place.unit}" cannot hang below "${place.parent}", which is below it.`,
      )
      continue
    }
    above.set(unit, [parent])
    rows.push({ id: newId(), unit, parent })
  }
  if (rows.length > 0) {
    await tx.execute(sql`insert into unit_parents (id, organization_id, unit_id, parent_id)
      select id, ${organizationId}::uuid, unit, parent
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, unit uuid, parent uuid)`)
  }
  return problems
}

/** All parents a unit ever had: a circle is one even if its parts hold at different times, as far as an import goes. */
async function parentsNow(tx: Transaction): Promise<Map<string, string[]>> {
  const { rows } = await tx.execute<{ unit: string; parent: string }>(
    sql`select unit_id as unit, parent_id as parent from unit_parents where parent_id is not null`,
  )
  const above = new Map<string, string[]>()
  for (const { unit, parent } of rows) above.set(unit, [...(above.get(unit) ?? []), parent])
  return above
}

function closesCircle(above: ReadonlyMap<string, readonly string[]>, unit: string, parent: string): boolean {
  const seen = new Set([parent])
  for (const at of seen) {
    if (at === unit) return true
    for (const next of above.get(at) ?? []) seen.add(next)
  }
  return false
}

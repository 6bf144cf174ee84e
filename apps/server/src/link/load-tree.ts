import { sql } from 'drizzle-orm'
import { NotFound, type Transaction } from '../platform/index.ts'
import type { Dated } from './dated.ts'
import { buildTree, type TreeUnit, type UnitTree } from './unit-tree.ts'

interface Place {
  unitId: string
  parentId: string
  from: string
  to: string
}
interface Row extends Record<string, unknown> {
  units: TreeUnit[]
  places: Place[]
}

/**
 * The units of the transaction's organization with all their places over time, in one query. As two JSON texts,
 * because a joined row for each place would repeat its unit.
 */
export async function loadTree(tx: Transaction): Promise<UnitTree> {
  const { rows } = await tx.execute<Row>(sql`
    select
      (select coalesce(json_agg(u), '[]') from (
        select id, key, name, kind, attributes, latitude, longitude, opened_on as "openedOn", closed_on as "closedOn"
        from units) u) as units,
      (select coalesce(json_agg(p), '[]') from (
        select unit_id as "unitId", parent_id as "parentId", valid_from as "from", valid_to as "to"
        from unit_parents where parent_id is not null order by unit_id, valid_from) p) as places`)
  const { units, places } = rows[0] ?? { units: [], places: [] }
  const parents = new Map<string, Dated<string>[]>()
  for (const { unitId, parentId, from, to } of places) {
    const timeline = parents.get(unitId)
    if (timeline) timeline.push({ value: parentId, from, to })
    else parents.set(unitId, [{ value: parentId, from, to }])
  }
  return buildTree(new Map(units.map((unit) => [unit.id, unit])), parents)
}

/**
 * Take turns with others who change units or people of this organization: two moves that are fine alone may close a circle
 * together. Held until the end of the transaction; readers do not wait.
 */
export async function lockOrganization(tx: Transaction, organizationId: string): Promise<void> {
  const { rows } = await tx.execute(
    sql`select 1 from organizations where id = ${organizationId} for no key update`,
  )
  if (rows.length === 0) throw new NotFound('The organization')
}

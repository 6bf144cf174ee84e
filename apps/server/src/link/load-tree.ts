import type { UnitKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { NotFound, type Transaction } from '../platform/index.ts'
import type { Dated } from './dated.ts'
import { buildTree, type TreeUnit, type UnitTree } from './unit-tree.ts'

interface Row extends Record<string, unknown> {
  id: string
  key: string
  name: string
  kind: UnitKind
  attributes: Record<string, string>
  latitude: number | null
  longitude: number | null
  openedOn: string | null
  closedOn: string | null
  parentId: string | null
  from: string | null
  to: string | null
}

/** The units of the transaction's organization with all their places over time, in one query. */
export async function loadTree(tx: Transaction): Promise<UnitTree> {
  const { rows } = await tx.execute<Row>(sql`
    select u.id, u.key, u.name, u.kind, u.attributes, u.latitude, u.longitude, u.opened_on::text as "openedOn",
           u.closed_on::text as "closedOn", p.parent_id as "parentId", p.valid_from::text as "from", p.valid_to::text as "to"
    from units u left join unit_parents p on p.unit_id = u.id and p.parent_id is not null
    order by u.id, p.valid_from`)
  const units = new Map<string, TreeUnit>()
  const parents = new Map<string, Dated<string>[]>()
  for (const { parentId, from, to, ...unit } of rows) {
    if (!units.has(unit.id)) units.set(unit.id, unit)
    if (parentId === null || from === null || to === null) continue
    const timeline = parents.get(unit.id)
    if (timeline) timeline.push({ value: parentId, from, to })
    else parents.set(unit.id, [{ value: parentId, from, to }])
  }
  return buildTree(units, parents)
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

import type { linkEndpoints } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import type { Caller, Transaction } from '../platform/index.ts'
import { always, forever, today } from './dated.ts'
import { loadTree } from './load-tree.ts'
import { touchpointColumns, touchpoints } from './tables.ts'
import { ancestorsAt, childrenAt, descendantsAt, isOpen, type UnitTree } from './unit-tree.ts'
import { requireVisible, toUnit } from './unit-view.ts'

export type UnitDetails = z.output<(typeof linkEndpoints)['GET /api/v1/units/{id}']['response']>

/** A unit with its surroundings today and the places it had. Nothing outside of the caller's scope shows. */
export async function getUnit(caller: Caller, id: string): Promise<UnitDetails> {
  return caller.transaction(async (tx) => {
    const tree = await loadTree(tx)
    const unit = requireVisible(caller, tree, id)
    const date = today()
    const visible = (other: string) => !caller.scope || caller.scope.has(other)
    return {
      unit: toUnit(caller, tree, unit, date),
      ancestors: briefs(tree, ancestorsAt(tree, id, date).filter(visible)),
      history: historyOf(tree, id, visible),
      children: briefs(tree, childrenAt(tree, id, date).filter(visible))
        .filter((child) => isOpen(tree.units.get(child.id)!, date))
        .sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true })),
      employees: await countEmployees(tx, descendantsAt(tree, id, date).filter(visible)),
      touchpoints: await tx
        .select(touchpointColumns)
        .from(touchpoints)
        .where(sql`owner_unit_id = ${id}`)
        .orderBy(touchpoints.name, touchpoints.id),
    }
  })
}

function briefs(tree: UnitTree, ids: readonly string[]): UnitDetails['children'] {
  return ids.flatMap((id) => {
    const unit = tree.units.get(id)
    return unit ? [{ id, name: unit.name, kind: unit.kind }] : []
  })
}

/** Places over time, latest first, the times at the top included. */
function historyOf(tree: UnitTree, id: string, visible: (id: string) => boolean): UnitDetails['history'] {
  const history: UnitDetails['history'] = []
  const add = (parentId: string | null, from: string, to: string) => {
    const shown = parentId !== null && visible(parentId) ? parentId : null
    history.unshift({
      parentId: shown,
      parentName: shown === null ? null : (tree.units.get(shown)?.name ?? null),
      from: from === always ? null : from,
      to: to === forever ? null : to,
    })
  }
  let at = always
  for (const { value, from, to } of tree.parents.get(id) ?? []) {
    if (from > at) add(null, at, from)
    add(value, from, to)
    at = to
  }
  if (at < forever) add(null, at, forever)
  return history
}

async function countEmployees(tx: Transaction, unitIds: readonly string[]): Promise<number> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(distinct p.id)::int as n from person_units pu join people p on p.id = pu.person_id
    where p.kind = 'employee' and pu.unit_id = any(${sql.param([...unitIds])}::uuid[])
      and ${today()}::date >= pu.valid_from and ${today()}::date < pu.valid_to`)
  return rows[0]?.n ?? 0
}

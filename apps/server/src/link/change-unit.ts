import type { Unit, unitPatch } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Invalid } from '../platform/index.ts'
import { keyTaken } from './create-unit.ts'
import { today } from './dated.ts'
import { loadTree, lockOrganization } from './load-tree.ts'
import { childrenAt, isOpen, type TreeUnit, type UnitTree } from './unit-tree.ts'
import { requireVisible, toUnit } from './unit-view.ts'
import { updateUnits } from './write-tree.ts'

/** Change what is said of a unit; what the patch leaves out stays. Closing needs that nothing open hangs below. */
export async function changeUnit(
  caller: Caller,
  id: string,
  patch: z.output<typeof unitPatch>,
): Promise<Unit> {
  return caller.transaction(async (tx) => {
    await lockOrganization(tx, caller.organizationId)
    const tree = await loadTree(tx)
    const old = requireVisible(caller, tree, id)
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const unit: TreeUnit = { ...old, ...given }
    if (unit.key !== old.key)
      for (const other of tree.units.values()) if (other.key === unit.key) throw keyTaken(unit.key)
    requireClosable(tree, unit)
    await updateUnits(tx, [unit])
    await audit(tx, caller, 'unit.change', id, given)
    return toUnit(caller, tree, unit, today())
  })
}

function requireClosable(tree: UnitTree, unit: TreeUnit): void {
  if (unit.closedOn === null) return
  if (unit.openedOn !== null && unit.closedOn <= unit.openedOn)
    throw new Invalid('closedOn must be later than openedOn.', [
      { path: '/closedOn', message: 'must be later than openedOn' },
    ])
  const day = unit.closedOn
  const open = childrenAt(tree, unit.id, day)
    .map((id) => tree.units.get(id))
    .filter((child) => child !== undefined && isOpen(child, day))
  if (open.length > 0)
    throw new Conflict(
      `On ${day} ${open.length} open unit(s) still hang below, such as "${open[0]?.name}". Move or close them first.`,
    )
}

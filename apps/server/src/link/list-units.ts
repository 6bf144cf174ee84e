import type { Unit } from '@tandem/contract'
import type { Caller } from '../platform/index.ts'
import { today } from './dated.ts'
import { loadTree } from './load-tree.ts'
import { isOpen, type TreeUnit, type UnitTree } from './unit-tree.ts'
import { toUnit } from './unit-view.ts'

const byName = new Intl.Collator('en', { numeric: true })

/** The units of the caller's scope as they stood on a day: parents before children, siblings by name. */
export async function listUnits(
  caller: Caller,
  options: { asOf?: string | undefined; closed?: boolean | undefined },
): Promise<Unit[]> {
  const tree = await caller.transaction(loadTree)
  return orderedUnits(caller, tree, options.asOf ?? today(), options.closed ?? false)
}

/** The same from a tree that is loaded already. `closed` also lists what is not open on the day. */
export function orderedUnits(caller: Caller, tree: UnitTree, date: string, closed: boolean): Unit[] {
  const listed = (unit: TreeUnit) =>
    (!caller.scope || caller.scope.has(unit.id)) && (closed || isOpen(unit, date))
  const byParent = new Map<string | null, Unit[]>()
  for (const treeUnit of tree.units.values()) {
    if (!listed(treeUnit)) continue
    const unit = toUnit(caller, tree, treeUnit, date)
    const parent = unit.parentId === null ? undefined : tree.units.get(unit.parentId)
    // Below a parent that is closed on the day: shown at the top rather than lost.
    if (!parent || !listed(parent)) unit.parentId = null
    const siblings = byParent.get(unit.parentId)
    if (siblings) siblings.push(unit)
    else byParent.set(unit.parentId, [unit])
  }
  const ordered: Unit[] = []
  const add = (parentId: string | null): void => {
    const siblings = byParent.get(parentId) ?? []
    for (const unit of siblings.sort((a, b) => byName.compare(a.name, b.name) || (a.key < b.key ? -1 : 1))) {
      ordered.push(unit)
      add(unit.id)
    }
  }
  add(null)
  return ordered
}

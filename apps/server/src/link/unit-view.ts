import type { Unit } from '@tandem/contract'
import { type Caller, NotFound, requireUnit } from '../platform/index.ts'
import { parentAt, type TreeUnit, type UnitTree } from './unit-tree.ts'

/** The unit, if it exists within the caller's scope; else not found, whichever of the two it is. */
export function requireVisible(caller: Caller, tree: UnitTree, unitId: string): TreeUnit {
  requireUnit(caller, unitId)
  const unit = tree.units.get(unitId)
  if (!unit) throw new NotFound('The unit')
  return unit
}

/** What is outside of the caller's scope is not shown, so the root of the scope looks like the top. */
function visibleParentAt(caller: Caller, tree: UnitTree, unitId: string, date: string): string | null {
  const parentId = parentAt(tree, unitId, date)
  return parentId !== null && (!caller.scope || caller.scope.has(parentId)) ? parentId : null
}

/** A unit as the API shows it on a day. */
export function toUnit(caller: Caller, tree: UnitTree, unit: TreeUnit, date: string): Unit {
  return {
    ...unit,
    attributes: { ...unit.attributes },
    parentId: visibleParentAt(caller, tree, unit.id, date),
  }
}

import type { Unit } from '@tandem/contract'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Forbidden } from '../platform/index.ts'
import { changeFrom, nextChange, type Timeline } from './dated.ts'
import { loadTree, lockOrganization } from './load-tree.ts'
import { buildTree, firstDayBelow, type UnitTree } from './unit-tree.ts'
import { requireVisible, toUnit } from './unit-view.ts'
import { replacePlaces } from './write-tree.ts'

/**
 * Hang a unit below another parent (null: the top) from a day on, until its next move that is already recorded.
 * Before the day it stays where it was. Answers the unit as of that day.
 */
export async function moveUnit(
  caller: Caller,
  id: string,
  move: { parentId: string | null; from: string },
): Promise<Unit> {
  return caller.transaction(async (tx) => {
    await lockOrganization(tx, caller.organizationId)
    const tree = await loadTree(tx)
    const unit = requireVisible(caller, tree, id)
    if (move.parentId !== null) requireVisible(caller, tree, move.parentId)
    if (caller.scope && (move.parentId === null || id === caller.scopeUnitId))
      throw new Forbidden('You can move units only within your scope. Ask somebody with a wider scope.')
    const places = movedPlaces(tree, id, move.parentId, move.from)
    if ('circle' in places)
      throw new Conflict(
        `On ${places.circle} the new parent is itself below "${unit.name}", so the move would close a circle. ` +
          'Choose another parent or another date.',
      )
    await replacePlaces(tx, caller.organizationId, new Map([[id, places]]))
    await audit(tx, caller, 'unit.move', id, move)
    return toUnit(caller, buildTree(tree.units, new Map([[id, places]])), unit, move.from)
  })
}

/** The places of a unit after a move; or the first day on which the move would close a circle. */
export function movedPlaces(
  tree: Pick<UnitTree, 'parents'>,
  id: string,
  parentId: string | null,
  from: string,
): Timeline<string> | { circle: string } {
  const places = tree.parents.get(id) ?? []
  const span = { from, to: nextChange(places, from) }
  const circle = parentId === null ? null : firstDayBelow(tree.parents, parentId, id, span)
  return circle === null ? changeFrom(places, parentId, from) : { circle }
}

import type { Unit, unitBody } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Forbidden, newId } from '../platform/index.ts'
import { always, forever, today } from './dated.ts'
import { loadTree, lockOrganization } from './load-tree.ts'
import { buildTree } from './unit-tree.ts'
import { requireVisible, toUnit } from './unit-view.ts'
import { insertUnits, replacePlaces } from './write-tree.ts'

/** Create a unit below a parent of the caller's scope; at the top only without a scope. */
export async function createUnit(caller: Caller, body: z.output<typeof unitBody>): Promise<Unit> {
  const { parentId, ...fields } = body
  return caller.transaction(async (tx) => {
    await lockOrganization(tx, caller.organizationId)
    const tree = await loadTree(tx)
    if (parentId !== null) requireVisible(caller, tree, parentId)
    else if (caller.scope) throw new Forbidden('Choose a parent within your scope for the new unit.')
    for (const other of tree.units.values()) if (other.key === body.key) throw keyTaken(body.key)
    const unit = { ...fields, id: newId(), closedOn: null }
    await insertUnits(tx, caller.organizationId, [unit])
    const places = parentId === null ? [] : [{ value: parentId, from: always, to: forever }]
    await replacePlaces(tx, caller.organizationId, new Map([[unit.id, places]]))
    await audit(tx, caller, 'unit.create', unit.id, { key: unit.key, parentId })
    const grown = buildTree(new Map([[unit.id, unit]]), new Map([[unit.id, places]]))
    return toUnit(caller, grown, unit, today())
  })
}

export const keyTaken = (key: string) =>
  new Conflict(`A unit with the key "${key}" exists already. Choose another key.`)

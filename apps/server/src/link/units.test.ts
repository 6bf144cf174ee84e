import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Unit } from '@tandem/contract'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Conflict, Forbidden, NotFound, newId } from '../platform/index.ts'
import { changeUnit } from './change-unit.ts'
import { createUnit } from './create-unit.ts'
import { getUnit } from './get-unit.ts'
import { listUnits } from './list-units.ts'
import { moveUnit } from './move-unit.ts'

let db: TestDatabase
let owner: Caller
const ids: Record<string, string> = {}
const order = ['north', 'n2', 'n2-team', 'n10', 'south', 's1']

async function create(key: string, kind: Unit['kind'], parent?: string, caller = owner): Promise<Unit> {
  const parentId = parent === undefined ? null : ids[parent]!
  const place = { attributes: {}, latitude: null, longitude: null, openedOn: null }
  const unit = await createUnit(caller, { key, name: key.toUpperCase(), kind, parentId, ...place })
  ids[key] = unit.id
  return unit
}
const keys = (units: readonly Unit[]) => units.map((unit) => unit.key)

before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
  await create('north', 'region')
  await create('south', 'region')
  await create('n2', 'site', 'north')
  await create('n10', 'site', 'north')
  await create('s1', 'site', 'south')
  await create('n2-team', 'team', 'n2')
})
after(() => db.close())

test('the list has parents before children and siblings by name as people count', async () => {
  const list = await listUnits(owner, {})
  assert.deepEqual(keys(list), ['north', 'n2', 'n2-team', 'n10', 'south', 's1'])
  assert.equal(list[1]?.parentId, ids.north)
})

test('a move holds from its day; before it the old tree stands', async () => {
  const moved = await moveUnit(owner, ids.n2!, { parentId: ids.south!, from: '2024-03-01' })
  assert.equal(moved.parentId, ids.south)
  assert.deepEqual(keys(await listUnits(owner, { asOf: '2024-02-29' })), order)
  assert.deepEqual(keys(await listUnits(owner, {})), ['north', 'n10', 'south', 'n2', 'n2-team', 's1'])
  const { history, ancestors } = await getUnit(owner, ids.n2!)
  assert.deepEqual(history, [
    { parentId: ids.south, parentName: 'SOUTH', from: '2024-03-01', to: null },
    { parentId: ids.north, parentName: 'NORTH', from: null, to: '2024-03-01' },
  ])
  assert.deepEqual(
    ancestors.map((a) => a.name),
    ['SOUTH'],
  )
  await moveUnit(owner, ids.n2!, { parentId: ids.north!, from: '2024-03-01' })
})

test('a circle is refused on whatever day it would close, also in the future', async () => {
  await moveUnit(owner, ids.south!, { parentId: ids.n10!, from: '2090-01-01' })
  const move = moveUnit(owner, ids.n10!, { parentId: ids.s1!, from: '2080-01-01' })
  await assert.rejects(move, (e: Error) => e instanceof Conflict && /On 2090-01-01 .*circle/.test(e.message))
  await assert.rejects(moveUnit(owner, ids.north!, { parentId: ids.north!, from: '2024-01-01' }), Conflict)
  await moveUnit(owner, ids.south!, { parentId: null, from: '2090-01-01' })
  await moveUnit(owner, ids.n10!, { parentId: ids.s1!, from: '2080-01-01' })
  await moveUnit(owner, ids.n10!, { parentId: ids.north!, from: '2080-01-01' })
})

test('two moves at the same time that close a circle together: one of them is refused', async () => {
  await create('a', 'region')
  await create('b', 'region')
  const moves = await Promise.allSettled([
    moveUnit(owner, ids.a!, { parentId: ids.b!, from: '2024-01-01' }),
    moveUnit(owner, ids.b!, { parentId: ids.a!, from: '2024-01-01' }),
  ])
  assert.deepEqual(moves.map((m) => m.status).sort(), ['fulfilled', 'rejected'])
})

test('a patch changes what it names; keys stay unique; closing waits for what hangs below', async () => {
  const unit = await changeUnit(owner, ids.s1!, {
    name: 'Harbour',
    attributes: { format: 'big' },
    latitude: 1,
  })
  assert.deepEqual(
    [unit.name, unit.key, unit.attributes, unit.parentId],
    ['Harbour', 's1', { format: 'big' }, ids.south],
  )
  await assert.rejects(changeUnit(owner, ids.s1!, { key: 'n2' }), Conflict)
  await assert.rejects(create('n2', 'site'), Conflict)
  await assert.rejects(
    changeUnit(owner, ids.south!, { closedOn: '2024-05-01' }),
    /1 open unit\(s\) still hang below/,
  )
  await changeUnit(owner, ids.s1!, { closedOn: '2024-05-01' })
  await changeUnit(owner, ids.south!, { closedOn: '2024-05-01' })
  assert.ok(!keys(await listUnits(owner, {})).includes('s1'))
  assert.ok(keys(await listUnits(owner, { asOf: '2024-04-30' })).includes('s1'))
  assert.ok(keys(await listUnits(owner, { closed: true })).includes('s1'))
  await assert.rejects(changeUnit(owner, ids.s1!, { openedOn: '2024-06-01' }), /later than openedOn/)
})

test('a caller with a scope sees it as the whole tree, and can neither read nor write outside', async () => {
  const scoped = testCaller(db, { scope: [ids.n2!, ids['n2-team']!] })
  const list = await listUnits(scoped, {})
  assert.deepEqual(
    list.map((u) => [u.key, u.parentId]),
    [
      ['n2', null],
      ['n2-team', ids.n2],
    ],
  )
  const details = await getUnit(scoped, ids.n2!)
  assert.deepEqual([details.unit.parentId, details.ancestors], [null, []])
  assert.ok(details.history.every((h) => h.parentId === null && h.parentName === null))
  for (const act of [
    () => getUnit(scoped, ids.north!),
    () => changeUnit(scoped, ids.n10!, { name: 'mine' }),
    () => moveUnit(scoped, ids.n10!, { parentId: ids.n2!, from: '2024-01-01' }),
    () => moveUnit(scoped, ids['n2-team']!, { parentId: ids.north!, from: '2024-01-01' }),
    () => create('new', 'team', 'north', scoped),
    () => getUnit(scoped, newId()),
  ])
    await assert.rejects(
      act(),
      (e: Error) => e instanceof NotFound && e.message.startsWith('The unit was not found'),
    )
  await assert.rejects(moveUnit(scoped, ids['n2-team']!, { parentId: null, from: '2024-01-01' }), Forbidden)
  await assert.rejects(
    moveUnit(scoped, ids.n2!, { parentId: ids['n2-team']!, from: '2024-01-01' }),
    Forbidden,
  )
  await assert.rejects(create('new', 'team', undefined, scoped), Forbidden)
  assert.equal((await create('n2-new', 'team', 'n2', scoped)).parentId, ids.n2)
})

test("another organization's units do not exist, not even as a parent", async () => {
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  assert.deepEqual(await listUnits(other, {}), [])
  await assert.rejects(getUnit(other, ids.north!), NotFound)
  await assert.rejects(changeUnit(other, ids.north!, { name: 'mine' }), NotFound)
  await assert.rejects(create('x', 'site', 'north', other), NotFound)
  const north = ids.north!
  const theirs = await create('north', 'region', undefined, other)
  await assert.rejects(moveUnit(other, theirs.id, { parentId: north, from: '2024-01-01' }), NotFound)
  ids.north = north
})

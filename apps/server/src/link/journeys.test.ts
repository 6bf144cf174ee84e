import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { journeyBody } from '@tandem/contract'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Conflict, Forbidden, Invalid, NotFound } from '../platform/index.ts'
import { listJourneys } from './list-journeys.ts'
import { putJourney } from './put-journey.ts'
import { resolveTouchpoints } from './resolve-keys.ts'
import { writeUnits } from './write-units.ts'

let db: TestDatabase
let owner: Caller
before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
})
after(() => db.close())

/** Stages as `name: touchpoint touchpoint`. */
const put = (key: string, stages: readonly string[], caller = owner, ownerUnitId: string | null = null) =>
  putJourney(
    caller,
    journeyBody.parse({
      key,
      name: `Journey ${key}`,
      stages: stages.map((stage) => {
        const [name, points] = stage.split(':')
        const side = 'frontstage'
        return {
          name,
          touchpoints: points!
            .split(' ')
            .filter(Boolean)
            .map((key) => ({ key, name: key, side, ownerUnitId })),
        }
      }),
    }),
  )
const outline = async (caller = owner) =>
  Object.fromEntries(
    (await listJourneys(caller)).map((journey) => [
      journey.key,
      journey.stages.map((s) => `${s.name}:${s.touchpoints.map((t) => t.key).join(' ')}`),
    ]),
  )

test('a journey is written whole, and what keeps its key or name keeps its id', async () => {
  const before = await put('buy', ['Find:web shop', 'Pay:till'])
  const after = await put('buy', ['Pay:shop till', 'Enjoy:', 'Find:call'])
  assert.deepEqual(await outline(), { buy: ['Pay:shop till', 'Enjoy:', 'Find:call'] })
  assert.equal(after.id, before.id)
  assert.equal(after.stages[0]?.id, before.stages[1]?.id)
  assert.equal(after.stages[0]?.touchpoints[0]?.id, before.stages[0]?.touchpoints[1]?.id)
  const left = await owner.transaction((tx) => resolveTouchpoints(tx, new Set(['web'])))
  assert.equal(left.get('web'), before.stages[0]?.touchpoints[0]?.id, 'its readings keep their touchpoint')
  const again = await put('other', ['Start:web'])
  assert.equal(again.stages[0]?.touchpoints[0]?.id, left.get('web'))
})

test('a touchpoint stands in one place only', async () => {
  await put('mine', ['One:a'])
  await assert.rejects(
    put('yours', ['One:a']),
    (e: Error) => e instanceof Conflict && /"Journey mine"/.test(e.message),
  )
  await assert.rejects(put('mine', ['One:a', 'Two:a']), Invalid)
  assert.deepEqual((await outline()).mine, ['One:a'], 'a refused journey changes nothing')
  assert.equal((await outline()).yours, undefined)
})

test('owners are units of the own organization', async () => {
  const written = await owner.transaction((tx) =>
    writeUnits(tx, owner, [{ key: 'books', kind: 'department' }]),
  )
  const unit = written.ids.get('books')!
  const journey = await put('invoice', ['Bill:mail'], owner, unit)
  assert.equal(journey.stages[0]?.touchpoints[0]?.ownerUnitId, unit)
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  assert.deepEqual(await outline(other), {})
  await assert.rejects(put('invoice', ['Bill:mail'], other, unit), NotFound)
  await put('invoice', ['Theirs:mail'], other)
  assert.deepEqual((await outline()).invoice, ['Bill:mail'])
})

test('who is limited to a unit reads journeys but does not write them', async () => {
  const scoped = testCaller(db, { scope: [db.organizationId] })
  assert.ok('buy' in (await outline(scoped)))
  await assert.rejects(put('buy', [], scoped), Forbidden)
})

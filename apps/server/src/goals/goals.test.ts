import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { goalBody, goalPatch, journeyBody, metricBody } from '@tandem/contract'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { putJourney, writeUnits } from '../link/index.ts'
import { type Caller, Conflict, Forbidden, Invalid, NotFound } from '../platform/index.ts'
import { archiveGoal, changeGoal } from './change-goal.ts'
import { createGoal } from './create-goal.ts'
import { createMetric } from './create-metric.ts'
import { listGoals } from './list-goals.ts'

let db: TestDatabase
let owner: Caller
let north = ''
let south = ''
let journeyId = ''
/** What the readings say in these tests. */
let heard: number | null = null
const heardBaseline = async () => heard
const options = { heardBaseline, mustLieAhead: true }
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
  const scale = { kind: 'csat', source: 'customer', scaleMin: 1, scaleMax: 5, decimals: 1, unitLabel: '' }
  await createMetric(
    owner,
    metricBody.parse({ ...scale, key: 'csat', name: 'Satisfaction', direction: 'up' }),
  )
  await createMetric(owner, metricBody.parse({ ...scale, key: 'wait', name: 'Waiting', direction: 'down' }))
  const units = ['north', 'south'].map((key) => ({ key, name: key, kind: 'region' as const }))
  const { ids } = await owner.transaction((tx) => writeUnits(tx, owner, units))
  north = ids.get('north')!
  south = ids.get('south')!
  const journey = await putJourney(owner, journeyBody.parse({ key: 'visit', name: 'Visit', stages: [] }))
  journeyId = journey.id
})
after(() => db.close())

const body = (more: object = {}) =>
  goalBody.parse({ name: 'Happier customers', metric: 'csat', target: 80, dueOn: inDays(90), ...more })
const patch = (more: object) => goalPatch.parse(more)
const set = (more: object = {}, caller = owner) => createGoal(caller, body(more), options)

test('a goal is set with what was told and what is usual, and listed by its due date', async () => {
  const later = await set({ name: 'Later', dueOn: inDays(200), journeyIds: [journeyId, journeyId] })
  const goal = await set({ sponsor: { name: 'Board' }, worthPerPoint: 500, baseline: 70, unitId: north })
  assert.equal(goal.startsOn, inDays(0))
  assert.equal(goal.unitName, 'north')
  assert.deepEqual(goal.sponsor, { memberId: null, name: 'Board' })
  assert.deepEqual(later.journeyIds, [journeyId])
  assert.deepEqual(
    (await listGoals(owner, { archived: false })).map(({ id }) => id),
    [goal.id, later.id],
  )
})

test('a target must be better than where things stand, told or heard, and on the scale', async () => {
  const refused = (more: object, pattern: RegExp) =>
    assert.rejects(set(more), (e: unknown) => e instanceof Invalid && pattern.test(e.message))
  await refused({ baseline: 80 }, /where things stand already \(80\)/)
  await refused({ baseline: 85 }, /higher is better here/)
  await refused({ metric: 'wait', baseline: 60 }, /lower is better here/)
  await refused({ target: 101 }, /goes from 0 to 100/)
  await refused({ baseline: -3 }, /Give a baseline in between/)
  await refused({ dueOn: inDays(0) }, /must come after the first day/)
  await refused({ startsOn: '2020-01-01', dueOn: '2020-06-01' }, /has passed already/)
  heard = 81.25
  await refused({}, /worse than the baseline \(81.25, as heard\)/)
  // A baseline that is told counts, whatever was heard.
  assert.equal((await set({ baseline: 70, name: 'Told' })).baseline, 70)
  heard = null
  await set({ metric: 'wait', baseline: 90, name: 'Down' })
})

test('every wrong field is named at once', async () => {
  await assert.rejects(set({ target: 101, baseline: -1, dueOn: inDays(-5) }), (e: unknown) => {
    assert.ok(e instanceof Invalid)
    assert.deepEqual(
      e.errors?.map(({ path }) => path),
      ['/target', '/baseline', '/dueOn'],
    )
    return true
  })
})

test('what is not there is said to be missing, also when another organization has it', async () => {
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  await assert.rejects(set({ metric: 'nothing' }), NotFound)
  await assert.rejects(set({ unitId: crypto.randomUUID() }), NotFound)
  await assert.rejects(set({ sponsor: { memberId: crypto.randomUUID(), name: 'x' } }), NotFound)
  await assert.rejects(set({ journeyIds: [crypto.randomUUID()] }), NotFound)
  await createMetric(
    other,
    metricBody.parse({
      ...{ key: 'csat', name: 'Theirs', kind: 'csat', source: 'customer', scaleMin: 1, scaleMax: 5 },
      ...{ direction: 'up', decimals: 1, unitLabel: '' },
    }),
  )
  await assert.rejects(set({ unitId: north }, other), NotFound)
  await assert.rejects(set({ journeyIds: [journeyId] }, other), NotFound)
  const [mine] = await listGoals(owner, { archived: false })
  assert.deepEqual(await listGoals(other, { archived: true }), [])
  await assert.rejects(changeGoal(other, mine!.id, patch({ name: 'x' }), heardBaseline), NotFound)
  await assert.rejects(archiveGoal(other, mine!.id), NotFound)
})

test('a change keeps the rest, counts the version, and refuses to run over another change', async () => {
  const goal = await set({ baseline: 70, sponsor: { name: 'Board' } })
  const changed = await changeGoal(owner, goal.id, patch({ target: 78, version: 1 }), heardBaseline)
  assert.deepEqual(changed, { ...goal, target: 78, version: 2 })
  await assert.rejects(changeGoal(owner, goal.id, patch({ target: 79, version: 1 }), heardBaseline), Conflict)
  await assert.rejects(changeGoal(owner, goal.id, patch({ target: 60 }), heardBaseline), Invalid)
  await assert.rejects(changeGoal(owner, goal.id, patch({ dueOn: '2020-01-01' }), heardBaseline), Invalid)
  const cleared = await changeGoal(owner, goal.id, patch({ sponsor: null, baseline: null }), heardBaseline)
  assert.deepEqual([cleared.sponsor, cleared.baseline, cleared.version], [null, null, 3])
})

test('a goal that is due can still be renamed', async () => {
  const past = await createGoal(owner, body({ startsOn: '2020-01-01', dueOn: '2020-06-01', baseline: 70 }), {
    heardBaseline: null,
    mustLieAhead: false,
  })
  const renamed = await changeGoal(owner, past.id, patch({ name: 'Old', target: 75 }), heardBaseline)
  assert.deepEqual([renamed.name, renamed.target, renamed.dueOn], ['Old', 75, '2020-06-01'])
})

test('put away and brought back', async () => {
  const goal = await set({ name: 'Away' })
  await archiveGoal(owner, goal.id)
  const listed = async (archived: boolean) =>
    (await listGoals(owner, { archived })).some(({ id }) => id === goal.id)
  assert.deepEqual([await listed(false), await listed(true)], [false, true])
  const back = await changeGoal(owner, goal.id, patch({ archived: false }), heardBaseline)
  assert.equal(back.archivedAt, null)
  assert.equal(await listed(false), true)
})

test('a scope sees the goals of the company and its own, and changes only its own', async () => {
  const scoped = testCaller(db, { scope: [north] })
  const own = await set({ unitId: north, name: 'Ours' }, scoped)
  const theirs = await set({ unitId: south, name: 'Theirs' })
  const seen = new Set((await listGoals(scoped, { archived: false })).map(({ name }) => name))
  assert.ok(seen.has('Ours') && seen.has('Later') && !seen.has('Theirs'))
  const company = (await listGoals(scoped, { archived: false })).find(({ unitId }) => unitId === null)!
  await assert.rejects(set({}, scoped), Forbidden)
  await assert.rejects(set({ unitId: south }, scoped), NotFound)
  await assert.rejects(changeGoal(scoped, theirs.id, patch({ name: 'x' }), heardBaseline), NotFound)
  await assert.rejects(changeGoal(scoped, company.id, patch({ name: 'x' }), heardBaseline), Forbidden)
  await assert.rejects(changeGoal(scoped, own.id, patch({ unitId: south }), heardBaseline), NotFound)
  await assert.rejects(changeGoal(scoped, own.id, patch({ unitId: null }), heardBaseline), Forbidden)
  await assert.rejects(archiveGoal(scoped, company.id), Forbidden)
  assert.equal((await changeGoal(scoped, own.id, patch({ target: 85 }), heardBaseline)).target, 85)
})

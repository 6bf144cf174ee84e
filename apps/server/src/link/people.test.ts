import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { personBody } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Invalid, NotFound } from '../platform/index.ts'
import { addPeople } from './add-people.ts'
import { changePerson } from './change-person.ts'
import { today } from './dated.ts'
import { getPerson } from './get-person.ts'
import { listPeople } from './list-people.ts'
import { writeUnits } from './write-units.ts'

let db: TestDatabase
let owner: Caller
let units: ReadonlyMap<string, string>
const none = async () => 0

before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
  const written = await owner.transaction((tx) =>
    writeUnits(tx, owner, [
      { key: 'team', kind: 'team', parentKey: 'site' },
      { key: 'site' },
      { key: 'elsewhere' },
    ]),
  )
  units = written.ids
})
after(() => db.close())

const change = (input: Parameters<typeof personBody.parse>[0], caller = owner) =>
  changePerson(caller, personBody.parse(input))
const site = () => units.get('site')!
const names = (list: { items: readonly { key: string }[] }) => list.items.map((p) => p.key)

test('what is not given stays, and old values keep their dates', async () => {
  const anna = { kind: 'employee', key: 'anna' }
  const made = await change({
    ...anna,
    name: 'Anna',
    unitId: site(),
    attributes: { role: 'clerk', grade: '1' },
  })
  const changed = await change({ ...anna, from: '2024-03-01', attributes: { role: 'lead', grade: '' } })
  assert.deepEqual(changed, { ...made, attributes: { role: 'lead' } })
  await change({ ...anna, from: '2024-02-01', attributes: { role: 'trainer' } })
  await change({ ...anna, from: '2024-05-01', unitId: units.get('elsewhere') })
  const details = await getPerson(owner, made.id, none)
  assert.deepEqual(details.history, [
    { key: 'grade', value: '1', from: null, to: '2024-03-01' },
    { key: 'role', value: 'lead', from: '2024-03-01', to: null },
    { key: 'role', value: 'trainer', from: '2024-02-01', to: '2024-03-01' },
    { key: 'role', value: 'clerk', from: null, to: '2024-02-01' },
  ])
  assert.deepEqual(details.units, [
    { unitId: units.get('elsewhere'), unitName: 'elsewhere', from: '2024-05-01', to: null },
    { unitId: site(), unitName: 'site', from: null, to: '2024-05-01' },
  ])
  const cleared = await change({ ...anna, name: null, unitId: null })
  assert.deepEqual([cleared.name, cleared.unitId], [null, null])
})

test('random changes stored in PostgreSQL answer for every day what a day-by-day model says', async () => {
  const date = (day: number) => new Date(Date.UTC(2023, 5, 1 + day)).toISOString().slice(0, 10)
  const days = 12
  const step = fc.record({ value: fc.constantFrom('x', 'y', ''), day: fc.integer({ min: 0, max: days - 1 }) })
  let run = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      const key = `model-${run++}`
      const model: string[] = Array(days).fill('')
      for (const { value, day } of steps) {
        await change({ kind: 'customer', key, from: date(day), attributes: { tier: value } })
        const before = [...model]
        for (let d = day; d < days && (d === day || before[d] === before[d - 1]); d++) model[d] = value
      }
      const { rows } = await owner.transaction((tx) =>
        tx.execute<{ value: string }>(sql`
          select coalesce((select value from person_attributes a join people p on p.id = a.person_id
            where p.key = ${key} and a.key = 'tier' and d >= valid_from and d < valid_to), '') as value
          from generate_series(${date(0)}::date, ${date(days - 1)}::date, interval '1 day') d order by d`),
      )
      assert.deepEqual(
        rows.map((r) => r.value),
        model,
      )
    }),
    { numRuns: 25 },
  )
})

test('lists find by text, kind and unit, page by page', async () => {
  await change({
    kind: 'employee',
    key: 'e-100%',
    name: 'Zoë',
    email: 'zoe@example.com',
    unitId: units.get('team'),
  })
  await change({ kind: 'customer', key: 'c-1', name: 'Álmos 100' })
  assert.deepEqual(names(await listPeople(owner, { limit: 9, q: '100%' })), ['e-100%'])
  assert.deepEqual(names(await listPeople(owner, { limit: 9, q: 'ÁLMOS' })), ['c-1'])
  assert.deepEqual(names(await listPeople(owner, { limit: 9, q: 'ZOE@' })), ['e-100%'])
  assert.deepEqual(names(await listPeople(owner, { limit: 9, unitId: site() })), ['e-100%'])
  assert.deepEqual(names(await listPeople(owner, { limit: 9, unitId: site(), kind: 'customer' })), [])
  const all = names(await listPeople(owner, { limit: 500 }))
  const paged: string[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await listPeople(owner, { limit: 7, cursor })
    paged.push(...names(page))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  assert.ok(all.length > 20)
  assert.deepEqual(paged, all)
  await assert.rejects(listPeople(owner, { limit: 7, cursor: 'x' }), Invalid)
})

test('a scope shows and changes only people who have a unit of it today', async () => {
  const scoped = testCaller(db, { scope: [site(), units.get('team')!] })
  const mover = { kind: 'employee', key: 'mover' }
  const { id } = await change({ ...mover, unitId: site() })
  await change({ kind: 'evaluator', key: 'shopper' })
  assert.deepEqual(names(await listPeople(scoped, { limit: 99 })), ['e-100%', 'mover'])
  assert.equal((await change({ ...mover, name: 'Moved' }, scoped)).name, 'Moved')
  await change({ ...mover, unitId: units.get('elsewhere'), from: today() })
  assert.deepEqual(names(await listPeople(scoped, { limit: 99 })), ['e-100%'])
  await assert.rejects(getPerson(scoped, id, none), NotFound)
  await assert.rejects(change({ ...mover, name: 'Mine' }, scoped), /no access to the employee/)
  await assert.rejects(change({ ...mover, unitId: site() }, scoped), /no access to the employee/)
  await assert.rejects(change({ kind: 'customer', key: 'new' }, scoped), /outside of your scope/)
  await assert.rejects(
    change({ kind: 'employee', key: 'e-100%', unitId: units.get('elsewhere') }, scoped),
    /The unit was not found/,
  )
  await assert.rejects(
    change({ kind: 'employee', key: 'e-100%', unitId: null }, scoped),
    /outside of your scope/,
  )
  await assert.rejects(listPeople(scoped, { limit: 9, unitId: units.get('elsewhere') }), NotFound)
})

test("another organization's people and units do not exist", async () => {
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  const { id } = await change({ kind: 'customer', key: 'ours' })
  assert.deepEqual(names(await listPeople(other, { limit: 9 })), [])
  await assert.rejects(getPerson(other, id, none), NotFound)
  await assert.rejects(
    change({ kind: 'employee', key: 'x', unitId: site() }, other),
    /The unit was not found/,
  )
  const theirs = await change({ kind: 'customer', key: 'ours', name: 'Theirs' }, other)
  assert.notEqual(theirs.id, id)
  assert.equal((await getPerson(owner, id, none)).person.name, null)
})

test('reading a person is noted, without saying more than the id', async () => {
  const { id } = await change({ kind: 'customer', key: 'secret-key', name: 'Secret Name' })
  await getPerson(owner, id, none)
  const { rows } = await owner.transaction((tx) =>
    tx.execute<{ action: string; details: unknown }>(
      sql`select action, details from audit_log where subject = ${id} order by id`,
    ),
  )
  assert.deepEqual(rows, [
    { action: 'person.create', details: {} },
    { action: 'person.read', details: {} },
  ])
})

test('people that two imports meet at once exist once, and stay as they are', async () => {
  await change({ kind: 'evaluator', key: 'bulk-7', name: 'Known' })
  const people = Array.from({ length: 200 }, (_, i) => ({ kind: 'evaluator' as const, key: `bulk-${i}` }))
  const add = (list: typeof people) => owner.transaction((tx) => addPeople(tx, db.organizationId, list))
  await Promise.all([add(people), add(people.toReversed())])
  const { rows } = await owner.transaction((tx) =>
    tx.execute<{ name: string | null }>(sql`select name from people where key like 'bulk-%' order by name`),
  )
  assert.equal(rows.length, 200)
  assert.equal(rows[0]?.name, 'Known')
})

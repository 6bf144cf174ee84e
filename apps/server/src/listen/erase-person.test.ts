import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, test } from 'node:test'
import { sql } from 'drizzle-orm'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Conflict, NotFound, newId, type Transaction } from '../platform/index.ts'
import { keepVersion } from './correct-signal.ts'
import { countSignals } from './count-signals.ts'
import { erasePerson } from './erase-person.ts'
import { commentsText, signalHistory, signals } from './tables.ts'

let db: TestDatabase
let owner: Caller
let organizationId: string
let filesFolder: string
let calls: string[]
const unitId = newId()
const metric = newId()

before(async () => {
  db = await createTestDatabase()
  filesFolder = await mkdtemp(join(tmpdir(), 'tandem-erase-'))
  await mkdir(join(filesFolder, 'imports'))
})
after(async () => {
  await db.close()
  await rm(filesFolder, { recursive: true })
})
beforeEach(async () => {
  organizationId = await db.createOrganization('Company')
  owner = testCaller({ ...db, organizationId })
  calls = []
})

const erase = (personId: string, dryRun = false, caller = owner) =>
  erasePerson(
    { filesFolder, wakeProjector: () => calls.push('wake'), forgetKeys: (id) => calls.push(id) },
    caller,
    personId,
    dryRun,
  )

async function person(tx: Transaction, kind: string, key: string): Promise<string> {
  const id = newId()
  await tx.execute(sql`insert into people (id, organization_id, kind, key, name, email)
    values (${id}, ${organizationId}, ${kind}, ${key}, 'Real Name', 'real@example.com')`)
  await tx.execute(sql`insert into person_attributes (id, organization_id, person_id, key, value)
    values (${newId()}, ${organizationId}, ${id}, 'role', 'x')`)
  return id
}

/** A signal with two readings and one comment, whose words are stored as the intake and projector do. */
async function signal(tx: Transaction, more: Partial<typeof signals.$inferInsert>): Promise<string> {
  const id = newId()
  const place = { organizationId, unitId, occurredAt: new Date('2024-05-01T12:00:00Z') }
  const fields = {
    source: 'customer',
    attributes: { segment: 'gold' },
    channel: 'web',
    language: 'en',
    ...more,
  }
  const readings = [7, 9].map((v) => ({ m: metric, v, s: v * 10 }))
  const content = { contentHash: Buffer.from('hash'), readings, comments: [{ t: 'My own words' }] }
  await tx.insert(signals).values({ id, sourceKey: `key ${id}`, ...place, ...content, ...fields })
  await tx
    .insert(commentsText)
    .values({ signalId: id, position: 0, ...place, source: fields.source, text: 'My own words' })
  return id
}

async function importOf(tx: Transaction, status: string): Promise<string> {
  const id = newId()
  await tx.execute(sql`
    insert into imports (id, organization_id, file_name, file_key, header_hash, status, mapping, bytes, created_by)
    values (${id}, ${organizationId}, 'x.csv', ${`${id}.upload`}, '\\x00', ${status}, '{}', 1, 'x')`)
  await writeFile(join(filesFolder, 'imports', `${id}.upload`), 'Real Name')
  await writeFile(join(filesFolder, 'imports', `${id}.bad.csv`), 'Real Name')
  return id
}
const files = async () => (await readdir(join(filesFolder, 'imports'))).sort()
const rowOf = (id: string) =>
  owner.transaction(async (tx) => (await tx.select().from(signals).where(sql`id = ${id}`))[0]!)
const everything = () =>
  owner.transaction(async (tx) => {
    const tables = ['signals', 'signal_history', 'comments_text', 'people', 'person_attributes', 'outbox']
    const dumps: Record<string, unknown>[][] = []
    for (const table of tables)
      dumps.push((await tx.execute(sql`select * from ${sql.identifier(table)}`)).rows)
    return dumps
  })

test('a customer is erased: signals become empty tombstones, words, files and facts go', async () => {
  const { own, other, customer, file } = await owner.transaction(async (tx) => {
    const customer = await person(tx, 'customer', 'c1')
    const file = await importOf(tx, 'done')
    const own = await signal(tx, { customerId: customer, importId: file })
    await keepVersion(tx, sql`id = ${own}`)
    await tx.execute(sql`update signals set version = 2 where id = ${own}`)
    return {
      customer,
      file,
      own,
      other: await signal(tx, { customerId: await person(tx, 'customer', 'c2') }),
    }
  })
  const untouched = await rowOf(other)
  const untouchedFiles = (await files()).filter((name) => !name.startsWith(file))
  const before = await everything()
  const expected = { personId: customer, signals: 1, mentions: 0, readings: 2, comments: 1, files: 1 }
  assert.deepEqual(await erase(customer, true), { ...expected, dryRun: true })
  assert.deepEqual(await everything(), before, 'a dry run changes nothing')
  assert.deepEqual(calls, [])

  assert.deepEqual(await erase(customer), { ...expected, dryRun: false })
  assert.deepEqual(calls, [organizationId, 'wake'])
  const row = await rowOf(own)
  assert.equal(row.version, 3)
  assert.ok(row.deletedAt)
  assert.deepEqual([row.readings, row.comments, row.attributes, row.employeeIds], [[], [], {}, []])
  assert.deepEqual([row.customerId, row.evaluatorId, row.channel, row.language], [null, null, null, null])
  assert.deepEqual([row.sourceKey, row.unitId], [`key ${own}`, unitId], 'what finds and purges it stays')
  assert.deepEqual(await rowOf(other), untouched)
  assert.deepEqual(await files(), untouchedFiles)
  const dump = JSON.stringify(await everything())
  for (const trace of [customer, '"c1"']) assert.ok(!dump.includes(trace), trace)
  assert.equal(dump.split('"v":7').length - 1, 1, 'only the readings of the other customer are left')
  assert.equal(dump.split('My own words').length - 1, 2, 'only the words of the other customer are left')
  const history = await owner.transaction((tx) =>
    tx.select().from(signalHistory).orderBy(signalHistory.version),
  )
  assert.deepEqual(
    history.map((h) => [h.version, h.content, h.readings]),
    [[1, {}, []]],
    'no place is left, so the projector purges by id',
  )
  await assert.rejects(erase(customer), NotFound)
})

test('an employee: own answers go; where others speak of the person only the name is taken', async () => {
  const ids = await owner.transaction(async (tx) => {
    const employee = await person(tx, 'employee', 'e1')
    const colleague = await person(tx, 'employee', 'e2')
    const own = await signal(tx, { source: 'employee', employeeIds: [employee] })
    const served = await signal(tx, { employeeIds: [colleague, employee] })
    const earlier = await signal(tx, { employeeIds: [employee] })
    await keepVersion(tx, sql`id = ${earlier}`)
    await tx.execute(sql`update signals set version = 2, employee_ids = '{}' where id = ${earlier}`)
    return { employee, colleague, own, served, earlier }
  })
  const count = await owner.transaction((tx) => countSignals(tx, ids.employee))
  assert.equal(count, 1, 'own answers are not counted')
  const before = await rowOf(ids.served)
  const erasure = await erase(ids.employee)
  assert.deepEqual([erasure.signals, erasure.mentions, erasure.readings], [1, 1, 2])
  assert.ok((await rowOf(ids.own)).deletedAt)
  assert.deepEqual(await rowOf(ids.served), { ...before, version: 2, employeeIds: [ids.colleague] })
  assert.equal((await rowOf(ids.earlier)).version, 2)
  const dump = await everything()
  assert.ok(!JSON.stringify(dump).includes(ids.employee))
  const history = dump[1]!.filter((h) => h.id !== ids.own)
  assert.ok(
    history.every((h) => JSON.stringify(h.content).includes('My own words')),
    'their words are theirs',
  )
  assert.deepEqual(
    dump[5]!.map((o) => o.signal_ids),
    [[ids.own, ids.served]],
  )
})

test('an evaluator is forgotten, the audit stays with its figures', async () => {
  const { evaluator, visit } = await owner.transaction(async (tx) => {
    const evaluator = await person(tx, 'evaluator', 'v1')
    return { evaluator, visit: await signal(tx, { source: 'audit', evaluatorId: evaluator }) }
  })
  const before = await rowOf(visit)
  await erase(evaluator)
  assert.deepEqual(await rowOf(visit), { ...before, version: 2, evaluatorId: null })
  assert.equal((await everything())[2]!.length, 1)
})

test('it waits for a running import, and other scopes and organizations can not erase', async () => {
  const customer = await owner.transaction(async (tx) => {
    const customer = await person(tx, 'customer', 'c1')
    await signal(tx, { customerId: customer, importId: await importOf(tx, 'running') })
    return customer
  })
  await assert.rejects(erase(customer), Conflict)
  const scoped = testCaller({ ...db, organizationId }, { scope: [unitId] })
  await assert.rejects(erase(customer, true, scoped), NotFound)
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  await assert.rejects(erase(customer, false, other), NotFound)
})

test('the audit log names the person by id alone', async () => {
  const customer = await owner.transaction((tx) => person(tx, 'customer', 'c1'))
  await erase(customer)
  const { rows } = await owner.transaction((tx) =>
    tx.execute(sql`select action, subject, details from audit_log`),
  )
  const details = { files: 0, signals: 0, comments: 0, mentions: 0, readings: 0 }
  assert.deepEqual(rows, [{ action: 'person.erase', subject: customer, details }])
})

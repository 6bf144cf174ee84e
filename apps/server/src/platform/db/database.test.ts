import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase } from '../../../test/database.ts'
import { newId } from './ids.ts'

let db: TestDatabase
before(async () => {
  db = await createTestDatabase()
})
after(() => db.close())

const insertOutbox = {
  name: 'test_insert_outbox',
  types: ['uuid', 'json'],
  text: `insert into outbox (organization_id, signal_ids)
    select $1::uuid, array[x::uuid] from json_array_elements_text($2::json) x returning signal_ids[1] as id`,
}
const say = { name: 'test_say', types: ['text'], text: 'select $1 as said' }
const count = { name: 'test_count', types: [], text: 'select count(*) as n from outbox' }

test('a statement of its own is committed before its rows come back, and only for its organization', async () => {
  const [id, other] = [newId(), await db.createOrganization('Other')]
  const values = [db.organizationId, JSON.stringify([id])]
  assert.deepEqual(await db.database.execute(db.organizationId, insertOutbox, values), [{ id }])
  const counted = (organization: string) => db.database.execute<{ n: number }>(organization, count, [])
  assert.deepEqual(await counted(db.organizationId), [{ n: 1 }])
  assert.deepEqual(await counted(other), [{ n: 0 }])
  await assert.rejects(db.database.execute(other, insertOutbox, values), /row-level security/)
  assert.deepEqual(await counted(db.organizationId), [{ n: 1 }])
})

test('the organization of one statement does not stay with the connection', async () => {
  const [first] = await db.database.execute<{ said: string }>(db.organizationId, say, ['x'])
  assert.equal(first?.said, 'x')
  for (let i = 0; i < 6; i++) {
    const other = newId()
    assert.deepEqual(await db.database.execute(other, count, []), [{ n: 0 }])
  }
})

test('a statement that fails half-way leaves nothing, and the next one works', async () => {
  const before = await db.database.execute<{ n: number }>(db.organizationId, count, [])
  const values = [db.organizationId, JSON.stringify([newId(), 'no uuid'])]
  await assert.rejects(db.database.execute(db.organizationId, insertOutbox, values), /invalid input syntax/)
  assert.deepEqual(await db.database.execute(db.organizationId, count, []), before)
})

test('values are values, whatever they look like', async () => {
  for (const text of [
    `'; drop table signals; --`,
    `\\'`,
    `E'\\n'`,
    '$1',
    '%L',
    `O'Neill "x" ''é'' 漢字 🙂`,
  ]) {
    const [row] = await db.database.execute<{ said: string }>(db.organizationId, say, [text])
    assert.equal(row?.said, text)
  }
  await assert.rejects(db.database.execute(db.organizationId, say, ['a\0b']), /NUL/)
  assert.throws(() => db.database.execute(`'x`, say, ['a']), /UUID/)
})

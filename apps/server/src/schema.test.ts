import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { is } from 'drizzle-orm'
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import * as account from './account/tables.ts'
import * as goals from './goals/tables.ts'
import * as link from './link/tables.ts'
import * as listen from './listen/tables.ts'

let db: TestDatabase
before(async () => {
  db = await createTestDatabase()
})
after(() => db.close())

const tables = [account, goals, link, listen]
  .flatMap((room) => Object.values(room))
  .filter((t) => is(t, PgTable))

test('the tables of the code are those of the migrations', async () => {
  assert.ok(tables.length > 15)
  for (const table of tables) {
    const { name, columns } = getTableConfig(table)
    const { rows } = await db.database.systemPool.query<{ column_name: string; is_nullable: string }>(
      `select column_name, is_nullable from information_schema.columns where table_schema = 'public' and table_name = $1`,
      [name],
    )
    const real = new Map(rows.map((r) => [r.column_name, r.is_nullable === 'NO']))
    for (const column of columns) {
      assert.ok(real.has(column.name), `${name}.${column.name} does not exist`)
      assert.equal(column.notNull, real.get(column.name), `${name}.${column.name}: not null`)
    }
  }
})

test('every table with an organization is bound to it, and every other one is closed to requests', async () => {
  const { rows } = await db.database.systemPool.query<{
    name: string
    tenant: boolean
    secured: boolean
    policies: string[]
  }>(`
    select c.relname as name, c.relrowsecurity as secured,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped) as tenant,
      array(select polname::text from pg_policy p where p.polrelid = c.oid) as policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`)
  assert.ok(rows.length > 20)
  for (const { name, tenant, secured, policies } of rows) {
    assert.ok(secured, `${name} has no row-level security`)
    const open = tenant || name === 'organizations' || name === 'auth_users'
    assert.deepEqual(policies, open ? ['tenant'] : [], name)
  }
})

test('inside an organization nothing of another one can be written or read', async () => {
  const other = await db.createOrganization('Other')
  await db.database.withOrganization(other, (tx) => tx.insert(goals.metrics).values(metric(other, 'theirs')))
  await db.database.withOrganization(db.organizationId, async (tx) => {
    assert.equal((await tx.select().from(goals.metrics)).length, 0)
    assert.equal((await tx.update(goals.metrics).set({ name: 'x' }).returning()).length, 0)
  })
  await assert.rejects(
    db.database.withOrganization(db.organizationId, (tx) =>
      tx.insert(goals.metrics).values(metric(other, 'smuggled')),
    ),
    (error: Error) => /row-level security/.test(String(error.cause ?? error)),
  )
  await assert.rejects(
    db.database.withOrganization(db.organizationId, (tx) => tx.select().from(account.authAccounts)),
    (error: Error) => /permission denied/.test(String(error.cause ?? error)),
  )
})

function metric(organizationId: string, key: string): typeof goals.metrics.$inferInsert {
  return {
    id: crypto.randomUUID(),
    organizationId,
    key,
    name: key,
    kind: 'score',
    source: 'audit',
    scaleMin: 0,
    scaleMax: 100,
    direction: 'up',
    decimals: 1,
    unitLabel: '',
  }
}

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { newId } from '../platform/index.ts'
import { resolvePeople, resolveTouchpoints, resolveUnits } from './resolve-keys.ts'
import { people, touchpoints, units } from './tables.ts'

let test_: TestDatabase
before(async () => {
  test_ = await createTestDatabase()
})
after(() => test_.close())

test('keys resolve in bulk, within the own organization only', async () => {
  const other = { ...test_, organizationId: await test_.createOrganization('Other') }
  const ids: Record<string, string> = {}
  for (const { organizationId } of [test_, other])
    await testCaller({ ...test_, organizationId }).transaction(async (tx) => {
      const own = (key: string) => {
        ids[organizationId + key] = newId()
        return { id: ids[organizationId + key]!, organizationId, key, name: key }
      }
      await tx.insert(units).values([
        { ...own('u1'), kind: 'site' as const },
        { ...own('u2'), kind: 'site' as const },
      ])
      await tx.insert(people).values([{ ...own('e'), kind: 'employee' as const }])
      await tx.insert(touchpoints).values([{ ...own('t'), side: 'frontstage' as const, position: 0 }])
    })
  const id = (key: string) => ids[test_.organizationId + key]!
  await testCaller(test_).transaction(async (tx) => {
    const asked = new Set(['u2', 'nobody', "'; drop table units; --"])
    assert.deepEqual(await resolveUnits(tx, asked), new Map([['u2', id('u2')]]))
    assert.deepEqual(await resolvePeople(tx, 'employee', new Set(['e'])), new Map([['e', id('e')]]))
    assert.equal((await resolvePeople(tx, 'customer', new Set(['e']))).size, 0, 'an employee is no customer')
    assert.deepEqual(await resolveTouchpoints(tx, new Set(['t'])), new Map([['t', id('t')]]))
  })
})

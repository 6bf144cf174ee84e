import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { metricBody, metricPatch } from '@tandem/contract'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Conflict, Forbidden, Invalid, NotFound } from '../platform/index.ts'
import { changeMetric } from './change-metric.ts'
import { createMetric, ensureMetrics } from './create-metric.ts'
import { listMetrics } from './list-metrics.ts'
import { resolveMetrics } from './resolve-metrics.ts'

let db: TestDatabase
let owner: Caller
before(async () => {
  db = await createTestDatabase()
  owner = testCaller(db)
})
after(() => db.close())

const csat = metricBody.parse({
  ...{ key: 'csat', name: 'Satisfaction', kind: 'csat', source: 'customer', scaleMin: 1, scaleMax: 5 },
  ...{ direction: 'up', decimals: 1, unitLabel: '%' },
})

test('a metric is added once, listed, and found by key', async () => {
  const metric = await createMetric(owner, csat)
  assert.deepEqual(await listMetrics(owner), [metric])
  await assert.rejects(createMetric(owner, { ...csat, name: 'Again' }), Conflict)
  const found = await owner.transaction((tx) => resolveMetrics(tx, new Set(['csat', 'nothing'])))
  assert.deepEqual(found, new Map([['csat', metric]]))
})

test('how it is shown can change; what it measures can not', async () => {
  const [metric] = await listMetrics(owner)
  const patch = metricPatch.parse({ name: 'CSAT', decimals: 0, scaleMax: 7, kind: 'nps' })
  assert.deepEqual(await changeMetric(owner, metric!.id, patch), { ...metric, name: 'CSAT', decimals: 0 })
  assert.deepEqual(await changeMetric(owner, metric!.id, {}), { ...metric, name: 'CSAT', decimals: 0 })
})

test('scales that make no sense are refused by the contract and by imports', async () => {
  const parse = (more: object) => metricBody.safeParse({ ...csat, ...more })
  assert.equal(parse({ scaleMax: 1 }).success, false)
  assert.equal(parse({ kind: 'nps' }).success, false)
  assert.equal(parse({ kind: 'nps', scaleMin: 0, scaleMax: 10 }).success, true)
  const wanted = { ...csat, key: 'enps', kind: 'enps' as const }
  await assert.rejects(
    owner.transaction((tx) => ensureMetrics(tx, owner, [wanted])),
    (e: Error) => e instanceof Invalid && /"enps" can't be created: scaleMax must be 10/.test(e.message),
  )
})

test('imports create the metrics that are not known and leave the others', async () => {
  const wanted = [
    { ...csat, name: 'Other name', scaleMax: 9 },
    {
      ...csat,
      key: 'wait',
      kind: 'figure' as const,
      source: 'operations' as const,
      direction: 'down' as const,
    },
  ]
  const ensured = await owner.transaction((tx) => ensureMetrics(tx, owner, wanted))
  assert.deepEqual([ensured.get('csat')?.scaleMax, ensured.get('wait')?.direction], [5, 'down'])
  assert.equal((await listMetrics(owner)).length, 2)
})

test('the catalogue belongs to its organization, and only who sees all of it changes it', async () => {
  const [metric] = await listMetrics(owner)
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  assert.deepEqual(await listMetrics(other), [])
  await assert.rejects(changeMetric(other, metric!.id, { name: 'Mine' }), NotFound)
  assert.equal((await createMetric(other, csat)).key, 'csat')
  const scoped = testCaller(db, { scope: [db.organizationId] })
  assert.equal((await listMetrics(scoped)).length, 2)
  await assert.rejects(createMetric(scoped, { ...csat, key: 'x' }), Forbidden)
  await assert.rejects(changeMetric(scoped, metric!.id, { name: 'Mine' }), Forbidden)
})

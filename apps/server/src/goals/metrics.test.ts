import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { metricBody, metricPatch } from '@tandem/contract'
import { createTestDatabase, type TestDatabase, testCaller } from '../../test/database.ts'
import { type Caller, Conflict, Forbidden, NotFound } from '../platform/index.ts'
import { changeMetric } from './change-metric.ts'
import { createMetric } from './create-metric.ts'
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

test('scales that make no sense are refused by the contract', () => {
  const parse = (more: object) => metricBody.safeParse({ ...csat, ...more })
  assert.equal(parse({ scaleMax: 1 }).success, false)
  assert.equal(parse({ kind: 'nps' }).success, false)
  assert.equal(parse({ kind: 'nps', scaleMin: 0, scaleMax: 10 }).success, true)
})

test('the catalogue belongs to its organization, and only who sees all of it changes it', async () => {
  const [metric] = await listMetrics(owner)
  const other = testCaller({ ...db, organizationId: await db.createOrganization('Other') })
  assert.deepEqual(await listMetrics(other), [])
  await assert.rejects(changeMetric(other, metric!.id, { name: 'Mine' }), NotFound)
  assert.equal((await createMetric(other, csat)).key, 'csat')
  const scoped = testCaller(db, { scope: [db.organizationId] })
  assert.equal((await listMetrics(scoped)).length, 1)
  await assert.rejects(createMetric(scoped, { ...csat, key: 'x' }), Forbidden)
  await assert.rejects(changeMetric(scoped, metric!.id, { name: 'Mine' }), Forbidden)
})

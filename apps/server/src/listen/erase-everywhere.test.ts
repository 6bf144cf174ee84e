import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'

let tandem: TestTandem
before(async () => {
  tandem = await startTestTandem()
})
after(() => tandem.stop())

const check = async () => {
  for (;;) {
    const result = await tandem.owner.call('GET /api/v1/system/check')
    if (result.pending === 0) return result
    await sleep(50)
  }
}

test('from CSV to erasure over HTTP: the projection follows the truth', async () => {
  const { owner } = tandem
  const units = await owner.call('POST /api/v1/units.csv', {
    rawBody: 'key,kind,parent\ns1,site,r1\nr1,region,\n',
  })
  assert.deepEqual([units.created, units.bad], [2, 0])
  await owner.call('POST /api/v1/people.csv', {
    rawBody: 'kind,key,name,unit\ncustomer,c1,Carla,\nemployee,e1,Emil,s1\n',
  })
  await owner.call('POST /api/v1/metrics', {
    body: {
      ...{ key: 'csat', name: 'CSAT', kind: 'csat', source: 'customer', scaleMin: 1, scaleMax: 5 },
      ...{ direction: 'up', decimals: 1, unitLabel: '' },
    },
  })
  const shared = { source: 'customer', occurredAt: '2024-05-01', unit: 's1', employees: ['e1'] }
  const sent = ['c1', undefined].map((customer, i) => ({
    ...shared,
    ...(customer ? { customer } : {}),
    sourceKey: `k${i}`,
    readings: [{ metric: 'csat', value: 4 }],
    comments: [{ text: `Words ${i}` }],
  }))
  const response = await owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(sent),
  })
  assert.equal(z.object({ accepted: z.number() }).parse(await response.json()).accepted, 2)
  const before = await check()
  assert.deepEqual([before.ok, before.organizations[0]?.projection.readings], [true, 2])

  const people = (await owner.call('GET /api/v1/people')).items
  const idOf = (key: string) => people.find((p) => p.key === key)!.id
  const dry = await owner.call('POST /api/v1/people/{id}/erase', { params: { id: idOf('c1') }, body: {} })
  assert.deepEqual([dry.dryRun, dry.signals, dry.readings, dry.comments], [true, 1, 1, 1])
  for (const key of ['c1', 'e1'])
    await owner.call('POST /api/v1/people/{id}/erase', { params: { id: idOf(key) }, body: { dryRun: false } })
  const { ok, organizations } = await check()
  assert.ok(ok)
  const { readings, comments } = organizations[0]!.projection
  assert.deepEqual([readings, comments], [1, 1])
  const left = await owner.call('GET /api/v1/comments')
  assert.deepEqual(
    left.items.map((c) => c.text),
    ['Words 1'],
  )
  const { rows } = await tandem.tandem.analytics
    .forOrganization(tandem.organizationId)
    .query(
      'SELECT count() AS rows FROM readings FINAL WHERE organization_id = {organization:UUID} AND (customer_id = {c:UUID} OR has(employee_ids, {e:UUID}))',
      { c: idOf('c1'), e: idOf('e1') },
      z.object({ rows: z.number() }),
    )
    .then(([row]) => row!)
  assert.equal(rows, 0)
  const download = await owner.fetch('/api/v1/people.csv')
  assert.equal(await download.text(), 'kind,key,name,email,unit,from\r\n')
})

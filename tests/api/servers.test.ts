import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import {
  type ClickHouseOverHttp,
  startClickHouseOverHttp,
} from '../../apps/server/test/clickhouse-over-http.ts'
import { loadDemoCompany } from '../../apps/server/test/demo.ts'
import { startTestTandem, type TestTandem } from '../../apps/server/test/tandem.ts'

let engine: ClickHouseOverHttp
let app: TestTandem
before(async () => {
  engine = await startClickHouseOverHttp()
  app = await startTestTandem({ CLICKHOUSE_URL: engine.url })
})
after(async () => {
  await app.stop()
  await engine.stop()
})

test('with servers for both databases: the demo loads, the projection is the truth, every question is answered', async () => {
  assert.equal(app.tandem.analytics.place.kind, 'server')
  await loadDemoCompany(app, { seed: 1, until: '2026-10-31', scale: 0.05 })
  await app.tandem.projector.settle()
  const { ok, organizations } = await app.owner.call('GET /api/v1/system/check')
  assert.ok(ok)
  assert.ok(organizations[0]!.projection.readings > 10_000)
  const { items } = await app.owner.call('GET /api/v1/standings', { query: { metrics: 'nps' } })
  assert.ok(items.length > 100, `${items.length} units stand`)
  const tests = await app.owner.call('GET /api/v1/standings', { query: { metrics: 'service-test' } })
  assert.ok(tests.evaluators.length > 10)
  const { items: units } = await app.owner.call('GET /api/v1/units')
  const site = units.find((unit) => unit.kind === 'site')!
  const overview = await app.owner.fetch(`/api/v1/units/${site.id}/overview`)
  for (const path of ['changes', 'comments/summary', 'journeys/scores', 'goals/progress', 'goals/coverage'])
    assert.equal((await app.owner.fetch(`/api/v1/${path}`)).status, 200, path)
  assert.equal(overview.status, 200)
  assert.ok(engine.seen.statements > 100)
  assert.ok(
    [...engine.seen.settings].some((s) => s.includes("readonly = '2'")),
    'questions can not write',
  )
})

test('a list of thousands of units is a question like any other, and a fault of the engine is told', async () => {
  const { organizationId, tandem } = app
  const ids = Array.from({ length: 50_000 }, () => organizationId)
  const count = z.object({ n: z.number() })
  const [found] = await tandem.analytics.survey('SELECT length({ids:Array(UUID)}) AS n', { ids }, count)
  assert.deepEqual(found, { n: 50_000 })
  await assert.rejects(tandem.analytics.command('SELECT * FROM nowhere'), /nowhere/)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Drivers } from '@tandem/contract'
import { createDemo } from '@tandem/demo'
import { loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'
import { answered, chooseDrivers } from './choose-drivers.ts'

let app: TestTandem
const { truth } = createDemo({ seed: 1, until: '2026-10-31', scale: 0.1 })

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, { seed: 1, until: '2026-10-31', scale: 0.1 })
})
after(() => app.stop())

test('drivers of recommendation are asked by default as a battery, in the planted order, each within its interval', async () => {
  const result = await app.owner.call('GET /api/v1/drivers', { query: { outcome: 'nps' } })
  const order = truth.drivers.map((d) => d.metric)
  assert.deepEqual(result.drivers.map((d) => d.metric.key).sort(), [...order].sort())
  assert.deepEqual(
    result.drivers.slice(0, 3).map((d) => d.metric.key),
    order.slice(0, 3),
  )
  let inside = 0
  for (const { metric, share } of truth.drivers) {
    const found = result.drivers.find((d) => d.metric.key === metric)!
    assert.ok(Math.abs(found.share - share) < 0.04, `${metric}: ${found.share} instead of ${share}`)
    // The planted shares are those of the score before rounding; a hair beside the interval is the rounding.
    if (share > found.shareInterval!.lower - 0.005 && share < found.shareInterval!.upper + 0.005) inside++
    assert.ok(found.shareInterval!.upper - found.shareInterval!.lower < 0.1)
    assert.equal(found.shareInterval!.level, 0.9)
    assert.ok(found.standardised > 0 && found.coefficient > 0)
    assert.ok(found.withinShare !== null && found.betweenShare !== null)
  }
  assert.ok(inside >= 6, `${inside} of 7 planted shares lie within their intervals`)
  assert.ok(Math.abs(result.drivers.reduce((sum, d) => sum + d.share, 0) - 1) < 1e-9)
  assert.ok(result.r2Interval!.lower < result.r2! && result.r2! < result.r2Interval!.upper)
  const waiting = result.drivers[0]!
  assert.equal(waiting.field, 'improve')
  assert.ok(waiting.potential >= Math.max(...result.drivers.map((d) => d.potential)))
  // Asked from 1 to 5 with a planted mean of 3.3.
  assert.ok(Math.abs(waiting.performance - 57.5) < 3, `${waiting.performance}`)
  assert.ok(result.candidates.some((c) => c.metric.key === 'store-csat'))
  assert.ok(result.howWeKnow.warnings.some((w) => w.code === 'missing'))
  assert.equal(result.howWeKnow.units, 160)
})

test('named drivers are taken as named; a slice of one site draws answers instead of units', async () => {
  const { items } = await app.owner.call('GET /api/v1/units')
  const site = items.find((u) => u.key === truth.stores[0]!.unit)!
  const region = items.find((u) => u.id === site.parentId)!
  const ask = (unitId: string): Promise<Drivers> =>
    app.owner.call('GET /api/v1/drivers', { query: { outcome: 'nps', drivers: 'waiting,price', unitId } })
  const one = await ask(site.id)
  assert.equal(one.howWeKnow.units, 1)
  assert.equal(one.drivers.length, 2)
  assert.equal(one.drivers[0]!.withinShare, null)
  assert.ok(one.howWeKnow.warnings.some((w) => w.code === 'few_units'))
  const more = await ask(region.id)
  assert.ok(more.howWeKnow.n > one.howWeKnow.n)
  const manager = await app.member('site_manager', site.id)
  const mine = await manager.call('GET /api/v1/drivers', {
    query: { outcome: 'nps', drivers: 'waiting,price' },
  })
  assert.deepEqual(mine.drivers, one.drivers)
  const foreign = await manager.fetch(`/api/v1/drivers?outcome=nps&unitId=${region.id}`)
  assert.ok([403, 404].includes(foreign.status), `${foreign.status}`)
})

test('what makes no sense is refused with a reason', async () => {
  const status = async (query: string) => {
    const response = await app.owner.fetch(`/api/v1/drivers?${query}`)
    const { detail } = (await response.json()) as { detail: string }
    return `${response.status} ${detail}`
  }
  assert.match(await status('outcome=nope'), /^404/)
  assert.match(await status('outcome=nps&drivers=nps,price'), /^422 Name each driver once/)
  assert.match(await status('outcome=nps&drivers=engagement'), /^422 No signal answers/)
  assert.match(await status('outcome=sales&from=1990-01-01&to=1990-02-01'), /^422 No other question/)
})

test('employee voice is not weighed below five answers', async () => {
  const { items } = await app.owner.call('GET /api/v1/metrics')
  const respect = items.find((m) => m.key === 'employee-respect')!
  const unit = await app.owner.call('POST /api/v1/units', {
    body: { key: 'tiny', name: 'Tiny', kind: 'site' },
  })
  const send = async (from: number, to: number) => {
    const signals = Array.from({ length: to - from }, (_, i) => ({
      sourceKey: `tiny-${from + i}`,
      source: 'employee',
      occurredAt: '2026-09-01',
      unit: 'tiny',
      readings: [
        { metric: 'engagement', value: [3, 9, 5, 6, 8, 7, 2][from + i]! },
        { metric: respect.key, value: [2, 5, 3, 2, 4, 3, 1][from + i]! },
      ],
    }))
    const response = await app.owner.fetch('/api/v1/signals', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signals),
    })
    const { accepted } = (await response.json()) as { accepted: number }
    assert.equal(accepted, signals.length)
  }
  const ask = async () => {
    await app.tandem.projector.settle()
    return app.owner.call('GET /api/v1/drivers', {
      query: { outcome: 'engagement', drivers: respect.key, unitId: unit.id },
    })
  }
  await send(0, 4)
  const few = await ask()
  assert.equal(few.suppressed?.reason, 'too_few_respondents')
  assert.deepEqual([few.drivers, few.howWeKnow.n, few.r2], [[], 0, null])
  await send(4, 7)
  const enough = await ask()
  assert.equal(enough.suppressed, null)
  assert.equal(enough.howWeKnow.n, 7)
})

test('the battery with most answers is chosen, without the overall question asked elsewhere too', () => {
  const patterns = [
    { metricIds: ['o', 'overall', 'a', 'b'], signals: 100 },
    { metricIds: ['o', 'overall'], signals: 150 },
    { metricIds: ['o', 'overall', 'a', 'b', 'rare'], signals: 5 },
    { metricIds: ['o', 'x', 'y'], signals: 60 },
    { metricIds: ['o'], signals: 1000 },
  ]
  assert.deepEqual(chooseDrivers(patterns, 'o'), ['a', 'b'])
  assert.deepEqual(chooseDrivers([{ metricIds: ['o'], signals: 3 }], 'o'), [])
  assert.equal(answered(patterns).get('overall'), 255)
})

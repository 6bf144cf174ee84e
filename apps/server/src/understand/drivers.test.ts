import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Drivers } from '@tandem/contract'
import { createDemo } from '@tandem/demo'
import { company, contains, loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'
import { answered, chooseDrivers } from './choose-drivers.ts'

let app: TestTandem
const { truth } = createDemo(company)

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
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
    for (const [value, interval] of [
      [found.coefficient, found.coefficientInterval],
      [found.attainment, found.attainmentInterval],
      [found.withinShare, found.withinInterval],
      [found.betweenShare, found.betweenInterval],
    ] as const)
      assert.ok(interval && contains(interval, value), `${metric}: ${value}`)
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

test('a slice weighs its own signals, by channel, touchpoint or attribute', async () => {
  const ask = (filter: string, more: object = {}): Promise<Drivers> =>
    app.owner.call('GET /api/v1/drivers', {
      query: { outcome: 'nps', drivers: 'waiting,price', filter, ...more },
    })
  const { groups } = await app.owner.call('GET /api/v1/scores', {
    query: { metric: 'nps', by: 'attribute:segment' },
  })
  const parts = await Promise.all(groups.map((g) => ask(`attribute:segment=${g.key}`)))
  const whole = await app.owner.call('GET /api/v1/drivers', {
    query: { outcome: 'nps', drivers: 'waiting,price' },
  })
  assert.ok(parts.length >= 3)
  assert.equal(
    parts.reduce((sum, part) => sum + part.howWeKnow.n, 0),
    whole.howWeKnow.n,
  )
  assert.equal((await ask('channel:store')).howWeKnow.n, whole.howWeKnow.n)
  const journeys = await app.owner.call('GET /api/v1/scores', { query: { metric: 'nps', by: 'touchpoint' } })
  const delivery = journeys.groups.find((g) => g.label.startsWith('Delivery'))!
  const parcels = await ask(`touchpoint:${delivery.key}`, { drivers: 'on-time,parcel-condition' })
  assert.equal(parcels.howWeKnow.n, delivery.score.n)
  const status = async (filter: string) =>
    (await app.owner.fetch(`/api/v1/drivers?outcome=nps&filter=${encodeURIComponent(filter)}`)).status
  assert.equal(await status('planet:mars'), 422)
  assert.equal(await status('touchpoint:nope'), 404)
  assert.equal(await status(`channel:store' OR 1=1 --`), 422)
})

test('what employees say is not sliced so that a few of them stand alone', async () => {
  const send = async (survey: string, count: number) => {
    const signals = Array.from({ length: count }, (_, i) => ({
      sourceKey: `sliced-${survey}-${i}`,
      source: 'employee',
      occurredAt: '2026-09-01',
      unit: 'sliced',
      attributes: { survey },
      readings: [
        { metric: 'engagement', value: (3 * i + 2) % 11 },
        {
          metric: 'employee-respect',
          value: 1 + Math.floor(((3 * i + 2) % 11) / 3.3) + (i % 3 === 0 ? 1 : 0),
        },
      ],
    }))
    const response = await app.owner.fetch('/api/v1/signals', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(signals),
    })
    assert.equal(response.status, 200)
  }
  const unit = await app.owner.call('POST /api/v1/units', {
    body: { key: 'sliced', name: 'Sliced', kind: 'site' },
  })
  await send('exit', 12)
  await send('pulse', 3)
  const ask = async (survey?: string) => {
    await app.tandem.projector.settle()
    const filter = survey ? { filter: `attribute:survey=${survey}` } : {}
    const query = { outcome: 'engagement', drivers: 'employee-respect', unitId: unit.id, ...filter }
    return app.owner.call('GET /api/v1/drivers', { query })
  }
  assert.equal((await ask()).suppressed, null)
  // Three of them; and twelve, which would give the three away as the rest of fifteen.
  for (const survey of ['pulse', 'exit'])
    assert.equal((await ask(survey)).suppressed?.reason, 'too_few_respondents', survey)
  await send('relationship', 9)
  // Three of these are the three from before.
  await send('pulse', 11)
  assert.equal((await ask('exit')).suppressed, null)
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

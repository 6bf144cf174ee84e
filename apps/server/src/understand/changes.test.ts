import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ResponseOf } from '@tandem/contract'
import { createDemo } from '@tandem/demo'
import { loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'

const company = { seed: 1, until: '2026-10-31', scale: 0.2 }
const { truth } = createDemo(company)
let app: TestTandem
let ids: ReadonlyMap<string, string>

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
  const { items } = await app.owner.call('GET /api/v1/units')
  ids = new Map(items.map((u) => [u.key, u.id]))
})
after(() => app.stop())

const days = (a: string, b: string) => Math.abs(Date.parse(a) - Date.parse(b)) / 86_400_000

test('the parcels that Leeds damages come first, with place, day, size, words and what they cost', async () => {
  const { items, tested } = await app.owner.call('GET /api/v1/changes')
  const [top] = items
  assert.ok(top, 'a change is found')
  assert.equal(top.metric.key, 'parcel-condition')
  assert.equal(top.good, false)
  assert.equal(top.place.kind, 'named')
  assert.equal(top.place.unitId, ids.get(truth.warehouseProblem.warehouse))
  assert.deepEqual(
    top.touchpoints.map((t) => t.key),
    ['packing-leeds'],
  )
  assert.ok(days(top.since, truth.warehouseProblem.since) <= 4, top.since)
  // 30 % more parcels at about 1.5 in place of 4.6 of five steps.
  assert.ok(
    top.difference.interval!.lower < -22 && top.difference.interval!.upper > -26,
    JSON.stringify(top.difference),
  )
  assert.ok(top.p < 0.001 && top.before.n > 500 && top.after.n > 100)
  assert.ok(top.impact!.metric.key === 'nps' && top.impact!.difference.interval!.upper < -10)
  assert.ok(top.comments! > 10 && top.quotes.length > 2)
  assert.ok(top.quotes.some((q) => q.score !== null && q.score.value < 0))
  assert.ok(top.where.length > 0)
  assert.ok(tested > 500)
  // The same is not told again of the regions that Leeds serves.
  assert.deepEqual(
    items.filter((c) => c.metric.key === 'parcel-condition').map((c) => c.place.name),
    [truth.warehouseProblem.name],
  )
  assert.ok(items.length <= 2, items.map((c) => c.id).join())
})

test('before it began, nothing is reported', async () => {
  const { items } = await app.owner.call('GET /api/v1/changes', { query: { to: '2026-09-15' } })
  assert.ok(items.length <= 1, items.map((c) => c.id).join())
})

test('a manager sees what their own customers meet, and not the unit they may not see', async () => {
  const country = await app.member('regional_manager', ids.get('uk'))
  const [top] = (await country.call('GET /api/v1/changes')).items
  assert.equal(top?.metric.key, 'parcel-condition')
  assert.equal(top.place.unitId, null)
  const volga = await app.member('regional_manager', ids.get('volga'))
  const far = await volga.call('GET /api/v1/changes')
  assert.equal(
    far.items.find((c) => c.metric.key === 'parcel-condition' && !c.good),
    undefined,
  )
  await assert.rejects(
    volga.call('GET /api/v1/changes', { query: { unitId: ids.get('midlands')! } }),
    /404|unit/i,
  )
})

test('the warehouse is told what its parcels do, though nobody answers about it directly', async () => {
  const own = ids.get(truth.warehouseProblem.warehouse)!
  const lead = await app.member('site_manager', own)
  for (const asker of [lead, app.owner]) {
    const [top] = (await asker.call('GET /api/v1/changes', { query: { unitId: own } })).items
    assert.equal(top?.metric.key, 'parcel-condition')
    assert.ok(Math.abs(top.share - 1) < 1e-9)
  }
})

test('without comments.read there are no words; employees’ words never come here', async () => {
  const { items } = await app.owner.call('GET /api/v1/changes', { query: { weeks: 26, limit: 8 } })
  for (const change of items) {
    assert.ok(change.quotes.every((q) => q.source !== 'employee'))
    if (change.metric.source === 'employee') assert.equal(change.comments, null)
    for (const part of [change.before, change.after]) assert.ok(part.n >= 5)
  }
})

test('the page of the warehouse tells of its work: below its limits since then, and who works there', async () => {
  const id = ids.get(truth.warehouseProblem.warehouse)!
  const page = await app.owner.call('GET /api/v1/units/{id}/overview', { params: { id } })
  const parcels = page.trends.find((t) => t.metric.key === 'parcel-condition')
  assert.equal(parcels?.through, 'work')
  const last = parcels.control?.points.at(-1)
  assert.ok(last?.out && last.upper > 80, JSON.stringify(last))
  assert.equal(parcels.control!.points.filter((p) => p.out && p.from < '2026-09-01').length, 0)
  assert.ok(page.comparisons.some((c) => c.metric.key === 'parcel-condition' && c.difference.value! < 0))
  assert.ok(page.people!.roles.some((r) => r.name === 'packer'))
  // Employees' answers are heard about it, not of its work.
  assert.ok(page.trends.filter((t) => t.metric.source === 'employee').every((t) => t.through === 'about'))
})

test('a store’s page has its touchpoints, new managers by name only for whom people may read, and a teacher', async () => {
  const { items } = await app.owner.call('GET /api/v1/units')
  const stores = items.filter((u) => u.kind === 'site').slice(0, 25)
  const pages: ResponseOf<'GET /api/v1/units/{id}/overview'>[] = []
  // Each is hundreds of questions: until a store with a new manager and one with a teacher were met.
  for (const { id } of stores) {
    const enough =
      pages.some((p) => p.learnFrom) && pages.some((p) => p.events.some((e) => e.kind === 'manager'))
    if (!enough) pages.push(await app.owner.call('GET /api/v1/units/{id}/overview', { params: { id } }))
  }
  assert.ok(pages.every((p) => p.touchpoints && p.touchpoints.items.length > 3))
  const changed = pages.findIndex((p) => p.events.some((e) => e.kind === 'manager'))
  assert.ok(changed >= 0, 'a manager changed in one of the stores')
  assert.ok(pages[changed]!.events.every((e) => e.kind !== 'manager' || e.name))
  const analyst = await app.member('analyst')
  const seen = await analyst.call('GET /api/v1/units/{id}/overview', { params: { id: stores[changed]!.id } })
  assert.equal(seen.people, null)
  assert.ok(seen.events.every((e) => e.name === null))
  const taught = pages.flatMap((p, i) => (p.learnFrom ? [{ ...p.learnFrom, own: stores[i]!.name }] : []))
  assert.ok(taught.length > 0)
  assert.ok(taught.every((t) => t.metric.source !== 'employee' && t.name !== t.own && t.name !== ''))
})

test('the same question is answered at once, and anew as soon as something more was heard', async () => {
  const ask = async () => (await app.owner.call('GET /api/v1/changes', { query: { weeks: 7 } })).howWeKnow.n
  const timed = async () => {
    const started = performance.now()
    return { n: await ask(), ms: performance.now() - started }
  }
  const { n, ms: first } = await timed()
  // The best of some: other test files share the machine.
  let again = first
  for (let i = 0; i < 5; i++) {
    const next = await timed()
    assert.equal(next.n, n)
    again = Math.min(again, next.ms)
  }
  assert.ok(again < first / 3, `${again} ms after ${first} ms`)
  const { items: stores } = await app.owner.call('GET /api/v1/units')
  const unit = stores.find((u) => u.kind === 'site')!
  const occurredAt = '2026-10-20T10:00:00Z'
  const sent = await app.owner.fetch('/api/v1/signals', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      sourceKey: 'one-more',
      source: 'customer',
      occurredAt,
      unit: unit.key,
      readings: [{ metric: 'nps', value: 9 }],
    }),
  })
  assert.ok(sent.ok, await sent.text())
  await app.tandem.projector.settle()
  assert.equal(await ask(), n + 1)
  // What was kept for the whole is not told to those who see a part, nor the other way round.
  const lead = await app.member('site_manager', unit.id)
  const part = await lead.call('GET /api/v1/changes', { query: { weeks: 7 } })
  assert.ok(part.howWeKnow.n < n / 5)
  assert.equal(await ask(), n + 1)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDemo } from '@tandem/demo'
import { company, contains, loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'

const { truth } = createDemo(company)
let app: TestTandem

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
})
after(() => app.stop())

test('a point of recommendation goes with the planted money in the month after', async () => {
  const result = await app.owner.call('GET /api/v1/value', { query: { money: 'sales', score: 'nps' } })
  assert.ok(contains(result.perPoint.interval, truth.valueOfPoint.eur), JSON.stringify(result.perPoint))
  assert.equal(result.sign, 'more')
  assert.equal(result.currency, 'EUR')
  assert.equal(result.lag, 1)
  assert.equal(result.howWeKnow.units, 160)
  assert.ok(Math.abs(result.allUnits.estimate - 160 * result.perPoint.estimate) < 1)
  const later = await app.owner.call('GET /api/v1/value', {
    query: { money: 'sales', score: 'nps', lag: 3 },
  })
  assert.ok(later.perPoint.estimate < result.perPoint.estimate / 2, JSON.stringify(later.perPoint))
})

test('only the planted lag stands out, and ten groups lie on the slope', async () => {
  const { lags, bins, perPoint } = await app.owner.call('GET /api/v1/value', {
    query: { money: 'sales', score: 'nps' },
  })
  assert.deepEqual(
    lags.map((l) => l.lag),
    [-3, -2, -1, 0, 1, 2, 3, 4, 5, 6],
  )
  assert.deepEqual(lags.find((l) => l.lag === 1)?.slope, perPoint)
  for (const { lag, slope } of lags)
    assert.ok(lag === 1 || slope!.estimate < perPoint.interval.lower / 2, `lag ${lag}: ${slope!.estimate}`)
  assert.equal(bins.length, 10)
  assert.ok(bins.every((bin, i) => i === 0 || bin.score > bins[i - 1]!.score))
  // Regression of the group means, weighted by size, is near the slope within units.
  const sum = (of: (bin: (typeof bins)[number]) => number) =>
    bins.reduce((total, bin) => total + bin.n * of(bin), 0)
  assert.ok(Math.abs(sum((b) => b.score)) < 1e-6 && Math.abs(sum((b) => b.money)) < 1)
  const slope = sum((b) => b.score * b.money) / sum((b) => b.score ** 2)
  assert.ok(Math.abs(slope / perPoint.estimate - 1) < 0.1, `${slope} beside ${perPoint.estimate}`)
})

test('longer periods have fewer lags, and say which cannot be had', async () => {
  const { lags } = await app.owner.call('GET /api/v1/value', {
    query: { money: 'sales', score: 'nps', grain: 'quarter', of: 'mean' },
  })
  assert.deepEqual([lags[0]!.lag, lags.at(-1)!.lag], [-2, 4])
  for (const { slope, reason, n } of lags) assert.ok(slope ? n > 0 : reason)
})

test('a month that the period cuts earns nothing in the comparison', async () => {
  const ask = (query: object) =>
    app.owner.call('GET /api/v1/value', { query: { money: 'sales', score: 'nps', ...query } })
  const whole = await ask({ from: '2026-01-01', to: '2026-09-30' })
  const cut = await ask({ from: '2026-01-01', to: '2026-10-30' })
  assert.equal(cut.howWeKnow.n, whole.howWeKnow.n)
})

test('what makes no sense is refused with a reason', async () => {
  const status = async (query: string) => {
    const response = await app.owner.fetch(`/api/v1/value?${query}`)
    const { detail } = (await response.json()) as { detail: string }
    return `${response.status} ${detail}`
  }
  assert.match(await status('money=nps&score=waiting'), /^422 .* is no figure from operations/)
  assert.match(await status('money=sales&score=sales'), /^422 Choose a score other/)
  assert.match(await status('money=sales&score=nps&level=partner'), /^422 Too few units .*: 0 of the three/)
})

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createDemo } from '@tandem/demo'
import { createRng } from '@tandem/stats'
import { company, contains, loadDemoCompany } from '../../test/demo.ts'
import { startTestTandem, type TestTandem } from '../../test/tandem.ts'
import type { Gathered } from './merge.ts'
import { panelOf, periodNumber, periodReliability } from './panel.ts'

const { truth } = createDemo(company)
let app: TestTandem

before(async () => {
  app = await startTestTandem()
  await loadDemoCompany(app, company)
})
after(() => app.stop())

test('engagement goes with recommendation two months later, by the planted slope, and not the other way', async () => {
  const result = await app.owner.call('GET /api/v1/linkage', {
    query: { driver: 'engagement', outcome: 'nps' },
  })
  const { npsPerPoint, lagMonths } = truth.engagementEffect
  const planted = result.forward[lagMonths]!
  assert.ok(contains(planted.disattenuated!.interval, npsPerPoint), JSON.stringify(planted))
  assert.ok(planted.slope!.interval.lower > 0)
  for (const { lag, slope } of result.forward)
    if (lag !== lagMonths) assert.ok(slope!.estimate < planted.slope!.estimate, `lag ${lag}`)
  assert.deepEqual(
    result.reverse.map((r) => r.lag),
    [1, 2, 3],
  )
  for (const { lag, slope } of result.reverse)
    assert.ok(contains(slope!.interval, 0), `lag ${lag} the other way round: ${JSON.stringify(slope)}`)
  assert.ok(result.between!.interval.lower > 0)
  assert.ok(result.agreement.driver.icc2! > 0.5 && result.agreement.driver.icc1! < 0.5)
  assert.equal(result.points.length, 160)
  assert.equal(result.bands.length, 3)
  assert.equal(
    result.bands.reduce((sum, b) => sum + b.units, 0),
    160,
  )
})

test('stores with low turnover stand above those with high turnover by the planted difference', async () => {
  const { bands, agreement } = await app.owner.call('GET /api/v1/linkage', {
    query: { driver: 'staff-turnover', outcome: 'nps', cuts: '3,12' },
  })
  const gap = bands.at(-1)!.difference!
  assert.ok(contains(gap.interval, -truth.turnover.npsGapOfOuterBands), JSON.stringify(gap))
  assert.equal(bands[0]!.difference, null)
  // One figure a month has no error of its own that could be told.
  assert.equal(agreement.driver.periods, null)
})

test('units with fewer than five employee answers are left out by name, and scope limits the picture', async () => {
  const { items } = await app.owner.call('GET /api/v1/units')
  const ask = (asker: typeof app.owner, query: object) =>
    asker.call('GET /api/v1/linkage', {
      query: { driver: 'engagement', outcome: 'nps', maxLag: 0, ...query },
    })
  // In four months some stores have a few answers only.
  const quarter = await ask(app.owner, { from: '2026-07-01', to: '2026-10-31', grain: 'month' })
  assert.ok(quarter.leftOut.some((u) => u.suppressed.reason === 'too_few_respondents'))
  assert.ok(quarter.points.every((p) => p.driverN >= 5))
  const names = new Set(quarter.points.map((p) => p.unitId))
  assert.ok(quarter.leftOut.every((u) => !names.has(u.unitId)))
  const region = items.find((u) => u.key === truth.stores[0]!.unit)!.parentId!
  const manager = await app.member('regional_manager', region)
  const mine = await ask(manager, {})
  const all = await ask(app.owner, { unitId: region })
  assert.deepEqual(mine.points, all.points)
  assert.ok(mine.points.length < 160)
})

test('what makes no sense is refused with a reason', async () => {
  const status = async (query: string) => {
    const response = await app.owner.fetch(`/api/v1/linkage?${query}`)
    const { detail } = (await response.json()) as { detail: string }
    return `${response.status} ${detail}`
  }
  assert.match(await status('driver=nps&outcome=nps'), /^422 Choose two different/)
  assert.match(await status('driver=engagement&outcome=nps&cuts=5,3'), /^422 Give the cuts/)
  assert.match(
    await status('driver=engagement&outcome=nps&level=partner'),
    /^422 Too few units .*: 0 of the three/,
  )
})

test('reliability of period deviations is what simulated cells were made with', () => {
  const rng = createRng(3)
  const cells: Gathered = new Map()
  for (let unit = 0; unit < 80; unit++) {
    const level = 10 * rng.normal()
    const byPeriod = new Map<string, { n: number; mean: number; m2: number }>()
    for (let month = 1; month <= 12; month++) {
      const truth = level + month + 3 * rng.normal()
      const answers = Array.from({ length: 4 }, () => truth + 6 * rng.normal())
      const mean = answers.reduce((a, b) => a + b) / 4
      byPeriod.set(`2025-${String(month).padStart(2, '0')}-01`, {
        n: 4,
        mean,
        m2: answers.reduce((sum, x) => sum + (x - mean) ** 2, 0),
      })
    }
    cells.set(`u${unit}`, byPeriod)
  }
  // True variance 9, error 36 / 4 = 9.
  assert.ok(Math.abs(periodReliability(cells)! - 0.5) < 0.06, `${periodReliability(cells)}`)
})

test('a panel stands side by side by unit and period, with gaps where nothing was heard', () => {
  const cell = (mean: number) => ({ n: 2, mean, m2: 1 })
  const first: Gathered = new Map([['b', new Map([['2025-11-01', cell(3)]])]])
  const second: Gathered = new Map([
    ['b', new Map([['2026-01-01', cell(5)]])],
    ['a', new Map([['2026-01-01', cell(4)]])],
  ])
  const panel = panelOf(first, second, 'month', (c) => c.n * c.mean)
  assert.deepEqual(panel.unit, ['a', 'b', 'b'])
  assert.equal(panel.period[2]! - panel.period[1]!, 2)
  assert.deepEqual(panel.first, [Number.NaN, 6, Number.NaN])
  assert.deepEqual(panel.second, [4, Number.NaN, 5])
  assert.equal(periodNumber('2026-01-01', 'quarter') - periodNumber('2025-10-01', 'quarter'), 1)
})

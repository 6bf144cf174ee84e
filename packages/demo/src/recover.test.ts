import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { createDemo } from './index.ts'

/** Each planted truth must come back from the raw signals by statistics that fit on a page. */

const demo = createDemo({ seed: Number(process.env.DEMO_SEED ?? 1), until: '2026-11-21', scale: 1 })
const { truth } = demo
const driverKeys = truth.drivers.map((driver) => driver.metric)

class Mean {
  n = 0
  sum = 0
  add(value: number): void {
    this.n += 1
    this.sum += value
  }
  get value(): number {
    return this.sum / this.n
  }
}
class Means extends Map<string, Mean> {
  add(key: string, value: number): void {
    let mean = this.get(key)
    if (!mean) {
      mean = new Mean()
      this.set(key, mean)
    }
    mean.add(value)
  }
  of(key: string): number {
    return this.get(key)?.value ?? Number.NaN
  }
}
const average = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

/** Slope of y on x with its standard error, and correlation. */
function line(x: readonly number[], y: readonly number[]) {
  const mx = average(x)
  const my = average(y)
  let xx = 0
  let xy = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - mx) ** 2
    xy += (x[i]! - mx) * (y[i]! - my)
    yy += (y[i]! - my) ** 2
  }
  const slope = xy / xx
  return { slope, se: Math.sqrt((yy - slope * xy) / (x.length - 2) / xx), r: xy / Math.sqrt(xx * yy) }
}

/** Takes out row and column means until they are zero: two-way fixed effects of a store x month panel. */
function twoWay(cells: { store: string; month: string; value: number }[]): number[] {
  const values = cells.map((cell) => cell.value)
  for (let round = 0; round < 30; round++)
    for (const by of ['store', 'month'] as const) {
      const means = new Means()
      for (const [i, cell] of cells.entries()) means.add(cell[by], values[i]!)
      for (const [i, cell] of cells.entries()) values[i]! -= means.of(cell[by])
    }
  return values
}

const heard = {
  nps: new Means(),
  npsByMonth: new Means(),
  engagementByMonth: new Means(),
  figures: new Means(),
  byWarehouse: new Means(),
  damaged: new Means(),
  segment: new Means(),
  stay: new Means(),
  parity: new Means(),
  drivers: [] as number[][],
  tests: [] as { store: string; evaluator: string; day: string; score: number }[],
}
const months: string[] = []

before(() => {
  for (const signal of demo.signals()) {
    const r = new Map((signal.readings ?? []).map((reading) => [reading.metric, reading.value]))
    const when = signal.occurredAt.slice(0, 7)
    if (months.at(-1) !== when && !months.includes(when)) months.push(when)
    const recommends = r.get('nps')
    const nps = recommends === undefined ? 0 : recommends >= 9 ? 100 : recommends <= 6 ? -100 : 0
    if (recommends !== undefined) {
      heard.nps.add(signal.unit, nps)
      heard.npsByMonth.add(`${signal.unit} ${when}`, nps)
      if (signal.channel === 'store') heard.segment.add(signal.attributes?.segment ?? '', nps)
    }
    if (r.has('waiting')) heard.drivers.push([nps, ...driverKeys.map((key) => r.get(key)!)])
    const condition = r.get('parcel-condition')
    if (condition !== undefined) {
      const since = signal.occurredAt.slice(0, 10) >= truth.warehouseProblem.since
      const key = `${signal.attributes?.warehouse === truth.warehouseProblem.name ? 'Leeds' : 'other'} ${since}`
      heard.byWarehouse.add(key, nps)
      heard.damaged.add(key, condition <= 2 ? 1 : 0)
    }
    const engagement = r.get('engagement')
    if (engagement !== undefined) heard.engagementByMonth.add(`${signal.unit} ${when}`, engagement * 10)
    const stay = r.get('stay')
    if (stay !== undefined && engagement !== undefined)
      heard.stay.add(engagement >= 8 ? 'high' : engagement <= 5 ? 'low' : 'middle', stay)
    for (const [key, value] of r) {
      if (key === 'sales') heard.figures.add(`${signal.unit} ${when}`, value)
      if (key === 'staff-turnover') heard.figures.add(signal.unit, value)
      if (/^(customer|employee)-/.test(key)) heard.parity.add(key, value)
      if (key === 'service-test')
        heard.tests.push({
          store: signal.unit,
          evaluator: signal.evaluator!,
          day: signal.occurredAt.slice(0, 10),
          score: value,
        })
    }
  }
  months.sort()
})

/** LMG shares of explained variance: average gain in R² over all orders of the drivers. */
function lmg(rows: readonly number[][]): number[] {
  const p = rows[0]!.length - 1
  const means = Array.from({ length: p + 1 }, (_, j) => average(rows.map((row) => row[j]!)))
  const c = means.map((a, i) =>
    means.map((b, j) => average(rows.map((row) => (row[i]! - a) * (row[j]! - b)))),
  )
  const explained = (set: number): number => {
    const chosen = Array.from({ length: p }, (_, d) => d + 1).filter((d) => (set >> (d - 1)) & 1)
    const m = [...chosen, 0].map((i) => [...chosen, 0].map((j) => c[i]![j]!))
    for (let k = 0; k < chosen.length; k++)
      for (let i = k + 1; i <= chosen.length; i++) {
        const factor = m[i]![k]! / m[k]![k]!
        for (let j = k; j <= chosen.length; j++) m[i]![j]! -= factor * m[k]![j]!
      }
    return 1 - m[chosen.length]![chosen.length]! / c[0]![0]!
  }
  const r2 = Array.from({ length: 2 ** p }, (_, set) => explained(set))
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  return Array.from({ length: p }, (_, d) => {
    let share = 0
    for (let set = 0; set < 2 ** p; set++) {
      if ((set >> d) & 1) continue
      const size = set.toString(2).replaceAll('0', '').length
      const weight = (factorial(size) * factorial(p - size - 1)) / factorial(p)
      share += weight * (r2[set | (1 << d)]! - r2[set]!)
    }
    return share / r2.at(-1)!
  })
}

/** Store and evaluator effects on service tests by alternating means (additive two-way model). */
function strictness() {
  const { start, taughtStores } = truth.improvement
  const improved = new Set(taughtStores.filter((store) => store.improved).map((store) => store.unit))
  const tests = heard.tests.filter((test) => !(improved.has(test.store) && test.day >= start))
  let stores = new Means()
  let evaluators = new Means()
  for (let round = 0; round < 60; round++) {
    const nextStores = new Means()
    for (const test of tests)
      nextStores.add(test.store, test.score - (evaluators.get(test.evaluator)?.value ?? 0))
    stores = nextStores
    const next = new Means()
    for (const test of tests) next.add(test.evaluator, test.score - stores.of(test.store))
    evaluators = next
  }
  return { stores, evaluators, tests }
}

describe('planted truths come back from raw signals', () => {
  it('good stores are heard to be good', () => {
    const { r } = line(
      truth.stores.map((store) => store.nps),
      truth.stores.map((store) => heard.nps.of(store.unit)),
    )
    assert.ok(r > 0.9, `correlation ${r}`)
    const raw = truth.stores.map((store) => heard.nps.of(store.unit))
    assert.ok(Math.abs(average(raw) - 41) < 3, `mean NPS ${average(raw)}`)
  })

  it('drivers come in the planted order with the planted shares', () => {
    const shares = lmg(heard.drivers)
    for (const [d, { metric, share }] of truth.drivers.entries())
      assert.ok(Math.abs(shares[d]! - share) < 0.025, `${metric}: ${shares[d]} instead of ${share}`)
    assert.deepEqual(
      shares,
      shares.toSorted((a, b) => b - a),
    )
  })

  it('engagement goes with recommendation two months later, not at other lags and not the other way', () => {
    for (const lag of [-2, -1, 0, 1, 2, 3]) {
      const pairs = truth.stores.flatMap(({ unit }) =>
        months.flatMap((at, i) => {
          const x = heard.engagementByMonth.get(`${unit} ${months[i - lag] ?? ''}`)?.value
          const y = heard.npsByMonth.get(`${unit} ${at}`)?.value
          return x === undefined || y === undefined ? [] : [{ store: unit, month: at, x, y }]
        }),
      )
      const x = twoWay(pairs.map((pair) => ({ ...pair, value: pair.x })))
      const y = twoWay(pairs.map((pair) => ({ ...pair, value: pair.y })))
      const { slope, se } = line(x, y)
      const planted = lag === truth.engagementEffect.lagMonths ? truth.engagementEffect.npsPerPoint : 0
      // Monthly means of engagement rest on about six answers each: reliability about 0.85 pulls the slope down.
      if (planted) assert.ok(slope > 0.72 * planted && slope < 1.1 * planted, `lag ${lag}: ${slope}`)
      else assert.ok(Math.abs(slope) < 3.5 * se + 0.03, `lag ${lag}: ${slope} (se ${se})`)
    }
  })

  it('stores with low turnover score about 29 NPS points above those with high turnover', () => {
    const band = (low: number, high: number) =>
      truth.stores.flatMap(({ unit }) => {
        const turnover = heard.figures.of(unit)
        return turnover >= low && turnover < high ? [heard.nps.of(unit)] : []
      })
    const gap = average(band(0, 3)) - average(band(12, 100))
    assert.ok(Math.abs(gap - truth.turnover.npsGapOfOuterBands) < 6, `gap ${gap}`)
    assert.ok(band(0, 3).length >= 10 && band(12, 100).length >= 10)
  })

  it('a point of NPS goes with 1,240 EUR in the month after', () => {
    const cells = truth.stores.flatMap(({ unit }) =>
      months.flatMap((at, i) => {
        const sales = heard.figures.get(`${unit} ${at}`)?.value
        const nps = heard.npsByMonth.get(`${unit} ${months[i - 1] ?? ''}`)?.value
        return sales === undefined || nps === undefined ? [] : [{ store: unit, month: at, sales, nps }]
      }),
    )
    const x = twoWay(cells.map((cell) => ({ ...cell, value: cell.nps })))
    const y = twoWay(cells.map((cell) => ({ ...cell, value: cell.sales })))
    const { slope, se } = line(x, y)
    assert.ok(Math.abs(slope - truth.valueOfPoint.eur) < 3 * se, `${slope} (se ${se})`)
    assert.ok(se < 150, `se ${se}`)
  })

  it('parcels from Leeds, and only those, arrive damaged since the planted day', () => {
    assert.ok(heard.damaged.of('Leeds false') < 0.05)
    assert.ok(Math.abs(heard.damaged.of('Leeds true') - truth.warehouseProblem.damagedSince) < 0.05)
    assert.ok(heard.damaged.of('other true') < 0.05)
    assert.ok(heard.byWarehouse.of('Leeds false') - heard.byWarehouse.of('Leeds true') > 25)
    assert.ok(Math.abs(heard.byWarehouse.of('other false') - heard.byWarehouse.of('other true')) < 6)
  })

  it('strict and lenient evaluators are told apart, and raw ranks mislead', () => {
    const { stores, evaluators, tests } = strictness()
    const own = truth.evaluators.filter(({ key }) => evaluators.has(key))
    const { r } = line(
      own.map((evaluator) => evaluator.strictness),
      own.map((evaluator) => evaluators.of(evaluator.key)),
    )
    assert.ok(r > 0.85, `correlation ${r}`)
    const estimates = (kind: string) => own.filter((e) => e.kind === kind).map((e) => evaluators.of(e.key))
    assert.ok(average(estimates('strict')) < average(estimates('ordinary')) - 5)
    assert.ok(average(estimates('lenient')) > average(estimates('ordinary')) + 4)
    const raw = new Means()
    for (const test of tests) raw.add(test.store, test.score)
    const agreement = (means: Means) =>
      line(
        truth.stores.map((store) => store.serviceTest),
        truth.stores.map((store) => means.of(store.unit)),
      ).r
    assert.ok(agreement(stores) > agreement(raw) + 0.08, `${agreement(stores)} against ${agreement(raw)}`)
  })

  it('three taught stores improved; the others rose only to where they belong', () => {
    const { start, taughtStores, serviceTestGain } = truth.improvement
    const known = new Map(truth.evaluators.map((evaluator) => [evaluator.key, evaluator.strictness]))
    const after = new Means()
    for (const test of heard.tests)
      if (test.day >= start) after.add(test.store, test.score - known.get(test.evaluator)!)
    const level = new Map(truth.stores.map((store) => [store.unit, store.serviceTest]))
    const untouched = taughtStores.filter((store) => !store.improved)
    const rise = average(untouched.map((store) => after.of(store.unit) - store.baseline))
    const expected = average(untouched.map((store) => level.get(store.unit)! - store.baseline))
    assert.equal(taughtStores.length - untouched.length, 3)
    assert.ok(rise > 1, `a naive comparison would credit the untouched stores: ${rise}`)
    assert.ok(Math.abs(rise - expected) < 2, `${rise} instead of ${expected}`)
    for (const store of taughtStores.filter(({ improved }) => improved)) {
      const gain = after.of(store.unit) - level.get(store.unit)!
      assert.ok(Math.abs(gain - serviceTestGain) < 7, `${store.name}: ${gain}`)
    }
  })

  it('people with high engagement intend to stay, about half of those with low do', () => {
    assert.ok(heard.stay.of('high') > 0.93, `${heard.stay.of('high')}`)
    assert.ok(Math.abs(heard.stay.of('low') - 0.45) < 0.1, `${heard.stay.of('low')}`)
  })

  it('employees are treated worse than customers, most of all in being listened to', () => {
    const gaps = truth.parity.map(
      ({ dimension }) => heard.parity.of(`employee-${dimension}`) - heard.parity.of(`customer-${dimension}`),
    )
    assert.ok(gaps.every((gap) => gap < -0.1))
    assert.equal(
      gaps.indexOf(Math.min(...gaps)),
      truth.parity.findIndex((p) => p.dimension === 'listening'),
    )
  })

  it('trade customers recommend less', () => {
    const gap = heard.segment.of('trade') - heard.segment.of('household')
    assert.ok(gap < -6 && gap > -14, `${gap}`)
  })
})

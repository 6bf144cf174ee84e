import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { ols } from '../regression/ols.ts'
import { close } from '../regression/reference-data.test-support.ts'
import { compareBands } from './bands.ts'
import { canonicalCorrelations, partialCorrelation } from './correlation.ts'
import { linkage } from './lead-lag.ts'
import { lagColumn, panelRegression } from './panel.ts'
import { valueOfAPoint } from './value-of-a-point.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

/** Units with levels of their own; the outcome follows the driver of two periods before by 0.5 a point. */
function makePanel(units: number, periods: number, seed: number) {
  const rng = createRng(seed)
  const unit: string[] = []
  const period: number[] = []
  const driver: number[] = []
  const outcome: number[] = []
  for (let u = 0; u < units; u++) {
    const level = 5 * rng.normal()
    const own = Array.from({ length: periods }, () => 60 + level + 4 * rng.normal())
    for (let t = 0; t < periods; t++) {
      unit.push(`site ${u}`)
      period.push(2020 + t)
      driver.push(own[t]!)
      outcome.push(40 - 2 * level + 0.5 * (own[t - 2] ?? 60) + t + rng.normal())
    }
  }
  return { unit, period, driver, outcome }
}

test('the lag and the direction that were planted are found, and no others', () => {
  const panel = makePanel(60, 12, 1)
  const result = must(linkage({ ...panel, maxLag: 3, reliability: { driver: 0.8 } }))
  const planted = result.forward[2]!
  assert.ok(planted.slope!.interval.lower < 0.5 && 0.5 < planted.slope!.interval.upper)
  assert.ok(planted.slope!.standardError < 0.02)
  close(planted.disattenuated!.estimate, planted.slope!.estimate / 0.8, 1e-12)
  for (const other of [...result.forward.filter((s) => s.lag !== 2), ...result.reverse]) {
    // Deviations from a unit's mean over a dozen periods lean against each other a little (Nickell 1981).
    assert.ok(Math.abs(other.slope!.estimate) < 0.2, `lag ${other.lag}: ${other.slope!.estimate}`)
  }
  assert.ok(result.between!.estimate < -1, 'units with a high level have a low outcome')
  assert.equal(result.forward.length, 4)
  assert.equal(result.reverse.length, 3)
  assert.equal(result.units, 60)
})

test('rows in any order, absent rows and missing values give the same panel', () => {
  const panel = makePanel(12, 6, 2)
  const n = panel.unit.length
  fc.assert(
    fc.property(fc.shuffledSubarray([...Array(n).keys()], { minLength: n }), (order) => {
      const moved = {
        unit: order.map((i) => panel.unit[i]!),
        period: order.map((i) => panel.period[i]!),
        driver: order.map((i) => panel.driver[i]!),
        outcome: order.map((i) => panel.outcome[i]!),
      }
      const before = must(linkage({ ...panel, maxLag: 2 })).forward[2]!.slope!
      const after = must(linkage({ ...moved, maxLag: 2 })).forward[2]!.slope!
      close(after.estimate, before.estimate, 1e-9)
      close(after.standardError, before.standardError, 1e-9)
      close(after.df, before.df, 1e-7)
    }),
    { numRuns: 10 },
  )
  const gone = (i: number) => i % 7 === 3
  const missing = { ...panel, driver: panel.driver.map((v, i) => (gone(i) ? Number.NaN : v)) }
  const keep = [...Array(n).keys()].filter((i) => !gone(i))
  const absent = {
    unit: keep.map((i) => panel.unit[i]!),
    period: keep.map((i) => panel.period[i]!),
    driver: keep.map((i) => panel.driver[i]!),
    outcome: keep.map((i) => panel.outcome[i]!),
  }
  const a = must(linkage({ ...missing, maxLag: 0 })).forward[0]!.slope!
  const b = must(linkage({ ...absent, maxLag: 0 })).forward[0]!.slope!
  close(a.estimate, b.estimate, 1e-10)
  close(a.standardError, b.standardError, 1e-10)
})

test('a lagged column holds what the same unit had before', () => {
  const panel = { unit: ['a', 'b', 'a', 'a', 'b'], period: [1, 1, 2, 4, 2] }
  const values = [10, 20, 30, 40, 50]
  assert.deepEqual([...must(lagColumn(panel, values, 1))], [Number.NaN, Number.NaN, 10, Number.NaN, 20])
  assert.deepEqual([...must(lagColumn(panel, values, -1))], [30, 50, Number.NaN, Number.NaN, Number.NaN])
})

test('below 40 units the panel uses CR2, from there on CR1', () => {
  const few = makePanel(20, 5, 3)
  const many = makePanel(45, 5, 3)
  const fit = (p: typeof few) => must(panelRegression({ ...p, y: p.outcome, x: { score: p.driver } }))
  assert.equal(fit(few).within.covarianceType, 'CR2')
  assert.equal(fit(many).within.covarianceType, 'CR1')
})

test('band means are means, and differences are against the reference', () => {
  const rng = createRng(5)
  const score = Array.from({ length: 400 }, () => 100 * rng.uniform())
  const outcome = score.map((s) => (s >= 75 ? 3 : s >= 50 ? 1 : 0) + rng.normal())
  const result = must(compareBands({ score, outcome, cuts: [25, 50, 75] }))
  assert.equal(result.bands.length, 4)
  assert.equal(
    result.bands.reduce((s, b) => s + b.n, 0),
    400,
  )
  for (const [b, band] of result.bands.entries()) {
    const inside = outcome.filter((_, i) => Math.min(3, Math.floor(score[i]! / 25)) === b)
    const mean = inside.reduce((s, v) => s + v, 0) / inside.length
    const variance = inside.reduce((s, v) => s + (v - mean) ** 2, 0) / (inside.length - 1)
    close(band.mean!.estimate, mean, 1e-9)
    close(band.mean!.standardError, Math.sqrt(variance / inside.length), 1e-9)
    assert.equal(band.n, inside.length)
    if (b > 0) close(band.difference!.estimate, mean - result.bands[0]!.mean!.estimate, 1e-9)
  }
  assert.equal(result.bands[0]!.difference, null)
  const top = result.bands[3]!.difference!
  assert.ok(top.interval.lower < 3 && 3 < top.interval.upper)
  const gap = must(compareBands({ score, outcome, cuts: [-10, 50], reference: 2 }))
  assert.equal(gap.bands[0]!.n, 0)
  assert.equal(gap.bands[0]!.mean, null)
  assert.equal(gap.bands[1]!.difference!.estimate < 0, true)
})

test('the value of a point is found in currency, per unit and for all', () => {
  const panel = makePanel(50, 8, 7)
  const rng = createRng(9)
  const before = must(lagColumn(panel, panel.driver, 1))
  const money = before.map((s, i) => {
    const size = 1e5 * Number(panel.unit[i]!.split(' ')[1])
    return size + (Number.isNaN(s) ? 0 : 1200 * s) + 900 * rng.normal()
  })
  const result = must(valueOfAPoint({ ...panel, score: panel.driver, money }))
  assert.ok(result.perPoint.interval.lower < 1200 && 1200 < result.perPoint.interval.upper)
  close(result.allUnits.estimate, 50 * result.perPoint.estimate, 1e-12)
  assert.equal(result.lag, 1)
  const unrelated = must(
    valueOfAPoint({ ...panel, score: panel.driver, money: money.map(() => rng.normal()) }),
  )
  assert.ok(unrelated.perPoint.p > 0.001)
})

test('a partial correlation is that of residuals, and canonical correlations contain the largest single one', () => {
  const rng = createRng(11)
  const draw = () => Float64Array.from({ length: 80 }, () => rng.normal())
  const control = draw()
  const x = draw().map((v, i) => v + control[i]!)
  const y = draw().map((v, i) => v - control[i]! + 0.3 * x[i]!)
  const residual = (values: Float64Array) => {
    const fit = must(ols({ y: values, x: { control } }))
    const [a, b] = fit.coefficients.map((c) => c.estimate) as [number, number]
    return values.map((v, i) => v - a - b * control[i]!)
  }
  const given = must(partialCorrelation(x, y, { controls: { control } }))
  close(given.estimate, must(partialCorrelation(residual(x), residual(y))).estimate, 1e-10)
  const one = must(canonicalCorrelations({ x }, { y }))
  close(one[0]!, Math.abs(must(partialCorrelation(x, y)).estimate), 1e-10)
  const more = must(canonicalCorrelations({ x, control }, { y }))
  close(more[0]! ** 2, must(ols({ y, x: { x, control } })).r2, 1e-9)
})

test('panels and bands that make no sense are refused', () => {
  const panel = makePanel(6, 5, 4)
  const reason = (result: unknown) => (isRefusal(result) ? result.reason : 'none')
  assert.equal(reason(linkage({ ...panel, period: panel.period.map((t) => t + 0.5) })), 'out-of-range')
  assert.equal(reason(linkage({ ...panel, period: panel.period.map(() => 1) })), 'mismatch')
  assert.equal(reason(linkage({ ...panel, driver: panel.driver.slice(1) })), 'mismatch')
  assert.equal(reason(linkage({ ...panel, driver: panel.driver.map(() => Number.NaN) })), 'empty')
  assert.equal(
    reason(linkage({ ...panel, driver: panel.driver.with(0, Number.POSITIVE_INFINITY) })),
    'not-finite',
  )
  assert.equal(reason(linkage({ ...panel, reliability: { driver: 0 } })), 'out-of-range')
  const flat = must(linkage({ ...panel, driver: panel.unit.map((u) => u.length) }))
  assert.equal(flat.forward[0]!.slope, null)
  assert.ok(flat.forward[0]!.reason)
  assert.equal(flat.between, null)
  const long = must(linkage({ ...panel, maxLag: 8 }))
  assert.equal(long.forward[8]!.slope, null)
  const { driver: score, outcome } = panel
  assert.equal(reason(compareBands({ score, outcome, cuts: [] })), 'out-of-range')
  assert.equal(reason(compareBands({ score, outcome, cuts: [5, 1] })), 'out-of-range')
  assert.equal(reason(compareBands({ score, outcome, cuts: [1e6] })), 'constant')
  assert.equal(reason(compareBands({ score: [], outcome: [], cuts: [1] })), 'empty')
  const one = [1, 2, 3, 4, 5, 6]
  assert.equal(reason(partialCorrelation(one, one, { controls: { one } })), 'collinear')
  assert.equal(reason(partialCorrelation(one, [1, 1, 1, 1, 1, 1])), 'constant')
})

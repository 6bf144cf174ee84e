import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { crossMomentsByBlock, crossMomentsOf } from '../moments/cross.ts'
import { dummyColumns } from './columns.ts'
import type { LinearFit } from './fit.ts'
import { fixedEffects } from './fixed-effects.ts'
import { ols, olsFromMoments } from './ols.ts'
import { close } from './reference-data.test-support.ts'
import { ridge } from './ridge.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

interface Sample {
  y: Float64Array
  x: Record<string, Float64Array>
  unit: Float64Array
  period: Float64Array
}

/** Unbalanced units with levels of their own, two predictors and an outcome. */
function makeSample(seed: number, units = 8): Sample {
  const rng = createRng(seed)
  const rows: number[][] = []
  for (let u = 0; u < units; u++) {
    const level = 2 * rng.normal()
    const size = 3 + rng.integer(8)
    for (let t = 0; t < size; t++) {
      const a = level + rng.normal()
      const b = rng.normal() + t / 4
      rows.push([1 + a - 0.5 * b + level + 0.3 * t + rng.normal(), a, b, u, t])
    }
  }
  const column = (j: number) => Float64Array.from(rows, (r) => r[j]!)
  return { y: column(0), x: { a: column(1), b: column(2) }, unit: column(3), period: column(4) }
}

function sameCoefficients(
  actual: LinearFit,
  expected: LinearFit,
  names: readonly string[],
  tolerance = 1e-9,
): void {
  for (const name of names) {
    const a = actual.coefficients.find((c) => c.name === name)!
    const e = expected.coefficients.find((c) => c.name === name)!
    close(a.estimate, e.estimate, tolerance, name)
    close(a.standardError, e.standardError, tolerance, `standard error of ${name}`)
    close(a.df, e.df, 1e-7, `df of ${name}`)
  }
}

const seeds = fc.integer({ min: 0, max: 1e6 })

test('moments and rows give the same fit, in one piece or by cluster', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { y, x, unit } = makeSample(seed)
      const names = ['a', 'b', 'y']
      const columns = [x.a!, x.b!, y]
      sameCoefficients(must(olsFromMoments(must(crossMomentsOf(columns)), names)), must(ols({ y, x })), [
        '(Intercept)',
        'a',
        'b',
      ])
      const byUnit = must(crossMomentsByBlock(columns, unit, 8))
      for (const covariance of ['CR0', 'CR1', 'CR2'] as const) {
        const fromMoments = must(olsFromMoments(byUnit, names, { covariance }))
        const fromRows = must(ols({ y, x, clusters: unit, covariance }))
        sameCoefficients(fromMoments, fromRows, ['(Intercept)', 'a', 'b'])
      }
    }),
    { numRuns: 25 },
  )
})

test('residuals are orthogonal to the predictors, and R2 is the share they leave', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { y, x } = makeSample(seed)
      const fit = must(ols({ y, x }))
      const [intercept, a, b] = fit.coefficients.map((c) => c.estimate) as [number, number, number]
      const e = y.map((v, i) => v - intercept - a * x.a![i]! - b * x.b![i]!)
      for (const column of [y.map(() => 1), x.a!, x.b!]) {
        const dot = column.reduce((s, v, i) => s + v * e[i]!, 0)
        assert.ok(Math.abs(dot) < 1e-9)
      }
      const mean = y.reduce((s, v) => s + v, 0) / y.length
      const total = y.reduce((s, v) => s + (v - mean) ** 2, 0)
      close(1 - e.reduce((s, v) => s + v * v, 0) / total, fit.r2, 1e-10)
    }),
    { numRuns: 25 },
  )
})

test('values around 1e9 with deviations of 1 lose nothing that matters', () => {
  const { y, x, unit } = makeSample(5)
  const far = { a: x.a!.map((v) => Math.round(v * 1e3) / 1e3 + 1e9), b: x.b! }
  const near = { a: far.a.map((v) => v - 1e9), b: x.b! }
  for (const covariance of ['classical', 'CR1', 'CR2'] as const) {
    const one = must(ols({ y, x: far, clusters: unit, covariance }))
    const two = must(ols({ y, x: near, clusters: unit, covariance }))
    sameCoefficients(one, two, ['a', 'b'], 1e-9)
  }
  const byUnit = must(crossMomentsByBlock([far.a, far.b, y], unit, 8))
  const moments = must(olsFromMoments(byUnit, ['a', 'b', 'y'], { covariance: 'CR2' }))
  sameCoefficients(moments, must(ols({ y, x: near, clusters: unit, covariance: 'CR2' })), ['a', 'b'], 1e-8)
})

test('with every row its own cluster CR0 is HC0 and CR2 is HC2', () => {
  const { y, x } = makeSample(9)
  const clusters = y.map((_, i) => i)
  for (const [cluster, rows] of [
    ['CR0', 'HC0'],
    ['CR2', 'HC2'],
  ] as const) {
    const a = must(ols({ y, x, clusters, covariance: cluster }))
    const b = must(ols({ y, x, covariance: rows }))
    for (const [i, v] of a.covariance.entries()) close(v, b.covariance[i]!, 1e-9)
  }
})

test('weights count as repeated rows in the estimates', () => {
  const { y, x } = makeSample(12)
  const weights = y.map((_, i) => 1 + (i % 3))
  const repeat = (c: Float64Array) => Float64Array.from([...c].flatMap((v, i) => Array(weights[i]).fill(v)))
  const weighted = must(ols({ y, x, weights }))
  const repeated = must(ols({ y: repeat(y), x: { a: repeat(x.a!), b: repeat(x.b!) } }))
  for (const [i, c] of weighted.coefficients.entries()) {
    close(c.estimate, repeated.coefficients[i]!.estimate, 1e-10)
  }
  close(weighted.r2, repeated.r2, 1e-10)
})

test('absorbed effects equal dummy columns: one effect with CR1 and CR2, two effects with CR1', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const { y, x, unit, period } = makeSample(seed)
      const units = dummyColumns('unit', unit)
      const periods = dummyColumns('period', period)
      for (const covariance of ['classical', 'CR1', 'CR2'] as const) {
        const absorbed = must(fixedEffects({ y, x, effects: [unit], clusters: unit, covariance }))
        const dummies = must(ols({ y, x: { ...x, ...units }, clusters: unit, covariance }))
        sameCoefficients(absorbed, dummies, ['a', 'b'], 1e-8)
        close(absorbed.r2Overall, dummies.r2, 1e-9)
        close(absorbed.sigma, dummies.sigma, 1e-9)
      }
      const both = must(fixedEffects({ y, x, effects: [unit, period], clusters: unit, covariance: 'CR1' }))
      const dummies = must(ols({ y, x: { ...x, ...units, ...periods }, clusters: unit, covariance: 'CR1' }))
      sameCoefficients(both, dummies, ['a', 'b'], 1e-8)
      assert.equal(both.residualDf, dummies.residualDf)
    }),
    { numRuns: 15 },
  )
})

test('absorbed effects with two clusterings equal dummy columns with them', () => {
  const { y, x, unit, period } = makeSample(17, 25)
  const both = { clusters: unit, clusters2: period, covariance: 'CR1' as const }
  const absorbed = must(fixedEffects({ y, x, effects: [unit, period], ...both }))
  const dummies = must(
    ols({ y, x: { ...x, ...dummyColumns('unit', unit), ...dummyColumns('period', period) }, ...both }),
  )
  assert.deepEqual(absorbed.clusters, dummies.clusters)
  sameCoefficients(absorbed, dummies, ['a', 'b'], 1e-7)
  // A cluster's own dummy fits its scores exactly, so its two-way variance vanishes and is replaced, with a warning.
  assert.match(dummies.warnings.join(), /larger one-way ones/)
  for (const c of dummies.coefficients) assert.ok(c.standardError > 0)
})

test('effects in unconnected parts take fewer degrees of freedom', () => {
  const y = [1, 3, 2, 5, 4, 4, 7, 9, 8, 6, 5, 3]
  const x = { x: [2, 1, 4, 3, 5, 8, 6, 9, 7, 1, 2, 3] }
  const first = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
  const second = [0, 1, 0, 1, 0, 1, 2, 3, 2, 3, 2, 3]
  const fit = must(fixedEffects({ y, x, effects: [first, second] }))
  assert.equal(fit.absorbed, 4 + 4 - 2)
})

test('two-way clustering with the same labels twice is one-way clustering', () => {
  const { y, x, unit } = makeSample(31)
  const one = must(ols({ y, x, clusters: unit, covariance: 'CR1' }))
  const two = must(ols({ y, x, clusters: unit, clusters2: unit, covariance: 'CR1' }))
  for (const [i, v] of one.covariance.entries()) close(two.covariance[i]!, v, 1e-9)
})

test('the default is CR2 below 40 clusters and CR1 from there on', () => {
  const few = makeSample(2, 39)
  const many = makeSample(2, 40)
  assert.equal(must(ols({ ...few, clusters: few.unit })).covarianceType, 'CR2')
  assert.equal(must(ols({ ...many, clusters: many.unit })).covarianceType, 'CR1')
  const handful = makeSample(2, 5)
  assert.match(must(ols({ ...handful, clusters: handful.unit })).warnings.join(), /Only 5 clusters/)
})

test('ridge is least squares without a penalty, solves its equations with one, and shrinks', () => {
  const { y, x } = makeSample(40)
  const moments = must(crossMomentsOf([x.a!, x.b!, y]))
  const names = ['a', 'b', 'y']
  const plain = must(olsFromMoments(moments, names))
  const free = must(ridge(moments, names, { lambda: 0 }))
  for (const [i, c] of free.coefficients.entries()) {
    close(c.estimate, plain.coefficients[i + 1]!.estimate, 1e-9)
    close(c.standardError, plain.coefficients[i + 1]!.standardError, 1e-9)
  }
  close(free.intercept, plain.coefficients[0]!.estimate, 1e-9)
  const lambda = 0.3
  const r = (i: number, j: number) =>
    moments.cross[i * 3 + j]! / Math.sqrt(moments.cross[i * 4]! * moments.cross[j * 4]!)
  const held = must(ridge(moments, names, { lambda }))
  const [u, v] = held.coefficients.map((c) => c.standardised) as [number, number]
  close((1 + lambda) * u + r(0, 1) * v, r(0, 2), 1e-10)
  close(r(0, 1) * u + (1 + lambda) * v, r(1, 2), 1e-10)
  const chosen = must(ridge(moments, names))
  for (const other of [chosen.lambda / 2, chosen.lambda * 2]) {
    assert.ok(must(ridge(moments, names, { lambda: other })).gcv >= chosen.gcv * (1 - 1e-12))
  }
  const twin = must(crossMomentsOf([x.a!, x.a!, y]))
  assert.ok(isRefusal(ridge(twin, names, { lambda: 0 })))
  const shared = must(ridge(twin, names, { lambda: 0.1 }))
  close(shared.coefficients[0]!.estimate, shared.coefficients[1]!.estimate, 1e-9)
})

test('a perfect fit has points for intervals and no NaN', () => {
  const x = { x: [1, 2, 3, 4, 6] }
  const fit = must(ols({ y: [3, 5, 7, 9, 13], x }))
  for (const c of fit.coefficients) {
    for (const v of [c.estimate, c.standardError, c.statistic, c.p, c.interval.lower, c.interval.upper]) {
      assert.ok(Number.isFinite(v))
    }
  }
  close(fit.coefficients[1]!.estimate, 2, 1e-12)
})

test('data that can not be fitted are refused with their reason', () => {
  const { y, x, unit } = makeSample(3)
  const reason = (input: Partial<Parameters<typeof ols>[0]>) => {
    const result = ols({ y, x, ...input })
    return isRefusal(result) ? result.reason : 'none'
  }
  assert.equal(reason({ y: [], x: { a: [] } }), 'empty')
  assert.equal(reason({ x: {} }), 'empty')
  assert.equal(reason({ x: { ...x, c: x.a!.map((v, i) => v - x.b![i]!) } }), 'collinear')
  assert.equal(reason({ x: { ...x, c: y.map(() => 1 / 3) } }), 'constant')
  assert.equal(reason({ x: { a: x.a!.with(2, Number.NaN) } }), 'not-finite')
  assert.equal(reason({ x: { a: x.a!.with(2, 1e200) } }), 'out-of-range')
  assert.equal(reason({ x: { a: x.a!.slice(1) } }), 'mismatch')
  assert.equal(reason({ y: [1, 2, 3], x: { a: [1, 2, 4], b: [2, 1, 0] } }), 'too-few')
  assert.equal(reason({ clusters: unit.map(() => 1) }), 'too-few')
  assert.equal(reason({ clusters: unit.slice(2) }), 'mismatch')
  assert.equal(reason({ covariance: 'CR1' }), 'mismatch')
  assert.equal(reason({ weights: y.map(() => 0) }), 'out-of-range')
  assert.equal(reason({ level: 1 }), 'out-of-range')
  const constant = fixedEffects({ y, x: { u: unit }, effects: [unit] })
  assert.ok(isRefusal(constant) && constant.reason === 'constant')
})

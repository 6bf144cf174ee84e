import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { logisticMixedModel, ordinalMixedModel } from './category-models.ts'
import { interceptPattern } from './cross-products.ts'
import { gaussHermite } from './gauss-hermite.ts'
import { LaplaceModel } from './laplace.ts'
import { laplaceGradient } from './laplace-gradient.ts'
import { makeBlock } from './problem.ts'
import { seeded } from './simulate.test-support.ts'
import type { LogisticMixedModel, LogisticMixedModelInput, RandomIntercept } from './types.ts'

function near(actual: number, expected: number, tolerance: number, what: string): void {
  const scale = 1 + Math.abs(expected)
  assert.ok(Math.abs(actual - expected) <= tolerance * scale, `${what}: ${actual} instead of ${expected}`)
}

function fitted(input: LogisticMixedModelInput): LogisticMixedModel {
  const m = logisticMixedModel(input)
  assert.ok(!isRefusal(m), isRefusal(m) ? m.message : '')
  return m
}

type Sample = { y: number[]; x: number[]; random: [RandomIntercept, RandomIntercept] }

function sample(seed: number, n = 150): Sample {
  const r = seeded(seed)
  const effects = [10, 4].map((c) => Array.from({ length: c }, () => r.normal()))
  const levels = effects.map((e) =>
    Array.from({ length: n }, (_, i) => (i < e.length ? i : r.integer(e.length))),
  )
  const x = Array.from({ length: n }, (_, i) => i % 3)
  const y = x.map((v, i) => {
    const eta = 0.4 * v - 0.5 + effects[0]![levels[0]![i]!]! + effects[1]![levels[1]![i]!]!
    return r.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  })
  const term = (k: number): RandomIntercept => ({
    name: 'ab'[k]!,
    levels: levels[k]!,
    levelCount: effects[k]!.length,
  })
  return { y, x, random: [term(0), term(1)] }
}

const numeric = (values: ArrayLike<number>) => ({ kind: 'numeric' as const, name: 'x', values })

test('cells of answers give the fit of the single answers; so does another order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), (seed) => {
      const { y, x, random } = sample(seed)
      const [a, b] = random
      const cells = new Map<string, number[]>()
      for (const [i, v] of y.entries()) {
        const key = `${a.levels[i]},${b.levels[i]},${x[i]}`
        const cell = cells.get(key) ?? [a.levels[i]!, b.levels[i]!, x[i]!, 0, 0]
        cell[3]! += v
        cell[4]! += 1
        cells.set(key, cell)
      }
      const column = (k: number): number[] => [...cells.values()].map((c) => c[k]!).reverse()
      const rows = fitted({ y, fixed: [numeric(x)], random })
      const summed = fitted({
        y: column(3),
        trials: column(4),
        fixed: [numeric(column(2))],
        random: [
          { ...b, levels: column(1) },
          { ...a, levels: column(0) },
        ],
      })
      assert.equal(summed.n, rows.n)
      near(summed.logLik, rows.logLik, 1e-8, 'logLik')
      for (const [j, f] of rows.fixed.entries()) near(summed.fixed[j]!.estimate, f.estimate, 1e-4, f.name)
      for (const [l, v] of rows.blups.a!.estimate.entries())
        near(summed.blups.a!.estimate[l]!, v, 1e-4, 'mode')
    }),
    { numRuns: 8, seed: 1 },
  )
})

test("Laplace's gradient equals differences of the deviance, for shares and for ordered answers", () => {
  for (const categories of [2, 4]) {
    const r = seeded(3)
    const n = 120
    const block = (c: number) =>
      makeBlock(
        0,
        { name: 'g', levels: [], levelCount: c },
        Int32Array.from({ length: n }, () => r.integer(c)),
        [{ name: '', values: undefined }],
        new Float64Array(n).fill(1),
      )
    const x = Float64Array.from({ length: n }, () => r.normal())
    const model = new LaplaceModel({
      category: Int32Array.from({ length: n }, () => r.integer(categories)),
      count: Float64Array.from({ length: n }, () => 1 + r.integer(3)),
      columns: [x],
      pattern: interceptPattern([block(12), block(5), block(3)]),
    })
    const start = categories === 2 ? [0.5, 0.8, 0.4, -0.6] : [0.5, 0.8, 0.4, -0.6, -1, 0.1, 1.2]
    const at = (v: readonly number[]) => ({
      theta: Float64Array.from(v.slice(0, 3)),
      beta: Float64Array.from(v.slice(3, 4)),
      cuts: Float64Array.from(v.slice(4)),
    })
    assert.ok(model.laplace(at(start)) !== undefined)
    const gradient = laplaceGradient(model, at(start))
    for (const [i, g] of gradient.entries()) {
      const side = (h: number): number => model.laplace(at(start.map((v, j) => v + (i === j ? h : 0))))!
      near((side(1e-5) - side(-1e-5)) / 2e-5, g, 1e-5, `derivative ${i}`)
    }
  }
})

test('quadrature reaches the exact marginal likelihood', () => {
  // two groups; the integral by the trapezoidal rule, which converges exponentially for such integrands
  const y = [1, 1, 0, 1, 0, 0, 1, 0, 0, 0]
  const levels = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
  const random = [{ name: 'g', levels, levelCount: 2 }]
  const m = fitted({
    y: [...y, ...y, 1, 1, 1, 1],
    random: [{ ...random[0]!, levels: [...levels, ...levels, 0, 0, 0, 0] }],
    quadraturePoints: 25,
  })
  const sd = m.variances[0]!.sd
  const beta = m.fixed[0]!.estimate
  let logLik = 0
  for (const [yes, no] of [
    [10, 4],
    [2, 8],
  ] as const) {
    let integral = 0
    for (let t = -10; t <= 10; t += 0.01) {
      const p = 1 / (1 + Math.exp(-beta - sd * t))
      integral += 0.01 * p ** yes * (1 - p) ** no * (Math.exp((-t * t) / 2) / Math.sqrt(2 * Math.PI))
    }
    logLik += Math.log(integral)
  }
  assert.ok(sd > 0.1)
  near(m.logLik, logLik, 1e-8, 'logLik')
})

test('a Gauss-Hermite rule has the moments of the standard normal', () => {
  const { nodes, weights } = gaussHermite(12)
  for (const [power, moment] of [
    [0, 1],
    [1, 0],
    [2, 1],
    [4, 3],
    [10, 945],
  ] as const) {
    near(
      nodes.reduce((s, z, q) => s + weights[q]! * z ** power, 0),
      moment,
      1e-11,
      `moment ${power}`,
    )
  }
})

test('two ordered categories are the logistic model with the cut as minus the intercept', () => {
  const { y, x, random } = sample(5)
  const a = fitted({ y, fixed: [numeric(x)], random })
  const b = ordinalMixedModel({ y, categories: 2, fixed: [numeric(x)], random })
  assert.ok(!isRefusal(b))
  near(b.logLik, a.logLik, 1e-9, 'logLik')
  near(-b.cuts[0]!.estimate, a.fixed[0]!.estimate, 1e-4, 'intercept')
  near(b.fixed[0]!.estimate, a.fixed[1]!.estimate, 1e-4, 'slope')
  near(b.fixed[0]!.standardError, a.fixed[1]!.hessianStandardError!, 1e-3, 'standard error')
})

test('refuses what has no answer, with a reason', () => {
  const { y, x, random } = sample(9)
  const reason = (change: Partial<LogisticMixedModelInput>): string => {
    const m = logisticMixedModel({ y, random, ...change })
    return isRefusal(m) ? m.reason : 'fitted'
  }
  assert.equal(reason({ y: [] }), 'empty')
  assert.equal(reason({ y: y.map(() => 1) }), 'constant')
  assert.equal(reason({ y: y.map((v) => v + 0.5) }), 'out-of-range')
  assert.equal(reason({ trials: [1] }), 'mismatch')
  assert.equal(reason({ quadraturePoints: 5 }), 'out-of-range')
  assert.equal(reason({ random: [] }), 'too-few')
  assert.equal(reason({ fixed: [numeric(x.map(() => 2))] }), 'collinear')
  assert.equal(reason({ fixed: [numeric(x.map(() => Number.NaN))] }), 'not-finite')
  // a covariate that is the answer itself splits it perfectly
  assert.equal(reason({ fixed: [numeric(y)] }), 'separated')
  const gap = ordinalMixedModel({ y: y.map((v) => 2 * v), categories: 3, random })
  assert.ok(isRefusal(gap) && gap.reason === 'too-few')
})

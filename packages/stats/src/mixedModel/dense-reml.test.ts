import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cholesky, cholLogDet, cholSolve } from '../core/linalg.ts'
import { isRefusal } from '../core/refusal.ts'
import { crossProducts } from './cross-products.ts'
import { derivatives } from './derivatives.ts'
import { mixedModel } from './mixed-model.ts'
import { makeProblem } from './problem.ts'
import { Profile } from './profile.ts'
import { seeded } from './simulate.test-support.ts'
import type { MixedModel } from './types.ts'

type Data = { n: number; y: number[]; x: number[]; groups: Int32Array[]; counts: number[]; w: number[] }

function simulate(seed: number, slope: boolean): Data {
  const random = seeded(seed)
  const n = 60
  const counts = [7, 5, 3]
  const effects = counts.map((c) => Array.from({ length: c }, () => random.normal()))
  const tilt = Array.from({ length: 7 }, () => 0.5 * random.normal())
  const groups = counts.map((c) => Int32Array.from({ length: n }, () => random.integer(c)))
  const x = Array.from({ length: n }, () => 2 + random.normal())
  const w = Array.from({ length: n }, () => 0.5 + random.uniform())
  const y = x.map((v, i) => {
    const group = groups.reduce((s, g, k) => s + effects[k]![g[i]!]!, 0)
    return 3 + 0.7 * v + group + (slope ? tilt[groups[0]![i]!]! * v : 0) + random.normal() / Math.sqrt(w[i]!)
  })
  return { n, y, x, groups, counts, w }
}

/** -2 restricted log-likelihood and generalised least squares from the dense covariance matrix of y. */
function dense(
  d: Data,
  covariance: (i: number, j: number) => number,
): {
  criterion: number
  beta: Float64Array
  residual: Float64Array
  inverse: (v: Float64Array) => Float64Array
} {
  const { n } = d
  const v = Float64Array.from({ length: n * n }, (_, t) => covariance(Math.floor(t / n), t % n))
  const root = cholesky(v, n)!
  const solve = (b: Float64Array): Float64Array => cholSolve(root, n, b)
  const columns = [Float64Array.from({ length: n }, () => 1), Float64Array.from(d.x)]
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((s, u, i) => s + u * b[i]!, 0)
  const information = Float64Array.from({ length: 4 }, (_, t) =>
    dot(columns[t >> 1]!, solve(columns[t & 1]!)),
  )
  const score = Float64Array.from(columns, (c) => dot(c, solve(Float64Array.from(d.y))))
  const small = cholesky(information, 2)!
  const beta = cholSolve(small, 2, score)
  const residual = Float64Array.from(d.y, (v, i) => v - beta[0]! - beta[1]! * d.x[i]!)
  const criterion =
    cholLogDet(root, n) +
    cholLogDet(small, 2) +
    dot(residual, solve(residual)) +
    (n - 2) * Math.log(2 * Math.PI)
  return { criterion, beta, residual, inverse: solve }
}

const named = (d: Data): { name: string; levels: Int32Array; levelCount: number }[] =>
  d.groups.map((levels, k) => ({ name: 'abc'[k]!, levels, levelCount: d.counts[k]! }))

function fitted(model: unknown): MixedModel {
  assert.ok(!isRefusal(model))
  return model as MixedModel
}

test('restricted likelihood, fixed effects and BLUPs equal those of the dense covariance matrix', () => {
  for (const seed of [1, 2, 3]) {
    const d = simulate(seed, false)
    const fixed = [{ kind: 'numeric' as const, name: 'x', values: d.x }]
    const m = fitted(mixedModel({ y: d.y, weights: d.w, fixed, random: named(d) }))
    const variance = m.variances.map((v) => v.variance)
    const between = (i: number, j: number): number =>
      d.groups.reduce((s, g, k) => s + (g[i] === g[j] ? variance[k]! : 0), 0)
    const at = (scale: number) =>
      dense(d, (i, j) => scale * between(i, j) + (i === j ? m.residualVariance / d.w[i]! : 0))
    const full = at(1)
    assert.ok(Math.abs(full.criterion + 2 * m.logLik) < 1e-8)
    assert.ok(Math.abs(full.beta[1]! - m.fixed[1]!.estimate) < 1e-8)
    const py = full.inverse(full.residual)
    for (const [k, g] of d.groups.entries()) {
      const blup = new Float64Array(d.counts[k]!)
      for (let i = 0; i < d.n; i++) blup[g[i]!]! += variance[k]! * py[i]!
      for (const [l, b] of blup.entries()) assert.ok(Math.abs(b - m.blups['abc'[k]!]!.estimate[l]!) < 1e-8)
    }
    // no worse than its neighbours: a true minimum
    for (const scale of [0.9, 1.1]) assert.ok(at(scale).criterion > full.criterion - 1e-9)
  }
})

test('a correlated slope has the restricted likelihood of its dense covariance matrix', () => {
  const d = simulate(5, true)
  const fixed = [{ kind: 'numeric' as const, name: 'x', values: d.x }]
  const [a, b] = named(d)
  const slopes = [{ name: 'x', values: d.x }]
  const m = fitted(mixedModel({ y: d.y, fixed, random: [{ ...a!, slopes }, b!] }))
  const [v0, v1, vb] = m.variances.map((v) => v.variance)
  const c = m.covariances[0]!.covariance
  const { criterion } = dense(d, (i, j) => {
    const same = d.groups[0]![i] === d.groups[0]![j]
    const slope = v0! + c * (d.x[i]! + d.x[j]!) + v1! * d.x[i]! * d.x[j]!
    const other = d.groups[1]![i] === d.groups[1]![j] ? vb! : 0
    return (same ? slope : 0) + other + (i === j ? m.residualVariance : 0)
  })
  assert.ok(Math.abs(criterion + 2 * m.logLik) < 1e-8)
})

test('the gradient of the deviance equals differences of it', () => {
  for (const reml of [true, false]) {
    const d = simulate(7, true)
    const [a, b, e] = named(d)
    const fixed = [{ kind: 'numeric' as const, name: 'x', values: d.x }]
    const problem = makeProblem({
      y: d.y,
      fixed,
      random: [{ ...a!, slopes: [{ name: 'x', values: d.x }] }, b!, e!],
    })
    assert.ok(!isRefusal(problem))
    const profile = new Profile(crossProducts(problem), problem.n, problem.rss, reml)
    const theta = Float64Array.of(0.8, 0.2, 0.5, 0.6, 1.3)
    const { gradient } = derivatives(profile, profile.evaluate(theta)!)
    for (let i = 0; i < theta.length; i++) {
      const side = (h: number): number =>
        profile.evaluate(theta.map((v, j) => v + (i === j ? h : 0)))!.deviance
      const difference = (side(1e-5) - side(-1e-5)) / 2e-5
      assert.ok(Math.abs(difference - gradient[i]!) < 1e-5 * (1 + Math.abs(difference)))
    }
  }
})

test('Satterthwaite degrees of freedom of a balanced one-way layout are those of its groups', () => {
  // the grand mean of J groups of equal size has J - 1 degrees of freedom exactly
  const random = seeded(11)
  const effects = Array.from({ length: 9 }, () => random.normal())
  const levels = Int32Array.from({ length: 54 }, (_, i) => i % 9)
  const y = Array.from(levels, (l) => effects[l]! + random.normal())
  const m = fitted(mixedModel({ y, random: [{ name: 'g', levels, levelCount: 9 }] }))
  assert.ok(Math.abs(m.fixed[0]!.df - 8) < 1e-3)
  assert.ok(Math.abs(m.grandMean.estimate - m.fixed[0]!.estimate) < 1e-10)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { mixedModel } from './mixed-model.ts'
import { seeded } from './simulate.test-support.ts'
import type { MixedModel, MixedModelInput, RandomTerm } from './types.ts'

const SITES = 8
const EVALUATORS = 4

type Sample = { y: Float64Array; x: Float64Array; site: Int32Array; evaluator: Int32Array; arm: Int32Array }

function sample(seed: number, n = 80): Sample {
  const random = seeded(seed)
  const sites = Array.from({ length: SITES }, () => 2 * random.normal())
  const evaluators = Array.from({ length: EVALUATORS }, () => random.normal())
  const site = Int32Array.from({ length: n }, (_, i) => (i < SITES ? i : random.integer(SITES)))
  const evaluator = Int32Array.from({ length: n }, (_, i) =>
    i < EVALUATORS ? i : random.integer(EVALUATORS),
  )
  const arm = Int32Array.from({ length: n }, (_, i) => i % 2)
  const x = Float64Array.from({ length: n }, () => random.normal())
  const y = x.map(
    (v, i) => 50 + v + arm[i]! + sites[site[i]!]! + evaluators[evaluator[i]!]! + 2 * random.normal(),
  )
  return { y, x, site, evaluator, arm }
}

function input(s: Sample): MixedModelInput & { y: Float64Array; random: RandomTerm[] } {
  return {
    y: s.y,
    fixed: [
      { kind: 'numeric', name: 'x', values: s.x },
      { kind: 'factor', name: 'arm', levels: s.arm, names: ['A', 'B'] },
    ],
    random: [
      { name: 'site', levels: s.site, levelCount: SITES },
      { name: 'evaluator', levels: s.evaluator, levelCount: EVALUATORS },
    ],
  }
}

function fit(i: MixedModelInput): MixedModel {
  const m = mixedModel(i)
  assert.ok(!isRefusal(m), isRefusal(m) ? m.message : '')
  return m
}

function near(actual: number, expected: number, tolerance: number, what: string): void {
  const scale = 1 + Math.abs(expected)
  assert.ok(Math.abs(actual - expected) <= tolerance * scale, `${what}: ${actual} instead of ${expected}`)
}

function nearAll(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  what: string,
): void {
  assert.equal(actual.length, expected.length)
  for (let i = 0; i < actual.length; i++) near(actual[i]!, expected[i]!, tolerance, `${what} ${i}`)
}

const seeds = fc.integer({ min: 1, max: 1e6 })

test('cells of crossed factors give the fit of their rows', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const s = sample(seed)
      const random = input(s).random
      const cells = new Map<number, { rows: number[] }>()
      for (let i = 0; i < s.y.length; i++) {
        const key = (s.site[i]! * EVALUATORS + s.evaluator[i]!) * 2 + s.arm[i]!
        const cell = cells.get(key) ?? { rows: [] }
        cell.rows.push(s.y[i]!)
        cells.set(key, cell)
      }
      const keys = [...cells.keys()]
      const rows = keys.map((k) => cells.get(k)!.rows)
      const mean = rows.map((r) => r.reduce((a, b) => a + b, 0) / r.length)
      const factor = (levels: ArrayLike<number>) => ({
        kind: 'factor' as const,
        name: 'arm',
        levels,
        names: ['A', 'B'],
      })
      const byRows = fit({ y: s.y, fixed: [factor(s.arm)], random })
      const byCells = fit({
        cells: {
          // an empty cell must not matter
          count: [...rows.map((r) => r.length), 0],
          mean: [...mean, 0],
          m2: [...rows.map((r, c) => r.reduce((a, v) => a + (v - mean[c]!) ** 2, 0)), 0],
        },
        fixed: [factor([...keys.map((k) => k % 2), 0])],
        random: [
          {
            name: 'site',
            levels: [...keys.map((k) => Math.floor(k / 2 / EVALUATORS)), 0],
            levelCount: SITES,
          },
          {
            name: 'evaluator',
            levels: [...keys.map((k) => Math.floor(k / 2) % EVALUATORS), 0],
            levelCount: EVALUATORS,
          },
        ],
      })
      assert.equal(byCells.n, byRows.n)
      near(byCells.logLik, byRows.logLik, 1e-9, 'logLik')
      near(byCells.residualVariance, byRows.residualVariance, 1e-5, 'residual variance')
      nearAll(byCells.blups.site!.estimate, byRows.blups.site!.estimate, 1e-5, 'BLUP')
      nearAll(byCells.blups.site!.levelSd, byRows.blups.site!.levelSd, 1e-5, 'posterior sd')
      nearAll(
        byCells.fixed.map((f) => f.standardError),
        byRows.fixed.map((f) => f.standardError),
        1e-5,
        'se',
      )
    }),
    { numRuns: 15, seed: 1 },
  )
})

test('shifting and scaling the outcome shifts and scales the answer', () => {
  const scales = fc.constantFrom(1e-6, 0.01, 100, 1e6)
  const shifts = fc.constantFrom(-1e7, 0, 1e3)
  fc.assert(
    fc.property(seeds, scales, shifts, (seed, scale, shift) => {
      const s = sample(seed)
      const a = fit(input(s))
      const b = fit({ ...input(s), y: s.y.map((v) => scale * (v + shift)) })
      const unit = Math.sqrt(a.residualVariance)
      nearAll(b.theta, a.theta, 1e-4, 'theta')
      near(b.fixed[0]!.estimate / scale - shift, a.fixed[0]!.estimate, 1e-6, 'intercept')
      near(b.fixed[1]!.estimate / scale, a.fixed[1]!.estimate, 1e-6, 'slope')
      near(Math.sqrt(b.residualVariance) / scale, unit, 1e-5, 'residual sd')
      nearAll(
        b.blups.site!.estimate.map((v) => v / scale),
        a.blups.site!.estimate,
        1e-4,
        'BLUP',
      )
      near(b.logLik + (s.y.length - 3) * Math.log(scale), a.logLik, 1e-7, 'logLik')
    }),
    { numRuns: 15, seed: 2 },
  )
})

test('renaming levels, reordering rows and reordering factors changes nothing else', () => {
  fc.assert(
    fc.property(seeds, fc.shuffledSubarray([...Array(SITES).keys()], { minLength: SITES }), (seed, names) => {
      const s = sample(seed)
      const a = fit(input(s))
      const order = [...s.y.keys()].reverse()
      const pick = <T extends Float64Array | Int32Array>(v: T): number[] => order.map((i) => v[i]!)
      const b = fit({
        y: pick(s.y),
        fixed: [
          { kind: 'numeric', name: 'x', values: pick(s.x) },
          { kind: 'factor', name: 'arm', levels: pick(s.arm), names: ['A', 'B'] },
        ],
        random: [
          { name: 'evaluator', levels: pick(s.evaluator), levelCount: EVALUATORS },
          { name: 'site', levels: pick(s.site).map((l) => names[l]!), levelCount: SITES },
        ],
      })
      near(b.logLik, a.logLik, 1e-9, 'logLik')
      for (const [l, to] of names.entries()) {
        near(b.blups.site!.estimate[to]!, a.blups.site!.estimate[l]!, 1e-5, 'BLUP')
        near(b.blups.site!.conditionalSd[to]!, a.blups.site!.conditionalSd[l]!, 1e-5, 'conditional sd')
      }
    }),
    { numRuns: 15, seed: 3 },
  )
})

test('a level with more readings is shrunk less and known better', () => {
  const random = seeded(5)
  const levels: number[] = []
  const sizes = [2, 4, 8, 16, 32, 64]
  for (const [l, size] of sizes.entries()) for (let i = 0; i < size; i++) levels.push(l)
  // every level is about 3 away from 0, up or down
  const y = levels.map((l) => (l % 2 === 0 ? 3 : -3) + 0.5 * random.normal())
  const m = fit({ y, random: [{ name: 'g', levels, levelCount: sizes.length }] })
  const sd = m.blups.g!.conditionalSd
  for (let l = 1; l < sizes.length; l++) assert.ok(sd[l]! < sd[l - 1]!)
  for (const [l, v] of m.blups.g!.level.entries())
    near(v, m.grandMean.estimate + m.blups.g!.estimate[l]!, 1e-12, 'level')
  for (const [l, v] of m.blups.g!.predictionSd.entries()) assert.ok(v > sd[l]!)
})

test('the level score knows how uncertain it is: balanced data have a closed form', () => {
  // 5 groups of 6: posterior of mu + b is the mean of the group and of all, weighted by the reliability
  const random = seeded(8)
  const [J, m] = [5, 6]
  const levels = Int32Array.from({ length: J * m }, (_, i) => i % J)
  const effect = Array.from({ length: J }, () => 2 * random.normal())
  const y = Array.from(levels, (l) => 10 + effect[l]! + random.normal())
  const model = fit({ y, random: [{ name: 'g', levels, levelCount: J }] })
  const tau2 = model.variances[0]!.variance
  const sigma2 = model.residualVariance
  const r = tau2 / (tau2 + sigma2 / m)
  const posterior = Math.sqrt(tau2 * (1 - r) + ((1 - r) ** 2 * (tau2 + sigma2 / m)) / J)
  for (const v of model.blups.g!.levelSd) near(v, posterior, 1e-9, 'posterior sd')
  const ofEffect = Math.sqrt(tau2 * (1 - r) + (r ** 2 * (tau2 + sigma2 / m)) / J)
  for (const v of model.blups.g!.predictionSd) near(v, ofEffect, 1e-9, 'sd of the prediction error')
  near(model.grandMean.standardError, Math.sqrt((tau2 + sigma2 / m) / J), 1e-9, 'standard error of the mean')
})

test('levels without readings get BLUP 0 and the full sd, and change nothing', () => {
  const s = sample(21)
  const a = fit(input(s))
  const [site, evaluator] = input(s).random
  const b = fit({ ...input(s), random: [{ ...site!, levelCount: SITES + 3 }, evaluator!] })
  near(b.logLik, a.logLik, 1e-10, 'logLik')
  assert.equal(b.blups.site!.estimate[SITES + 1], 0)
  near(b.blups.site!.conditionalSd[SITES + 1]!, b.variances[0]!.sd, 1e-9, 'sd of an unseen level')
})

test('a factor without any effect ends at zero, and the fit says so', () => {
  const levels = Int32Array.from({ length: 40 }, (_, i) => i % 8)
  // each level has the same mean: between levels there is less variation than chance would give
  const y = Float64Array.from({ length: 40 }, (_, i) => Math.floor(i / 8))
  const m = fit({ y, random: [{ name: 'g', levels, levelCount: 8 }] })
  assert.ok(m.singular && m.converged)
  assert.equal(m.variances[0]!.variance, 0)
  assert.deepEqual([...m.blups.g!.estimate], new Array(8).fill(0))
  assert.match(m.warnings.join(), /No variation .* g /)
})

test('works without any fixed effect', () => {
  const s = sample(41)
  const m = fit({ y: s.y.map((v) => v - 50), intercept: false, random: [input(s).random[0]!] })
  assert.equal(m.fixed.length, 0)
  assert.equal(m.grandMean.estimate, 0)
  near(m.blups.site!.level[2]!, m.blups.site!.estimate[2]!, 1e-12, 'level')
})

test('refuses what has no answer, with a reason', () => {
  const s = sample(30)
  const base = input(s)
  const [site, evaluator] = base.random
  const reason = (change: Partial<MixedModelInput>): string => {
    const m = mixedModel({ ...base, ...change } as MixedModelInput)
    return isRefusal(m) ? m.reason : 'fitted'
  }
  const bad = s.y.slice()
  bad[3] = Number.NaN
  const huge = s.y.slice()
  huge[3] = Number.POSITIVE_INFINITY
  const own = Int32Array.from(s.y, (_, i) => i)
  const none = { fixed: [], random: [{ name: 'g', levels: [], levelCount: 1 }] }
  assert.equal(reason({ y: [], ...none }), 'empty')
  assert.equal(reason({ y: s.y.map(() => 7) }), 'constant')
  assert.equal(reason({ y: bad }), 'not-finite')
  assert.equal(reason({ y: huge }), 'not-finite')
  assert.equal(reason({ y: s.y.slice(1) }), 'mismatch')
  assert.equal(reason({ weights: s.y.map(() => -1) }), 'out-of-range')
  assert.equal(reason({ random: [] }), 'too-few')
  assert.equal(reason({ random: [site!, site!] }), 'mismatch')
  assert.equal(reason({ random: [{ name: 'g', levels: s.site.map(() => 0), levelCount: 1 }] }), 'too-few')
  assert.equal(reason({ random: [{ name: 'g', levels: own, levelCount: s.y.length }] }), 'too-few')
  assert.equal(reason({ random: [{ ...evaluator!, levelCount: 2 }] }), 'out-of-range')
  const twice = [...base.fixed!, { kind: 'numeric' as const, name: 'x2', values: s.x.map((v) => 2 * v + 1) }]
  assert.equal(reason({ fixed: twice }), 'collinear')
  assert.equal(reason({ fixed: [{ kind: 'numeric', name: 'one', values: s.x.map(() => 4) }] }), 'collinear')
  assert.equal(reason({ level: 95 }), 'out-of-range')
  // the same value in all readings of a site
  assert.equal(
    reason({ y: Float64Array.from(s.site, (l) => l * l), fixed: [], random: [site!] }),
    'not-converged',
  )
  const cells = { count: [1, 2, 3], mean: [1, 2, Number.NaN], m2: [0, 1, 1] }
  const three = { fixed: [], random: [{ name: 'g', levels: [0, 1, 0], levelCount: 2 }] }
  assert.equal(reason({ y: undefined, cells, ...three } as Partial<MixedModelInput>), 'not-finite')
})

test('numbers of any size and shape give numbers or a refusal, never NaN', () => {
  const wild = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ min: -1e12, max: 1e12, noNaN: true }),
    fc.constantFrom(0, 1e-300, 1e150),
  )
  const rows = fc.array(fc.tuple(wild, wild, fc.nat(3), fc.nat(2)), { minLength: 1, maxLength: 25 })
  fc.assert(
    fc.property(rows, fc.boolean(), (data, slope) => {
      const x = data.map((r) => r[1])
      const m = mixedModel({
        y: data.map((r) => r[0]),
        fixed: [{ kind: 'numeric', name: 'x', values: x }],
        random: [
          {
            name: 'a',
            levels: data.map((r) => r[2]),
            levelCount: 4,
            slopes: slope ? [{ name: 'x', values: x }] : [],
          },
          { name: 'b', levels: data.map((r) => r[3]), levelCount: 3 },
        ],
      })
      if (isRefusal(m)) return
      const values = [m.logLik, m.residualVariance, ...m.theta, ...m.variances.map((v) => v.variance)]
      for (const f of m.fixed)
        values.push(f.estimate, f.standardError, f.p, f.interval.lower, f.interval.upper)
      for (const b of Object.values(m.blups))
        values.push(...b.estimate, ...b.conditionalSd, ...b.level, ...b.levelSd)
      for (const v of values) assert.ok(!Number.isNaN(v))
    }),
    { numRuns: 300, seed: 4 },
  )
})

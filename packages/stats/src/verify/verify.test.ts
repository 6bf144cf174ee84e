import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { momentsOf } from '../moments/moments.ts'
import { meanModel, meanModelFromMoments } from '../standings/mean-model.ts'
import { expectedRegression, improvements, observationsForReliability } from './baseline.ts'
import { differenceInDifferences } from './difference-in-differences.ts'
import { permutationTest, steppedWedgeTest } from './permutation.ts'
import { simulatePromises } from './promises.ts'

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

const world = { units: 100, before: 15, after: 80, between: 5, within: 15, worlds: 20, seed: 8 }

test('unchanged bottom-fifth units, looked at after each observation: at most 5 % called improved; naively far more', () => {
  const null_ = got(simulatePromises({ ...world, gain: 0 }))
  assert.equal(null_.n, 400)
  assert.ok(null_.improved <= 0.05, `${null_.improved}`)
  assert.ok(null_.naive > 0.3, `${null_.naive}`)
  assert.ok(null_.naiveOnce > 0.1, `${null_.naiveOnce}`)
})

test('power grows with the gain', () => {
  const power = [5, 10, 15].map((gain) => got(simulatePromises({ ...world, worlds: 6, gain })).improved)
  assert.ok(power[0]! < power[1]! && power[1]! < power[2]!)
  assert.ok(power[2]! > 0.9, `${power}`)
})

test('expected regression: unchanged units come back by as much as it says', () => {
  const rng = createRng(41)
  let [expected, seen, n] = [0, 0, 0]
  for (let run = 0; run < 40; run++) {
    const truth = Array.from({ length: 100 }, () => 50 + 4 * rng.normal())
    const measure = (t: number) => got(momentsOf(Array.from({ length: 10 }, () => t + 12 * rng.normal())))
    const before = truth.map(measure)
    const { model, variances } = got(meanModelFromMoments(before))
    const worst = [...truth.keys()].sort((a, b) => before[a]!.mean - before[b]!.mean).slice(0, 20)
    for (const u of worst) {
      const r = got(expectedRegression(model, before[u]!.mean, variances[u]!))
      expected += r.regression
      seen += measure(truth[u]!).mean - before[u]!.mean
      assert.ok(r.regression > 0 && Math.abs(r.baseline - r.observed - r.regression) < 1e-12)
      n++
    }
  }
  assert.ok(Math.abs(expected / n - seen / n) < 0.4, `${expected / n} against ${seen / n}`)
  assert.ok(seen / n > 2)
  assert.equal(got(observationsForReliability(16, 144, 0.5)), 9)
})

test('difference in differences finds the effect, and its interval covers it', () => {
  const rng = createRng(42)
  let hits = 0
  const runs = 400
  for (let run = 0; run < runs; run++) {
    const clusters = Array.from({ length: 12 }, () => rng.normal())
    const units = Array.from({ length: 36 }, (_, i) => {
      const c = i % 12
      const treated = c < 6
      const baseline = 50 + 5 * rng.normal()
      return {
        id: `${i}`,
        treated,
        baseline,
        after: baseline + 3 + (treated ? 4 : 0) + clusters[c]! + rng.normal(),
        cluster: `${c}`,
      }
    })
    const d = got(differenceInDifferences(units))
    if (d.interval.lower <= 4 && d.interval.upper >= 4) hits++
  }
  assert.ok(hits / runs > 0.92 && hits / runs < 0.98, `${hits / runs}`)
  const exact = got(
    differenceInDifferences([
      { id: 'a', treated: true, baseline: 10, after: 15 },
      { id: 'b', treated: true, baseline: 10, after: 17 },
      { id: 'c', treated: false, baseline: 10, after: 11 },
      { id: 'd', treated: false, baseline: 10, after: 13 },
    ]),
  )
  assert.ok(Math.abs(exact.estimate - 4) < 1e-12)
  assert.ok(Math.abs(exact.treatedChange - 6) < 1e-12 && Math.abs(exact.comparisonChange - 2) < 1e-12)
  // CR2 with one unit per cluster is Welch's standard error: sqrt(2/2 + 2/2)
  assert.ok(Math.abs(exact.standardError - Math.SQRT2) < 1e-9)
})

test('permutation p-values: exact by brute force, uniform under the null, found when real', () => {
  const values = [3.1, 4.2, 5.9, 1.2, 0.7, 2.2, 1.9]
  const treated = [true, true, true, false, false, false, false]
  const t = got(permutationTest(values, treated, { side: 'greater' }))
  assert.ok(t.exact)
  assert.equal(t.permutations, 35)
  assert.ok(Math.abs(t.p - 1 / 35) < 1e-12)
  const drawn = got(permutationTest(values, treated, { permutations: 100, seed: 3 }))
  assert.ok(drawn.exact)
  const rng = createRng(43)
  let small = 0
  for (let run = 0; run < 300; run++) {
    const y = Array.from({ length: 24 }, () => rng.normal())
    const p = got(
      permutationTest(
        y,
        y.map((_, i) => i % 2 === 0),
        { permutations: 199, seed: run },
      ),
    ).p
    if (p <= 0.1) small++
  }
  assert.ok(small / 300 < 0.16 && small / 300 > 0.05, `${small / 300}`)
  const strata = ['a', 'a', 'b', 'b', 'b', 'b', 'a']
  const stratified = got(permutationTest(values, [true, false, true, false, true, false, false], { strata }))
  assert.equal(stratified.permutations, 3 * 6)
})

test('permutation p-values do not depend on shift, scale or the order of units', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 4, maxLength: 8 }), (y) => {
      const treated = y.map((_, i) => i < 2)
      const a = got(permutationTest(y, treated))
      const b = got(permutationTest(y.map((x) => 7 + 3 * x).reverse(), treated.toReversed()))
      assert.ok(Math.abs(a.p - b.p) < 1e-12)
      assert.ok(a.p > 0 && a.p <= 1)
    }),
    { seed: 44, numRuns: 60 },
  )
})

test('stepped wedge: the two-way estimate by brute force, its p-value, and what cannot be told apart', () => {
  const rng = createRng(45)
  const periods = 6
  const start = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
  const panel = (effect: number) =>
    start.map((s) => {
      const unit = 3 * rng.normal()
      return Array.from(
        { length: periods },
        (_, t) => unit + 0.7 * t + (t >= s ? effect : 0) + 0.5 * rng.normal(),
      )
    })
  const real = got(steppedWedgeTest(panel(3), start, { permutations: 500 }))
  assert.ok(Math.abs(real.estimate - 3) < 0.6 && real.p < 0.01)
  const noiseless = start.map((s, u) =>
    Array.from({ length: periods }, (_, t) => u * u - 2 * t + (t >= s ? 1.5 : 0)),
  )
  assert.ok(Math.abs(got(steppedWedgeTest(noiseless, start, { permutations: 100 })).estimate - 1.5) < 1e-9)
  let small = 0
  for (let run = 0; run < 100; run++) {
    if (got(steppedWedgeTest(panel(0), start, { permutations: 199, seed: run })).p <= 0.1) small++
  }
  assert.ok(small <= 20, `${small}`)
  const together = steppedWedgeTest(
    panel(1),
    start.map(() => 2),
  )
  assert.equal(isRefusal(together) && together.reason, 'collinear')
})

test('many units: the false discovery rate holds, unjudgeable units do not count', () => {
  const rng = createRng(46)
  let [falseOnes, all] = [0, 0]
  for (let run = 0; run < 30; run++) {
    const units = Array.from({ length: 40 }, (_, i) => {
      const truth = 50 + 1.5 * rng.normal() + (i < 10 ? 14 : 0)
      const after = got(momentsOf(Array.from({ length: 30 }, () => truth + 10 * rng.normal())))
      return { id: `${i}`, baseline: { mean: 50, sd: 1.5 }, within: { variance: 100, df: 900 }, after }
    })
    const r = got(
      improvements([...units, { ...units[0]!, id: 'none', after: { n: 0, mean: 0, m2: 0 } }], 0.1),
    )
    assert.equal(r.units.at(-1)!.improved, false)
    const found = r.units.filter((u) => u.improved)
    falseOnes += found.filter((u) => Number(u.id) >= 10).length
    all += found.length
  }
  assert.ok(all > 200, `${all}`)
  assert.ok(falseOnes / all < 0.1, `${falseOnes} of ${all}`)
})

test('impossible input is refused with a reason', () => {
  const model = got(meanModel([1, 2, 3, 5], [0.1, 0.1, 0.1, 0.1]))
  for (const [result, reason] of [
    [expectedRegression(model, Number.NaN, 1), 'not-finite'],
    [expectedRegression(model, 1, 0), 'out-of-range'],
    [observationsForReliability(0, 1, 0.5), 'out-of-range'],
    [differenceInDifferences([]), 'too-few'],
    [permutationTest([1, 2], [true, true]), 'too-few'],
    [permutationTest([1, Number.NaN], [true, false]), 'not-finite'],
    [permutationTest([1, 2], [true]), 'mismatch'],
    [steppedWedgeTest([[1, 2]], [1]), 'too-few'],
    [
      steppedWedgeTest(
        [
          [1, 2],
          [1, Number.NaN],
        ],
        [1, 2],
      ),
      'not-finite',
    ],
    [improvements([]), 'empty'],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
})

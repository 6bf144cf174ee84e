import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { type CrossMoments, crossMomentsByBlock, crossMomentsOf } from '../moments/cross.ts'
import { ols } from '../regression/ols.ts'
import { bootstrapImportance } from './bootstrap.ts'
import { predictiveValue } from './cross-validation.ts'
import { dominanceAnalysis } from './dominance.ts'
import { driverImportance, lmg, relativeWeights } from './importance.ts'
import { keyDriverMatrix } from './key-drivers.ts'
import { penaltyReward } from './penalty-reward.ts'
import { withinBetween } from './within-between.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

/** p correlated drivers and, last, an outcome. */
function makeColumns(p: number, n: number, seed: number): Float64Array[] {
  const rng = createRng(seed)
  const mood = Float64Array.from({ length: n }, () => rng.normal())
  const drivers = Array.from({ length: p }, (_, j) => mood.map((m) => 0.7 * m + (1 + j / 3) * rng.normal()))
  const outcome = mood.map((_, i) => drivers.reduce((s, d, j) => s + d[i]! / (j + 1), 2 * rng.normal()))
  return [...drivers, outcome]
}

const namesOf = (p: number) => [...Array.from({ length: p }, (_, j) => `d${j}`), 'y']
const shape = fc.record({ p: fc.integer({ min: 1, max: 7 }), seed: fc.integer({ min: 0, max: 1e6 }) })

/** R2 of the drivers in `subset`, by fitting them. */
function r2Of(columns: readonly Float64Array[], subset: readonly number[]): number {
  if (subset.length === 0) return 0
  const x = Object.fromEntries(subset.map((j) => [`d${j}`, columns[j]!]))
  return must(ols({ y: columns.at(-1)!, x })).r2
}

function* permutations(items: readonly number[]): Generator<number[]> {
  if (items.length === 0) yield []
  for (const first of items) {
    for (const rest of permutations(items.filter((i) => i !== first))) yield [first, ...rest]
  }
}

test('LMG is the gain in R2 averaged over all orders of entry, refitting each', () => {
  for (const p of [1, 2, 3, 5]) {
    const columns = makeColumns(p, 60, p)
    const expected = new Float64Array(p)
    let orders = 0
    const cache = new Map<string, number>()
    const fitted = (subset: number[]): number => {
      const key = subset.toSorted().join()
      const known = cache.get(key) ?? r2Of(columns, subset)
      cache.set(key, known)
      return known
    }
    for (const order of permutations([...Array(p).keys()])) {
      orders++
      for (let i = 0; i < p; i++) {
        expected[order[i]!]! += fitted(order.slice(0, i + 1)) - fitted(order.slice(0, i))
      }
    }
    const actual = must(lmg(must(crossMomentsOf(columns)), namesOf(p)))
    for (let k = 0; k < p; k++)
      assert.ok(Math.abs(actual[k]! - expected[k]! / orders) < 1e-13, `driver ${k} of ${p}`)
  }
})

test('dominance tables equal a direct count over refitted subsets', () => {
  const p = 4
  const columns = makeColumns(p, 50, 11)
  const result = must(dominanceAnalysis(must(crossMomentsOf(columns)), namesOf(p)))
  const subsets = Array.from({ length: 2 ** p }, (_, s) => [...Array(p).keys()].filter((j) => s & (1 << j)))
  for (let k = 0; k < p; k++) {
    for (let size = 0; size < p; size++) {
      const without = subsets.filter((s) => s.length === size && !s.includes(k))
      const gains = without.map((s) => r2Of(columns, [...s, k]) - r2Of(columns, s))
      const mean = gains.reduce((a, b) => a + b, 0) / gains.length
      assert.ok(Math.abs(result.conditional[k]![size]! - mean) < 1e-13)
    }
    for (let j = 0; j < p; j++) {
      if (j === k) continue
      const neither = subsets.filter((s) => !s.includes(k) && !s.includes(j))
      const wins = neither.filter((s) => r2Of(columns, [...s, k]) >= r2Of(columns, [...s, j])).length
      assert.equal(result.complete[k]![j], wins / neither.length)
    }
  }
  const exact = must(lmg(must(crossMomentsOf(columns)), namesOf(p)))
  for (const [k, v] of result.general.entries()) assert.ok(Math.abs(v - exact[k]!) < 1e-14)
})

test('LMG and relative weights are non-negative and sum to R2', () => {
  fc.assert(
    fc.property(shape, ({ p, seed }) => {
      const moments = must(crossMomentsOf(makeColumns(p, 40, seed)))
      const { drivers, r2 } = must(driverImportance(moments, namesOf(p)))
      for (const key of ['lmg', 'johnson'] as const) {
        const sum = drivers.reduce((s, d) => s + d[key]!, 0)
        assert.ok(Math.abs(sum - r2) < 1e-12, `${key} sums to ${sum}, not ${r2}`)
        assert.ok(drivers.every((d) => d[key]! > -1e-12))
      }
    }),
    { numRuns: 60 },
  )
})

test('importance follows its driver when the drivers change places', () => {
  fc.assert(
    fc.property(shape, fc.infiniteStream(fc.nat()), ({ p, seed }, keys) => {
      const columns = makeColumns(p, 40, seed)
      const rank = Array.from({ length: p }, () => keys.next().value as number)
      const order = [...Array(p).keys()].sort((a, b) => rank[a]! - rank[b]!)
      const moved = [...order.map((j) => columns[j]!), columns[p]!]
      for (const measure of [lmg, relativeWeights]) {
        const before = must(measure(must(crossMomentsOf(columns)), namesOf(p)))
        const after = must(measure(must(crossMomentsOf(moved)), namesOf(p)))
        for (const [to, from] of order.entries()) assert.ok(Math.abs(after[to]! - before[from]!) < 1e-12)
      }
    }),
    { numRuns: 40 },
  )
})

test('importance does not change with shift, scale and order of rows', () => {
  const scale = fc.double({ min: 1e-4, max: 1e4, noNaN: true })
  fc.assert(
    fc.property(
      shape,
      scale,
      fc.double({ min: -1e5, max: 1e5, noNaN: true }),
      ({ p, seed }, factor, shift) => {
        const columns = makeColumns(p, 40, seed)
        const other = columns.map((c, j) =>
          c.map((v) => v * (j % 2 === 0 ? factor : -factor) + shift).toReversed(),
        )
        const before = must(driverImportance(must(crossMomentsOf(columns)), namesOf(p)))
        const after = must(driverImportance(must(crossMomentsOf(other)), namesOf(p)))
        // Values of size 1e5 with deviations of 1e-4 keep seven digits; the tolerance follows.
        const tolerance = 1e-12 + 1e-14 * Math.abs(shift / factor)
        for (const [k, d] of before.drivers.entries()) {
          assert.ok(Math.abs(d.lmg! - after.drivers[k]!.lmg!) < tolerance)
          assert.ok(Math.abs(d.johnson - after.drivers[k]!.johnson) < tolerance)
        }
      },
    ),
    { numRuns: 40 },
  )
})

test('twenty drivers agree with relative weights on orthogonal data; twenty-one are refused for LMG alone', () => {
  const q = 22
  const moments = (p: number): CrossMoments => {
    const size = p + 1
    const cross = new Float64Array(size * size)
    for (let i = 0; i < size; i++) cross[i * size + i] = 100
    for (let i = 0; i < p; i++) cross[i * size + p] = cross[p * size + i] = i
    return { n: 500, p: size, mean: new Float64Array(size), rest: new Float64Array(size), cross }
  }
  const exact = must(lmg(moments(20), namesOf(20)))
  for (const [i, v] of exact.entries()) assert.ok(Math.abs(v - (i / 100) ** 2) < 1e-13)
  const refused = lmg(moments(q - 1), namesOf(q - 1))
  assert.ok(isRefusal(refused) && refused.reason === 'too-large')
  const wide = must(driverImportance(moments(q - 1), namesOf(q - 1)))
  assert.equal(wide.drivers[0]!.lmg, null)
  assert.ok(Math.abs(wide.drivers[20]!.johnson - 0.04) < 1e-13)
})

test('impossible input is refused with its reason', () => {
  const columns = makeColumns(3, 40, 5)
  const reasonOf = (replaced: Float64Array[]) => {
    const moments = crossMomentsOf(replaced)
    const result = isRefusal(moments) ? moments : driverImportance(moments, namesOf(replaced.length - 1))
    return isRefusal(result) ? result.reason : 'none'
  }
  const [a, b, c, y] = columns as [Float64Array, Float64Array, Float64Array, Float64Array]
  assert.equal(reasonOf([a, b, a.map((v, i) => 2 * v - b[i]! + 3), y]), 'collinear')
  assert.equal(reasonOf([a, b.map(() => 0.1), c, y]), 'constant')
  assert.equal(reasonOf([a, b, c, y.map(() => 7)]), 'constant')
  assert.equal(reasonOf([a, b.with(3, Number.NaN), c, y]), 'not-finite')
  assert.equal(reasonOf([a, b.with(3, 1e200), c, y]), 'not-finite')
  assert.equal(reasonOf([a, b, c, y].map((v) => v.slice(0, 4))), 'too-few')
  assert.equal(reasonOf([a, b, c, y].map((v) => v.slice(0, 0))), 'empty')
  const good = must(crossMomentsOf(columns))
  const impossible = { ...good, cross: good.cross.map((v, i) => (i === 1 || i === 4 ? 100 * v : v)) }
  const refused = driverImportance(impossible, namesOf(3))
  assert.ok(isRefusal(refused))
  assert.ok(isRefusal(driverImportance(good, ['only', 'two'])))
})

test('the block bootstrap is seeded, brackets the estimate, and agrees with resampling the rows of the blocks', () => {
  const p = 3
  const columns = makeColumns(p, 1200, 21)
  const block = Float64Array.from({ length: 1200 }, (_, i) => i % 60)
  const blocks = must(crossMomentsByBlock(columns, block, 60))
  const options = { replicates: 400, seed: 3 }
  const result = must(bootstrapImportance(blocks, namesOf(p), options))
  assert.deepEqual(must(bootstrapImportance(blocks, namesOf(p), options)), result)
  const exact = must(driverImportance(must(crossMomentsOf(columns)), namesOf(p)))
  for (const [k, d] of result.drivers.entries()) {
    assert.ok(Math.abs(d.value.estimate - exact.drivers[k]!.lmg!) < 1e-12)
    assert.ok(Math.abs(d.share.estimate - exact.drivers[k]!.lmgShare!) < 1e-12)
    for (const interval of [d.value.percentile, d.value.bca]) {
      assert.ok(interval.lower < d.value.estimate && d.value.estimate < interval.upper)
    }
  }
  // The same draws, made from the rows themselves, give the same spread.
  const rng = createRng(3)
  const values: number[] = []
  for (let r = 0; r < options.replicates; r++) {
    const rows: number[] = []
    for (let b = 0; b < 60; b++) {
      const drawn = rng.integer(60)
      for (let i = drawn; i < 1200; i += 60) rows.push(i)
    }
    const sample = columns.map((c) => Float64Array.from(rows, (i) => c[i]!))
    values.push(must(lmg(must(crossMomentsOf(sample)), namesOf(p)))[0]!)
  }
  const m = values.reduce((a, b) => a + b, 0) / values.length
  const sd = Math.sqrt(values.reduce((a, b) => a + (b - m) ** 2, 0) / (values.length - 1))
  assert.ok(Math.abs(sd - result.drivers[0]!.value.standardError) < 1e-10)
  assert.ok(isRefusal(bootstrapImportance(blocks.slice(0, 1), namesOf(p))))
  assert.ok(isRefusal(bootstrapImportance(blocks, namesOf(p), { replicates: 3 })))
})

test('within and between tell apart what works among units from what works inside them', () => {
  // Among units the driver helps; inside a unit it hurts.
  const rng = createRng(8)
  const x: number[] = []
  const y: number[] = []
  const unit: number[] = []
  for (let u = 0; u < 30; u++) {
    const level = rng.normal() * 3
    for (let i = 0; i < 20; i++) {
      const own = rng.normal()
      x.push(level + own)
      y.push(2 * level - own + 0.3 * rng.normal())
      unit.push(u)
    }
  }
  const result = must(withinBetween(must(crossMomentsByBlock([x, y], unit, 30)), ['x', 'y']))
  const [effect] = result.effects
  assert.ok(effect!.within.interval.lower < -1 && -1 < effect!.within.interval.upper)
  assert.ok(effect!.between.interval.lower < 2 && 2 < effect!.between.interval.upper)
  assert.ok(Math.abs(effect!.difference - 3) < 3 * effect!.standardError)
  const waba = result.covarianceTheorem.x!
  const parts =
    waba.etaBetweenX * waba.etaBetweenY * waba.betweenCorrelation +
    waba.etaWithinX * waba.etaWithinY * waba.withinCorrelation
  assert.ok(Math.abs(parts - waba.rawCorrelation) < 1e-12)
  assert.ok(isRefusal(withinBetween(must(crossMomentsByBlock([x, y], unit, 30)).slice(0, 2), ['x', 'y'])))
})

test('penalty and reward name the kind of each driver', () => {
  const rng = createRng(4)
  const n = 3000
  const draw = () => Float64Array.from({ length: n }, () => 1 + rng.integer(10))
  const [basic, delight, both, none] = [draw(), draw(), draw(), draw()]
  const y = Float64Array.from({ length: n }, (_, i) => {
    const low = (v: number) => (v <= 3 ? -2 : 0)
    const high = (v: number) => (v >= 8 ? 2 : 0)
    return low(basic[i]!) + high(delight[i]!) + low(both[i]!) + high(both[i]!) + rng.normal()
  })
  const result = must(penaltyReward({ y, drivers: { basic, delight, both, none }, level: 0.999 }))
  assert.deepEqual(
    result.drivers.map((d) => d.kind),
    ['basic', 'delight', 'performance', 'unclear'],
  )
  for (const d of result.drivers) assert.equal(d.nLow + d.nMiddle + d.nTop, n)
  assert.ok(Math.abs(result.drivers[0]!.penalty.estimate + 2) < 0.2)
  const refused = penaltyReward({ y, drivers: { twice: y.map((v) => (v > 0 ? 1 : 0)) } })
  assert.ok(isRefusal(refused) && refused.reason === 'too-few')
})

test('cross-validated R2 on moments is that of predicting the left-out rows', () => {
  const p = 3
  const n = 100
  const columns = makeColumns(p, n, 33)
  const y = columns[p]!
  const block = Float64Array.from({ length: n }, (_, i) => i % 20)
  const blocks = must(crossMomentsByBlock(columns, block, 20))
  const result = must(
    predictiveValue(blocks, namesOf(p), { folds: 5, sets: { all: ['d0', 'd1', 'd2'], last: ['d2'] } }),
  )
  const direct = (kept: readonly number[]): number => {
    let error = 0
    let naive = 0
    for (let f = 0; f < 5; f++) {
      const train = [...Array(n).keys()].filter((i) => (i % 20) % 5 !== f)
      const x = Object.fromEntries(
        kept.map((j) => [`d${j}`, Float64Array.from(train, (i) => columns[j]![i]!)]),
      )
      const fit = must(ols({ y: train.map((i) => y[i]!), x }))
      const mean = train.reduce((s, i) => s + y[i]!, 0) / train.length
      for (let i = 0; i < n; i++) {
        if ((i % 20) % 5 !== f) continue
        const start = fit.coefficients[0]!.estimate
        const predicted = kept.reduce(
          (s, j, k) => s + fit.coefficients[k + 1]!.estimate * columns[j]![i]!,
          start,
        )
        error += (y[i]! - predicted) ** 2
        naive += (y[i]! - mean) ** 2
      }
    }
    return 1 - error / naive
  }
  assert.ok(Math.abs(result.r2 - direct([0, 1, 2])) < 1e-12)
  assert.ok(Math.abs(result.sets[0]!.r2Without) < 1e-12)
  assert.ok(Math.abs(result.sets[1]!.r2Without - direct([0, 1])) < 1e-12)
  assert.ok(isRefusal(predictiveValue(blocks, namesOf(p), { sets: { a: ['unknown'] } })))
  assert.ok(isRefusal(predictiveValue(blocks.slice(0, 1), namesOf(p))))
})

test('the key-driver matrix puts the largest potential first', () => {
  const result = must(
    keyDriverMatrix([
      { name: 'waiting', importance: 0.5, performance: 60, target: 80 },
      { name: 'greeting', importance: 0.4, performance: 90, target: 80 },
      { name: 'parking', importance: 0.1, performance: 30, target: 80 },
    ]),
  )
  assert.deepEqual(
    result.map((d) => [d.name, d.field, d.potential]),
    [
      ['waiting', 'improve first', 10],
      ['parking', 'watch', 5],
      ['greeting', 'keep up', 0],
    ],
  )
  assert.ok(isRefusal(keyDriverMatrix([])))
  assert.ok(isRefusal(keyDriverMatrix([{ name: 'a', importance: -1, performance: 1, target: 1 }])))
})

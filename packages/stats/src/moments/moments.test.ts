import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { combineCrossMoments, crossMomentsByBlock, crossMomentsOf, mergeCrossMoments } from './cross.ts'
import {
  effectiveN,
  emptyMoments,
  type Moments,
  mergeAll,
  mergeMoments,
  mergeWeightedMoments,
  momentsOf,
  varianceOf,
  weightedMomentsOf,
} from './moments.ts'
import { cellTableOf, mergeCellTables, mergeGroupTables, momentsByGroup } from './tables.ts'

function got<T extends object | number>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x as T
}

/** Exact mean and m2 in rational arithmetic: every double times 2^60 is an integer here. */
function exact(values: readonly number[]): { mean: number; m2: number } {
  const scale = 2n ** 60n
  const big = values.map((x) => {
    const whole = Math.trunc(x)
    return BigInt(whole) * scale + BigInt((x - whole) * 2 ** 60)
  })
  const n = BigInt(values.length)
  const sum = big.reduce((s, x) => s + x, 0n)
  const nSquares = n * big.reduce((s, x) => s + x * x, 0n) - sum * sum
  const ratio = (a: bigint, b: bigint) => Number((a * 2n ** 80n) / b) / 2 ** 80
  return { mean: ratio(sum, n * scale), m2: ratio(nSquares, n * scale * scale) }
}

function assertSame(a: Moments, b: { mean: number; m2: number }, tolerance = 1e-12): void {
  assert.ok(Math.abs(a.mean - b.mean) <= tolerance * Math.abs(b.mean), `mean ${a.mean} against ${b.mean}`)
  assert.ok(Math.abs(a.m2 - b.m2) <= tolerance * Math.max(b.m2, 1e-300), `m2 ${a.m2} against ${b.m2}`)
}

const illConditioned = (n: number, seed: number) => {
  const rng = createRng(seed)
  return Array.from({ length: n }, () => 1e9 + rng.normal())
}

test('merging any split in any grouping gives the exact moments of values around 1e9 with variance 1', () => {
  const cuts = fc.array(fc.nat(299), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(cuts, fc.integer(), (cut, seed) => {
      const values = illConditioned(300, seed)
      const edges = [0, ...cut.toSorted((a, b) => a - b), 300]
      const parts = edges.slice(1).map((end, i) => got(momentsOf(values.slice(edges[i], end))))
      const expected = exact(values)
      assertSame(mergeAll(parts), expected)
      assertSame(
        parts.reduceRight((all, part) => mergeMoments(part, all), emptyMoments),
        expected,
      )
      assertSame(got(momentsOf(values)), expected)
      assert.equal(mergeAll(parts).n, 300)
    }),
    { numRuns: 60, seed: 9 },
  )
})

test('value by value is exact too, and shift and scale carry over', () => {
  const values = illConditioned(500, 2)
  assertSame(mergeAll(values.map((x) => got(momentsOf([x])))), exact(values))
  const m = got(momentsOf(values))
  const moved = got(momentsOf(values.map((x) => 4 * (x - 1e9))))
  assert.ok(Math.abs(moved.m2 / m.m2 - 16) < 1e-12)
  assert.ok(Math.abs(got(varianceOf(m)) - m.m2 / 499) < 1e-15)
})

test('NaN, infinite and unsquarable values and a variance of one value are refused', () => {
  for (const [values, reason] of [
    [[1, Number.NaN], 'not-finite'],
    [[Number.POSITIVE_INFINITY], 'not-finite'],
    [[1e200], 'too-large'],
  ] as const) {
    const m = momentsOf(values)
    assert.ok(isRefusal(m) && m.reason === reason)
  }
  const v = varianceOf({ n: 1, mean: 3, m2: 0 })
  assert.ok(isRefusal(v) && v.reason === 'too-few')
  assert.deepEqual(momentsOf([]), emptyMoments)
  assert.ok(isRefusal(weightedMomentsOf([1], [-1])))
  assert.ok(isRefusal(weightedMomentsOf([1], [])))
})

test('integer weights count like repeated values; weighted parts merge to the whole', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(4)), { minLength: 2 }),
      (rows) => {
        const values = rows.map((r) => r[0])
        const weights = rows.map((r) => r[1])
        const repeated = rows.flatMap(([x, w]) => new Array<number>(w).fill(x))
        const a = got(weightedMomentsOf(values, weights))
        const b = got(momentsOf(repeated))
        assert.equal(a.weight, b.n)
        assert.ok(Math.abs(a.mean - b.mean) < 1e-10 && Math.abs(a.m2 - b.m2) < 1e-8)
        const half = rows.length >> 1
        const merged = mergeWeightedMoments(
          got(weightedMomentsOf(values.slice(0, half), weights.slice(0, half))),
          got(weightedMomentsOf(values.slice(half), weights.slice(half))),
        )
        assert.equal(merged.n, a.n)
        assert.ok(Math.abs(merged.mean - a.mean) < 1e-10 && Math.abs(merged.m2 - a.m2) < 1e-8)
        assert.ok(effectiveN(merged) <= merged.n + 1e-9)
      },
    ),
    { seed: 4 },
  )
})

test('cross products: brute force, merging, and weights of a bootstrap replicate', () => {
  const rng = createRng(8)
  const n = 120
  const columns = [0, 1, 2].map((j) => Float64Array.from({ length: n }, () => 1e9 * j + rng.normal()))
  const block = Array.from({ length: n }, (_, i) => i % 7)
  const whole = got(crossMomentsOf(columns))
  const blocks = got(crossMomentsByBlock(columns, block, 8))
  assert.equal(blocks.length, 8)
  assert.equal(blocks[7]!.n, 0)
  const merged = got(combineCrossMoments(blocks))
  const mean = columns.map((c, j) => 1e9 * j + c.reduce((s, x) => s + (x - 1e9 * j), 0) / n)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      let s = 0
      for (let r = 0; r < n; r++) s += (columns[i]![r]! - mean[i]!) * (columns[j]![r]! - mean[j]!)
      assert.ok(Math.abs(whole.cross[i * 3 + j]! - s) < 1e-5)
      assert.ok(Math.abs(merged.cross[i * 3 + j]! - whole.cross[i * 3 + j]!) < 1e-12 * n)
    }
  }
  const single = exact([...columns[2]!])
  assert.ok(Math.abs(merged.cross[8]! - single.m2) < 1e-12 * single.m2)
  const weights = [2, 0, 1, 3, 0, 0, 1, 5]
  const rows = block.flatMap((b, r) => new Array<number>(weights[b]!).fill(r))
  const replicate = got(combineCrossMoments(blocks, weights))
  const repeated = got(crossMomentsOf(columns.map((c) => rows.map((r) => c[r]!))))
  assert.equal(replicate.n, repeated.n)
  replicate.cross.forEach((c, i) => {
    assert.ok(Math.abs(c - repeated.cross[i]!) < 1e-11 * n)
  })
  assert.ok(isRefusal(mergeCrossMoments(whole, got(crossMomentsOf([[1, 2]])))))
  assert.ok(isRefusal(crossMomentsOf([])))
  assert.ok(isRefusal(crossMomentsOf([[1], [1, 2]])))
  assert.ok(isRefusal(crossMomentsByBlock([[1]], [3], 2)))
})

test('group and cell tables hold what a filter would give, and merge', () => {
  const rng = createRng(3)
  const n = 400
  const y = Array.from({ length: n }, () => rng.normal())
  const site = Array.from({ length: n }, () => `s"${rng.integer(5)}`)
  const shopper = Array.from({ length: n }, () => rng.integer(4))
  const table = got(momentsByGroup(y, site))
  const half = got(momentsByGroup(y.slice(0, 150), site.slice(0, 150)))
  const joined = mergeGroupTables(half, got(momentsByGroup(y.slice(150), site.slice(150))))
  for (const [key, m] of table) {
    const filtered = got(momentsOf(y.filter((_, i) => site[i] === key)))
    assert.deepEqual(m, filtered)
    assertSame(joined.get(key)!, filtered)
  }
  const cells = got(cellTableOf(y, [site, shopper]))
  const parts = got(
    mergeCellTables(
      got(cellTableOf(y.slice(0, 99), [site.slice(0, 99), shopper.slice(0, 99)])),
      got(cellTableOf(y.slice(99), [site.slice(99), shopper.slice(99)])),
    ),
  )
  assert.equal(
    cells.n.reduce((s, k) => s + k, 0),
    n,
  )
  assert.deepEqual(cells.n, parts.n)
  cells.n.forEach((count, c) => {
    const s = cells.levels[0]![cells.codes[0]![c]!]
    const k = cells.levels[1]![cells.codes[1]![c]!]
    const inside = y.filter((_, i) => site[i] === s && String(shopper[i]) === k)
    assert.equal(inside.length, count)
    assertSame(
      parts.n[c] ? { n: count, mean: parts.mean[c]!, m2: parts.m2[c]! } : emptyMoments,
      {
        mean: cells.mean[c]!,
        m2: cells.m2[c]!,
      },
      1e-10,
    )
  })
  assert.ok(isRefusal(cellTableOf(y, [])))
  assert.ok(isRefusal(momentsByGroup([1], ['a', 'b'])))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { changePoints } from './change-points.ts'
import { cusumChart, ewmaChart, watchUnits } from './control.ts'

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

test('EWMA: the textbook limits for equal errors, signals after a shift, seldom without', () => {
  const chart = got(
    ewmaChart({ values: [1, 2, 3, 4], standardErrors: 2, target: 0, lambda: 0.25, width: 2.7 }),
  )
  chart.upper.forEach((u, t) => {
    const expected = 2.7 * 2 * Math.sqrt((0.25 / 1.75) * (1 - 0.75 ** (2 * (t + 1))))
    assert.ok(Math.abs(u - expected) < 1e-12)
  })
  assert.ok(Math.abs(chart.values[1]! - (0.25 * 2 + 0.75 * 0.25)) < 1e-12)
  const rng = createRng(51)
  let alarms = 0
  for (let run = 0; run < 400; run++) {
    const values = Array.from({ length: 25 }, () => 10 + rng.normal())
    if (got(ewmaChart({ values, standardErrors: 1, target: 10 })).signals.length > 0) alarms++
  }
  // average run length of about 550 periods: 25 periods give an alarm in about 4 % of series
  assert.ok(alarms / 400 < 0.1, `${alarms / 400}`)
  const shifted = Array.from({ length: 30 }, (_, t) => 10 + rng.normal() + (t >= 15 ? 2 : 0))
  const found = got(ewmaChart({ values: shifted, standardErrors: 1, target: 10 }))
  assert.ok(found.signals[0]! >= 15 && found.p < 0.001)
})

test('CUSUM: the run length between false alarms is that of the tables; it dates a shift', () => {
  const rng = createRng(52)
  let periods = 0
  let alarms = 0
  for (let run = 0; run < 60; run++) {
    const values = Array.from({ length: 5000 }, () => rng.normal())
    alarms += got(cusumChart({ values, standardErrors: 1, target: 0, limit: 4 })).alarms.length
    periods += 5000
  }
  // Montgomery 2013, table 9.3: 168 for slack 1/2 and limit 4
  assert.ok(Math.abs(periods / alarms - 168) < 12, `${periods / alarms}`)
  const values = Array.from({ length: 60 }, (_, t) => rng.normal() - (t >= 40 ? 2 : 0))
  const chart = got(cusumChart({ values, standardErrors: 1, target: 0 }))
  const alarm = chart.alarms.find((a) => a.period >= 40)!
  assert.equal(alarm.direction, -1)
  assert.ok(alarm.since >= 35 && alarm.since <= 43, `${alarm.since}`)
})

/** Least cost over all segmentations, by trying every one. */
function bruteForce(x: number[], penalty: number): number {
  const n = x.length
  let best = Number.POSITIVE_INFINITY
  for (let mask = 0; mask < 2 ** (n - 1); mask++) {
    let total = 0
    let from = 0
    for (let t = 1; t <= n; t++) {
      if (t < n && !((mask >> (t - 1)) & 1)) continue
      const part = x.slice(from, t)
      const mean = part.reduce((s, v) => s + v, 0) / part.length
      total += part.reduce((s, v) => s + (v - mean) ** 2, 0) + (from > 0 ? penalty : 0)
      from = t
    }
    best = Math.min(best, total)
  }
  return best
}

test('change points: as good as trying every segmentation', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 4, maxLength: 10 }), (x) => {
      const r = got(changePoints(x, { standardErrors: x.map(() => 1), penalty: 2 }))
      const penalty = 2 * Math.log(x.length)
      let total = penalty * r.changes.length
      for (const s of r.segments) for (let t = s.from; t <= s.to; t++) total += (x[t]! - s.mean) ** 2
      assert.ok(Math.abs(total - bruteForce(x, penalty)) < 1e-8)
    }),
    { seed: 53, numRuns: 60 },
  )
})

test('change points: found where they are, not in noise, whatever shift and scale', () => {
  const rng = createRng(54)
  const x = Array.from({ length: 120 }, (_, t) => rng.normal() + (t >= 50 ? 3 : 0) - (t >= 90 ? 4 : 0))
  const r = got(changePoints(x))
  assert.equal(r.changes.length, 2)
  assert.ok(Math.abs(r.changes[0]! - 50) <= 2 && Math.abs(r.changes[1]! - 90) <= 2)
  assert.deepEqual(got(changePoints(x.map((v) => 1e6 + 100 * v))).changes, r.changes)
  let falseOnes = 0
  for (let run = 0; run < 200; run++) {
    if (got(changePoints(Array.from({ length: 40 }, () => rng.normal()))).changes.length > 0) falseOnes++
  }
  assert.ok(falseOnes / 200 < 0.15, `${falseOnes / 200}`)
})

test('watching many units: the changed ones are named, the others left in peace', () => {
  const rng = createRng(55)
  const units = Array.from({ length: 60 }, (_, i) => ({
    id: `${i}`,
    values: Array.from({ length: 12 }, () => 50 + 3 * rng.normal() + (i < 5 ? 8 : 0)),
    standardErrors: 3,
    target: 50,
  }))
  const r = got(watchUnits([...units, { ...units[0]!, id: 'bad', standardErrors: 0 }]))
  assert.deepEqual(
    r
      .filter((u) => u.changed)
      .map((u) => u.id)
      .slice(0, 5),
    ['0', '1', '2', '3', '4'],
  )
  assert.ok(r.filter((u) => u.changed).length <= 7)
  assert.equal(r.at(-1)!.adjustedP, null)
})

test('impossible input is refused with a reason', () => {
  for (const [result, reason] of [
    [ewmaChart({ values: [], standardErrors: 1, target: 0 }), 'empty'],
    [ewmaChart({ values: [1], standardErrors: 0, target: 0 }), 'out-of-range'],
    [ewmaChart({ values: [1], standardErrors: [1, 2], target: 0 }), 'mismatch'],
    [ewmaChart({ values: [Number.NaN], standardErrors: 1, target: 0 }), 'not-finite'],
    [cusumChart({ values: [1], standardErrors: 1, target: Number.NaN }), 'not-finite'],
    [changePoints([1, 2, 3]), 'too-few'],
    [changePoints([2, 2, 2, 2]), 'constant'],
    [watchUnits([]), 'empty'],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
})

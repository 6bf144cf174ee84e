import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRng, isRefusal, momentsOf } from '@tandem/stats'
import { controlOf } from './control.ts'
import { toScore } from './protect.ts'

/** Months of answers around a level, from so many people each. */
function months(rng: ReturnType<typeof createRng>, levels: readonly number[], people = 60) {
  return {
    points: levels.map((level, i) => {
      const moments = momentsOf(Array.from({ length: people }, () => level + 20 * rng.normal()))
      assert.ok(!isRefusal(moments))
      return {
        from: `2025-${String(i + 1).padStart(2, '0')}-01`,
        score: toScore({ source: 'customer' }, moments),
      }
    }),
  }
}

test('a month that falls out of the usual is marked; steady ones seldom are', () => {
  const rng = createRng(3)
  const fallen = controlOf(months(rng, [70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 70, 50]))
  assert.ok(fallen?.points.at(-1)?.out)
  assert.ok(Math.abs(fallen.expected - 70) < 2)
  // Three standard errors of a mean of 60 answers with spread 20.
  const { lower, upper } = fallen.points[0]!
  assert.ok(Math.abs((upper - lower) / 2 / ((3 * 20) / Math.sqrt(60)) - 1) < 0.4)
  let marked = 0
  for (let run = 0; run < 50; run++)
    marked += controlOf(months(rng, Array(12).fill(70)))!.points.filter((p) => p.out).length
  assert.ok(marked < 12, `${marked} of 600 steady months marked`)
})

test('a slow drift shows in the smoothed mean before single months stand out', () => {
  const levels = [70, 70, 70, 70, 70, 70, 70, 70, 70, 63.5, 63.5, 63.5]
  const control = controlOf(months(createRng(8), levels, 80))
  assert.ok(control?.points.some((p) => p.drift))
})

test('too few months have no limits', () => {
  assert.equal(controlOf(months(createRng(1), [70, 70, 70, 70, 70])), null)
  assert.equal(controlOf({ points: [] }), null)
})

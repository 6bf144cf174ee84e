import assert from 'node:assert/strict'
import test from 'node:test'
import { endsOf } from './ends.ts'

/** Bands of 100 answers each, with a standard error of 1. */
const bands = (...means: number[]) =>
  means.map((mean, i) => ({
    from: 20 * i,
    to: 20 * (i + 1),
    at: 20 * i + 10,
    n: 100,
    mean,
    interval: { lower: mean - 1.6449, upper: mean + 1.6449, level: 0.9 },
  }))

test('low and high ends are told against the middle, with their interval', () => {
  const ends = endsOf(bands(0, 40, 50))
  assert.ok(ends)
  assert.equal(ends.low.value, -40)
  assert.equal(ends.high.value, 10)
  // sqrt(1 + 1) standard errors.
  assert.ok(Math.abs(ends.low.interval.upper - (-40 + 1.6449 * Math.SQRT2)) < 1e-9)
})

test('which end outweighs the other is said only beyond chance', () => {
  const kind = (...means: number[]) => endsOf(bands(...means))?.kind
  assert.equal(kind(0, 40, 50), 'basic')
  assert.equal(kind(35, 40, 80), 'delight')
  assert.equal(kind(20, 40, 61), 'both')
  assert.equal(kind(40, 40, 41), 'unclear')
  assert.equal(kind(30, 40, 40), 'basic')
  assert.equal(kind(40, 40, 50), 'delight')
})

test('bands are joined as near to thirds as they allow', () => {
  const uneven = bands(0, 10, 20, 30).map((b, i) => ({ ...b, n: i === 3 ? 300 : 100 }))
  // A sixth each: the low third holds two, the middle one, the top half the last.
  assert.equal(endsOf(uneven)?.low.value, 5 - 20)
  assert.equal(endsOf(uneven)?.high.value, 10)
  assert.equal(endsOf(bands(1, 2)), null)
})

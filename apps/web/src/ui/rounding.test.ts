import assert from 'node:assert/strict'
import test from 'node:test'
import { placeFor, roundTo } from './rounding.ts'

test('a figure is rounded to what its interval supports', () => {
  assert.equal(placeFor(0.8), -1)
  assert.equal(placeFor(2.1), -1)
  assert.equal(placeFor(12), 0)
  assert.equal(placeFor(630), 2)
  assert.equal(placeFor(0.04), -3)
})

test('without a usable interval tenths are shown', () => {
  assert.equal(placeFor(0), -1)
  assert.equal(placeFor(Number.NaN), -1)
  assert.equal(placeFor(Number.POSITIVE_INFINITY), -1)
})

test('rounding is symmetric around zero and never gives minus zero', () => {
  assert.equal(roundTo(-2.25, -1), -2.3)
  assert.equal(roundTo(2.25, -1), 2.3)
  assert.equal(roundTo(1243, 2), 1200)
  assert.ok(Object.is(roundTo(-0.01, -1), 0))
})

import assert from 'node:assert/strict'
import test from 'node:test'
import { niceTicks } from '../nice-ticks.ts'
import { keysOf, parseStandingsSearch, weightsOf } from './search.ts'

test('what an address cannot mean is dropped', () => {
  const odd = {
    metrics: '',
    weights: '1,x',
    level: 'planet',
    adjust: 'yes',
    raw: 'no',
    compare: 'never',
    compareFrom: '2026-02-31',
    compareTo: 7,
    mix: 'weather',
    other: 1,
  }
  assert.deepEqual(parseStandingsSearch(odd), {})
  const good = {
    metrics: 'a,b',
    weights: '10,90',
    level: 'region',
    adjust: 'no',
    raw: 'yes',
    compare: 'own',
    compareFrom: '2026-01-01',
    compareTo: '2026-03-31',
    mix: 'attribute:segment',
  }
  assert.deepEqual(parseStandingsSearch(good), good)
})

test('unknown and repeated metrics go; without any the main one stands', () => {
  assert.deepEqual(keysOf({ metrics: 'b,x,b,a' }, ['a', 'b'], 'a'), ['b', 'a'])
  assert.deepEqual(keysOf({ metrics: 'x' }, ['a'], 'a'), ['a'])
})

test('weights that do not fit the metrics, or are all nought, are made equal', () => {
  assert.deepEqual(weightsOf({ weights: '0,30' }, ['a', 'b']), [0, 30])
  assert.deepEqual(weightsOf({ weights: '0,0' }, ['a', 'b']), [50, 50])
  assert.deepEqual(weightsOf({ weights: '5' }, ['a', 'b']), [50, 50])
})

test('ticks are round and inside the range', () => {
  assert.deepEqual(niceTicks(48, 87, 5), [50, 60, 70, 80])
  assert.deepEqual(niceTicks(-12, 13, 4), [-10, 0, 10])
})

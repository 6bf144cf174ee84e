import assert from 'node:assert/strict'
import test from 'node:test'
import { parseValueSearch } from './search.ts'

test('what an address cannot mean is dropped', () => {
  const odd = { score: '', money: 4, lag: 13, grain: 'week', of: 'median', points: 0, other: 1 }
  assert.deepEqual(parseValueSearch(odd), {})
  assert.deepEqual(parseValueSearch({ lag: 1.5, points: 'x' }), {})
  assert.deepEqual(parseValueSearch({ points: 101 }), {})
  const good = { score: 'nps', money: 'sales', lag: 0, grain: 'quarter', of: 'mean', points: 2.5 }
  assert.deepEqual(parseValueSearch(good), good)
})

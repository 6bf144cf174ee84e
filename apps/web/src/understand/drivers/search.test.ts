import assert from 'node:assert/strict'
import test from 'node:test'
import { filterOf, parseDriversSearch, partsOf } from './search.ts'

test('what an address cannot mean is dropped', () => {
  assert.deepEqual(parseDriversSearch({ outcome: '', drivers: 3, target: 'x', filter: 'planet:x', a: 1 }), {})
  assert.deepEqual(parseDriversSearch({ target: 0 }), {})
  assert.deepEqual(parseDriversSearch({ target: 101 }), {})
  const good = {
    outcome: 'nps',
    drivers: 'a,b',
    target: 75,
    filter: 'attribute:segment=trade',
    driver: 'a',
  }
  assert.deepEqual(parseDriversSearch(good), good)
})

test('a slice is told apart from its group, whatever signs stand in it', () => {
  for (const [by, key] of [
    ['channel', 'web:shop'],
    ['language', ''],
    ['touchpoint', '01a20236-0884-7138-a106-cca306432eb3'],
    ['attribute:store type', 'a=b'],
  ] as const)
    assert.deepEqual(partsOf(filterOf(by, key)), { by, key })
  assert.equal(partsOf('channel=web'), null)
  assert.equal(partsOf('attribute:x'), null)
})

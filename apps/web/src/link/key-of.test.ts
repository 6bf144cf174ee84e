import assert from 'node:assert/strict'
import test from 'node:test'
import { keyOf } from './key-of.ts'

test('a key keeps letters of every script, joins words, and is not taken twice', () => {
  assert.equal(keyOf('  Győr, Árkád 2 '), 'győr-árkád-2')
  assert.equal(keyOf('成都 春熙路'), '成都-春熙路')
  assert.equal(keyOf('Till', new Set(['till', 'till-2'])), 'till-3')
  assert.equal(keyOf('!?'), 'x')
})

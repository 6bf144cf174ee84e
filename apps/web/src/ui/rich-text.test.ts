import assert from 'node:assert/strict'
import test from 'node:test'
import { pieces } from './rich-text.ts'

const words = (message: string) => pieces(message).map((piece) => [piece.tag, piece.text])

test('marked parts are told from the text around them', () => {
  assert.deepEqual(words('<e>3 sites</e> are behind, <l>look</l>'), [
    ['e', '3 sites'],
    [null, ' are behind, '],
    ['l', 'look'],
  ])
})

test('text without marks, and marks that do not close, stay text', () => {
  assert.deepEqual(words('a < b'), [[null, 'a < b']])
  assert.deepEqual(words('<e>open'), [[null, '<e>open']])
  assert.deepEqual(words(''), [])
})

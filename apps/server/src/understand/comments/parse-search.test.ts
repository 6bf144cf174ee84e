import assert from 'node:assert/strict'
import test from 'node:test'
import { mostTerms, parseSearch } from './parse-search.ts'
import { joined } from './words.ts'

const read = (q: string) => parseSearch(q).map((t) => `${t.not ? '-' : ''}${t.kind}:${t.text}`)

test('words, phrases in any quotes, absences and beginnings are told apart', () => {
  assert.deepEqual(read('parcel damaged'), ['word:parcel', 'word:damaged'])
  assert.deepEqual(read('"box damaged" -late'), ['phrase:box damaged', '-word:late'])
  assert.deepEqual(read('«на складе» −«не вина»'), ['phrase:на складе', '-phrase:не вина'])
  assert.deepEqual(read('„sérült doboz” csom*'), ['phrase:sérült doboz', 'prefix:csom'])
  assert.deepEqual(read('third-party'), ['phrase:third-party'])
})

test('Chinese is cut into words; what is in quotes stays together', () => {
  assert.deepEqual(read('包裹破损'), ['word:包裹', 'word:破损'])
  assert.deepEqual(read('"包裹破损"'), ['phrase:包裹破损'])
  assert.deepEqual(read('破'), ['prefix:破'])
})

test('nothing typed is an error, and nothing to look for is nothing', () => {
  for (const q of ['', ' ', '"', '""', '-', '--', '*', '!!! ???', '" -']) assert.deepEqual(read(q), [], q)
  assert.deepEqual(read('"open'), ['word:open'])
  assert.deepEqual(read("o'brien\\:*&|!("), ["phrase:o'brien\\:*&|!("])
  assert.equal(parseSearch(Array.from({ length: 40 }, (_, i) => `w${i}`).join(' ')).length, mostTerms)
})

test('marks that touch or overlap become one', () => {
  const hits = joined([
    { from: 4, to: 6 },
    { from: 0, to: 2 },
    { from: 5, to: 9 },
    { from: 9, to: 10 },
  ])
  assert.deepEqual(hits, [
    { from: 0, to: 2 },
    { from: 4, to: 10 },
  ])
})

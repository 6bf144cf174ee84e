import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric } from '@tandem/contract'
import { moodOf } from './mood.ts'
import { highlight, parseVoicesSearch, wordsOf } from './search.ts'

const marked = (text: string, q: string) =>
  highlight(text, wordsOf(q))
    .map((p) => (p.hit ? `[${p.text}]` : p.text))
    .join('')

test('matches are marked whatever their case, in every script, and nothing is lost', () => {
  assert.equal(marked('Damaged parcel, PARCEL', 'parcel'), 'Damaged [parcel], [PARCEL]')
  assert.equal(marked('Третья разбитая Посылка', 'посылка'), 'Третья разбитая [Посылка]')
  assert.equal(marked('包裹破损了，包裹', '包裹'), '[包裹]破损了，[包裹]')
  assert.equal(marked('a.b (c)', '. ('), 'a[.]b [(]c)')
  assert.equal(marked('as it was', ''), 'as it was')
})

test('the longer of two words wins where both begin', () => {
  assert.equal(marked('checkout', 'check checkout'), '[checkout]')
})

test('filters that cannot be are dropped', () => {
  assert.deepEqual(parseVoicesSearch({ q: ' ', source: 'rumour', language: 3 }), {})
  assert.deepEqual(parseVoicesSearch({ q: 'till', source: 'audit' }), { q: 'till', source: 'audit' })
})

test('moods follow the scale and the good direction', () => {
  const metric = (kind: Metric['kind'], direction: Metric['direction'] = 'up') =>
    [{ key: 'm', kind, direction }] as Metric[]
  const at = (value: number) => ({ metric: 'm', value })
  assert.equal(moodOf(at(-100), metric('nps')), 'unhappy')
  assert.equal(moodOf(at(0), metric('enps')), 'neutral')
  assert.equal(moodOf(at(100), metric('nps')), 'happy')
  assert.equal(moodOf(at(10), metric('csat')), 'unhappy')
  assert.equal(moodOf(at(10), metric('csat', 'down')), 'happy')
  assert.equal(moodOf(at(10), metric('figure')), 'neutral')
  assert.equal(moodOf(at(10), []), 'neutral')
})

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric } from '@tandem/contract'
import { moodOf } from './mood.ts'
import { filterOf, parseVoicesSearch, partsOf } from './search.ts'

test('a text is split at its hits and nothing is lost', () => {
  const show = (text: string, hits: { from: number; to: number }[]) =>
    partsOf(text, hits)
      .map((p) => (p.hit ? `[${p.text}]` : p.text))
      .join('')
  assert.equal(show('Damaged parcel', [{ from: 0, to: 7 }]), '[Damaged] parcel')
  assert.equal(show('包裹破损了', [{ from: 2, to: 4 }]), '包裹[破损]了')
  assert.equal(show('as it was', []), 'as it was')
  assert.equal(show('all', [{ from: 0, to: 3 }]), '[all]')
  assert.deepEqual(partsOf('', []), [{ text: '', hit: false, at: 0 }])
})

test('filters that cannot be are dropped', () => {
  assert.deepEqual(parseVoicesSearch({ q: ' ', source: 'rumour', language: 3 }), {})
  assert.deepEqual(parseVoicesSearch({ q: 'till', source: 'audit' }), { q: 'till', source: 'audit' })
  assert.deepEqual(parseVoicesSearch({ mood: 'angry', by: 'day', show: 'share' }), { show: 'share' })
  assert.deepEqual(filterOf(parseVoicesSearch({ mood: 'happy', by: 'month', comment: 'x' })), {
    mood: 'happy',
  })
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

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change, Comment, Metric } from '@tandem/contract'
import { pickHeard } from './heard.ts'

const metrics = [{ key: 'nps', kind: 'nps', direction: 'up' } as Metric]
let next = 0
function comment(text: string, value: number | null, unitId = `u${next}`): Comment {
  next += 1
  return {
    id: `c${next}`,
    signalId: null,
    text,
    language: 'en',
    source: 'customer',
    occurredAt: '2026-11-20T12:00:00.000Z',
    unitId,
    unitName: unitId,
    touchpoint: null,
    channel: null,
    score: value === null ? null : { metric: 'nps', value },
    hits: [],
  }
}
const long = (text: string) => text.padEnd(40, '.')
const quote = (text: string, unitId: string) => ({
  id: text,
  text,
  language: 'en',
  source: 'customer' as const,
  on: '2026-11-19',
  unitId,
  unitName: unitId,
  touchpoint: null,
  score: null,
})
const change = { quotes: [quote('one', 'a'), quote('two', 'b'), quote('three', 'c')] } as unknown as Change

test('half of the words belong to the change, the rest are happy and unhappy in turn', () => {
  const latest = [long('happy'), long('also happy')].map((text) => comment(text, 100))
  const bad = comment(long('unhappy'), -100)
  const texts = pickHeard(change, [...latest, bad], metrics).map((c) => c.text.replaceAll('.', ''))
  assert.deepEqual(texts, ['one', 'two', 'happy', 'unhappy'])
})

test('single words and a second comment of the same site are passed over while there are others', () => {
  const list = [
    comment('ok', 100),
    comment(long('first'), 100, 'x'),
    comment(long('second'), -100, 'x'),
    comment(long('third'), 0, 'y'),
  ]
  assert.deepEqual(
    pickHeard(undefined, list, metrics).map((c) => c.text.replaceAll('.', '')),
    ['first', 'third', 'ok'],
  )
})

test('of a single site several are shown, none twice', () => {
  const list = ['first', 'second', 'second'].map((text) => comment(long(text), 100, 'x'))
  assert.equal(pickHeard(undefined, list, metrics).length, 2)
})

test('nothing heard gives nothing', () => {
  assert.deepEqual(pickHeard(undefined, [], metrics), [])
})

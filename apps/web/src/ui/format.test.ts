import assert from 'node:assert/strict'
import test from 'node:test'
import { formatOf } from './format.ts'

const en = formatOf('en')

test('estimates and intervals share one rounding', () => {
  const interval = { lower: 52.03, upper: 56.23 }
  assert.equal(en.estimate(54.127, interval), '54.1')
  assert.equal(en.plusMinus(interval), '± 2.1')
  assert.equal(en.range({ lower: 610, upper: 1870 }), '600 – 1,900')
})

test('probabilities never claim certainty', () => {
  assert.equal(en.probability(0.9999), '>99%')
  assert.equal(en.probability(0.0001), '<1%')
  assert.equal(en.probability(0.84), '84%')
})

test('differences show their sign with a real minus; zero has none', () => {
  assert.equal(en.signed(-1.25), '\u22121.3')
  assert.equal(en.signed(3), '+3.0')
  assert.equal(en.signed(0.01), '0.0')
})

test('calendar days do not move with the time zone', () => {
  assert.equal(en.date('2026-01-01'), 'Jan 1, 2026')
  assert.match(formatOf('ru').date('2026-01-01'), /^1 янв/)
  assert.match(formatOf('zh-Hans').date('2026-01-01'), /2026年1月1日/)
})

test('a unit stands behind its number as the language writes it', () => {
  assert.equal(en.unit('94.6', '%'), '94.6%')
  assert.equal(formatOf('ru').unit('94,6', '%'), '94,6\u00a0%')
  assert.equal(formatOf('hu').unit('94,6', '%'), '94,6%')
  assert.equal(en.unit('1,240', 'EUR'), '1,240\u00a0EUR')
  assert.equal(en.unit('7.2', ''), '7.2')
})

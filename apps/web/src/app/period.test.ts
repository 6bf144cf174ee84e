import assert from 'node:assert/strict'
import test from 'node:test'
import { isDate, periodOf, presetOf } from './period.ts'

const now = new Date(2026, 1, 15)

test('presets count from the day given, across year ends', () => {
  assert.deepEqual(periodOf('last30', now), { from: '2026-01-17', to: '2026-02-15' })
  assert.deepEqual(periodOf('last12Months', now), { from: '2025-02-16', to: '2026-02-15' })
  assert.deepEqual(periodOf('thisQuarter', now), { from: '2026-01-01', to: '2026-03-31' })
  assert.deepEqual(periodOf('lastQuarter', now), { from: '2025-10-01', to: '2025-12-31' })
  assert.deepEqual(periodOf('all', now), {})
})

test('a span is recognised as its preset, and only then', () => {
  assert.equal(presetOf({ from: '2025-01-01', to: '2025-12-31' }, now), 'lastYear')
  assert.equal(presetOf({}, now), 'all')
  assert.equal(presetOf({ from: '2025-01-02', to: '2025-12-31' }, now), undefined)
})

test('dates that do not exist are refused', () => {
  assert.equal(isDate('2026-02-28'), true)
  assert.equal(isDate('2026-02-30'), false)
  assert.equal(isDate('26-02-03'), false)
  assert.equal(isDate(20260203), false)
})

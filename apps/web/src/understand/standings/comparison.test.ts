import assert from 'node:assert/strict'
import test from 'node:test'
import type { Standing } from '@tandem/contract'
import { changeOf, earlierPeriod } from './comparison.ts'

test('the period before is as long and ends the day before', () => {
  assert.deepEqual(earlierPeriod({ from: '2026-03-01', to: '2026-03-31' }, 'previous'), {
    from: '2026-01-29',
    to: '2026-02-28',
  })
  assert.equal(earlierPeriod({ from: '2026-03-01' }, 'previous'), null)
})

test('a year earlier keeps days; a leap day becomes the last of February', () => {
  assert.deepEqual(earlierPeriod({ from: '2024-02-29', to: '2024-12-31' }, 'year'), {
    from: '2023-02-28',
    to: '2023-12-31',
  })
})

test('errors of two periods add as squares', () => {
  const at = (estimate: number, standardError: number) => ({ estimate, standardError }) as Standing
  const change = changeOf(at(60, 3), at(50, 4))
  assert.ok(change)
  assert.equal(change.value, 10)
  // sqrt(9 + 16) = 5; 1.6449 * 5 = 8.2245
  assert.ok(Math.abs(change.interval.lower - 1.7755) < 1e-9)
  assert.ok(Math.abs(change.interval.upper - 18.2245) < 1e-9)
  assert.equal(changeOf(at(60, 3), undefined), null)
})

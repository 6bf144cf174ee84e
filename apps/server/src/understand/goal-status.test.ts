import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Score } from '@tandem/contract'
import { periodEnd, periodStart } from './goal-series.ts'
import { elapsedShare, gapOf, plannedOn, statusOf } from './goal-status.ts'

const score = (value: number | null, half: number | null = 1): Score => ({
  value,
  interval: value === null || half === null ? null : { lower: value - half, upper: value + half, level: 0.9 },
  n: 50,
  suppressed: null,
})
const goal = { startsOn: '2026-01-01', dueOn: '2026-01-11', target: 50 }

test('the plan is a straight line between baseline and target, flat before and after', () => {
  assert.equal(plannedOn(goal, 40, '2025-12-01'), 40)
  assert.equal(plannedOn(goal, 40, '2026-01-06'), 45)
  assert.equal(plannedOn(goal, 40, '2026-02-01'), 50)
  assert.equal(elapsedShare(goal, '2026-01-03'), 0.2)
})

test('the gap is positive when better, whichever direction is good', () => {
  const up = gapOf({ direction: 'up' }, score(43), 45)!
  const down = gapOf({ direction: 'down' }, score(43), 45)!
  assert.deepEqual(up, { value: -2, interval: { lower: -3, upper: -1, level: 0.9 } })
  assert.deepEqual(down, { value: 2, interval: { lower: 1, upper: 3, level: 0.9 } })
  assert.equal(gapOf({ direction: 'up' }, score(null), 45), null)
  assert.equal(gapOf({ direction: 'up' }, score(43), null), null)
})

test('the status follows the rules that the contract tells', () => {
  const status = (
    value: Score,
    more: {
      planned?: number | null
      probability?: number | null
      elapsed?: number
      due?: boolean
      direction?: 'up' | 'down'
    } = {},
  ) => {
    const { planned = 45, probability = 0.5, elapsed = 0.5, due = false, direction = 'up' } = more
    const metric = { direction }
    return statusOf({
      ...{ metric, target: 50, current: value, probability, elapsed, due },
      gap: gapOf(metric, value, planned),
    })
  }
  assert.equal(status(score(null)), 'unknown')
  assert.equal(status(score(44), { planned: null }), 'unknown')
  assert.equal(status(score(52)), 'reached')
  assert.equal(status(score(50.5)), 'ahead', 'at the target, but not surely')
  assert.equal(status(score(43)), 'behind')
  assert.equal(status(score(44.5)), 'on_track')
  assert.equal(status(score(43, null)), 'on_track', 'one reading is no proof')
  assert.equal(status(score(47)), 'ahead')
  assert.equal(status(score(47), { probability: 0.4 }), 'on_track', 'ahead now, but not for long')
  assert.equal(status(score(47), { probability: null }), 'ahead')
  assert.equal(status(score(45), { probability: 0.1 }), 'behind')
  assert.equal(status(score(45), { probability: 0.1, elapsed: 0.2 }), 'on_track', 'too early to give up')
  assert.equal(status(score(50), { due: true }), 'reached')
  assert.equal(status(score(49.9), { due: true }), 'missed')
  assert.equal(status(score(null), { due: true }), 'unknown')
  // Where lower is better everything is the other way round.
  assert.equal(status(score(48), { direction: 'down' }), 'reached')
  assert.equal(status(score(58), { direction: 'down', planned: 55 }), 'behind')
  assert.equal(status(score(52), { direction: 'down', planned: 55 }), 'ahead')
})

test('weeks begin on Monday, months on their first', () => {
  assert.equal(periodStart('2026-11-22', 'week'), '2026-11-16')
  assert.equal(periodStart('2026-11-16', 'week', -3), '2026-10-26')
  assert.equal(periodEnd('2026-11-16', 'week'), '2026-11-22')
  assert.equal(periodStart('2026-03-31', 'month', -1), '2026-02-01')
  assert.equal(periodEnd('2026-02-11', 'month'), '2026-02-28')
})

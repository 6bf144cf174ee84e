import assert from 'node:assert/strict'
import test from 'node:test'
import type { Standing } from '@tandem/contract'
import { changeMessage, changeOf, changesOf, earlierPeriod } from './comparison.ts'

test('the period before is as long and ends the day before', () => {
  assert.deepEqual(earlierPeriod({ from: '2026-03-01', to: '2026-03-31' }, { compare: 'previous' }), {
    from: '2026-01-29',
    to: '2026-02-28',
  })
  assert.equal(earlierPeriod({ from: '2026-03-01' }, { compare: 'previous' }), null)
})

test('a year earlier keeps days; a leap day becomes the last of February', () => {
  assert.deepEqual(earlierPeriod({ from: '2024-02-29', to: '2024-12-31' }, { compare: 'year' }), {
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

test("a period of one's own needs no other period, only both ends in order", () => {
  const own = { compare: 'own', compareFrom: '2025-01-01', compareTo: '2025-03-31' } as const
  assert.deepEqual(earlierPeriod({}, own), { from: '2025-01-01', to: '2025-03-31' })
  assert.equal(earlierPeriod({}, { ...own, compareTo: '2024-12-31' }), null)
  assert.equal(earlierPeriod({}, { compare: 'own' }), null)
  assert.equal(earlierPeriod({ from: '2025-01-01', to: '2025-01-31' }, {}), null)
})

const unit = (unitId: string, estimate: number) => ({ unitId, estimate, standardError: 1 }) as Standing

test('who really moved is told from who did not, worst first; where down is good, falling is improving', () => {
  const before = { items: [unit('a', 50), unit('b', 50), unit('c', 50)] }
  const now = [unit('a', 60), unit('b', 51), unit('c', 40), unit('new', 99)]
  const ways = (up: boolean) => changesOf(now, before, up).map((c) => [c.unit.unitId, c.way])
  assert.deepEqual(ways(true), [
    ['c', -1],
    ['b', 0],
    ['a', 1],
  ])
  assert.deepEqual(ways(false), [
    ['a', -1],
    ['b', 0],
    ['c', 1],
  ])
})

test('the sentence of a comparison: both, only one way, or nobody', () => {
  const before = { items: [unit('a', 50), unit('b', 50)] }
  const say = (a: number, b: number) => changeMessage(changesOf([unit('a', a), unit('b', b)], before, true))
  assert.deepEqual(say(60, 40), { kind: 'both', rose: 1, fell: 1, of: 2 })
  assert.deepEqual(say(60, 50), { kind: 'rose', rose: 1, fell: 0, of: 2 })
  assert.deepEqual(say(50, 40), { kind: 'fell', rose: 0, fell: 1, of: 2 })
  assert.deepEqual(say(50, 51), { kind: 'none', of: 2 })
})

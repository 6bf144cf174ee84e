import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change } from '@tandem/contract'
import { against, type Comparison, unitMessage } from './message.ts'

function comparison(
  key: string,
  difference: number,
  half: number,
  change: { down?: boolean; figure?: boolean } = {},
) {
  const score = (value: number, h: number, n: number) => ({
    value,
    interval: { lower: value - h, upper: value + h, level: 0.9 },
    n,
    suppressed: null,
  })
  return {
    metric: {
      id: key,
      key,
      name: key,
      kind: change.figure ? 'figure' : 'csat',
      source: 'customer',
      scaleMin: 1,
      scaleMax: 5,
      direction: change.down ? 'down' : 'up',
      decimals: 1,
      unitLabel: '',
    },
    own: score(50 + difference, half, 40),
    // Half-width 1.6449 of 100 readings: the spread of single readings is 10.
    peers: score(50, 1.6449, 100),
    difference: score(difference, half, 40),
  } satisfies Comparison
}

test('differences are put into spreads of single readings, weakest first', () => {
  const rows = against([comparison('good', 5, 2), comparison('bad', -5, 2), comparison('even', 1, 2)])
  assert.deepEqual(
    rows.map((r) => [r.metric.key, Math.round(r.size * 1000) / 1000, r.verdict]),
    [
      ['bad', -0.5, -1],
      ['even', 0.1, 0],
      ['good', 0.5, 1],
    ],
  )
})

test('where down is good, less is better', () => {
  const [row] = against([comparison('waiting', -5, 2, { down: true })])
  assert.equal(row?.verdict, 1)
  assert.ok(row && row.interval.lower > 0 && row.interval.lower < row.interval.upper)
})

test('each case has its sentence, and figures do not speak for people', () => {
  const say = (...all: Comparison[]) => unitMessage(against(all))
  assert.equal(say().kind, 'silent')
  assert.deepEqual(say(comparison('a', 1, 2)), { kind: 'alike', of: 1 })
  assert.equal(say(comparison('a', -5, 2), comparison('b', 0, 2)).kind, 'weak')
  assert.equal(say(comparison('a', 5, 2)).kind, 'strong')
  const mixed = say(
    comparison('a', 5, 2),
    comparison('b', -5, 2),
    comparison('sales', -9, 1, { figure: true }),
  )
  assert.ok(mixed.kind === 'mixed' && mixed.worst.key === 'b' && mixed.weak === 1)
})

test('what got worse comes first, if it moves the unit; what got better only where nothing else is to be said', () => {
  const change = (good: boolean, effect: number, share = 1) => ({ good, effect, share }) as Change
  const weak = against([comparison('a', -5, 2)])
  const alike = against([comparison('a', 1, 2)])
  const kind = (rows: typeof weak, ...changes: Change[]) => unitMessage(rows, changes).kind
  assert.equal(kind(weak, change(false, -0.9)), 'changed')
  assert.equal(kind(weak, change(false, -0.9, 0.01)), 'weak')
  assert.equal(kind(weak, change(true, 0.9)), 'weak')
  assert.equal(kind(alike, change(true, 0.9)), 'changed')
  assert.equal(kind([], change(true, 0.9)), 'changed')
  const both = unitMessage(alike, [change(true, 2), change(false, -0.4)])
  assert.ok(both.kind === 'changed' && !both.change.good)
})

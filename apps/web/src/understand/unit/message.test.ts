import assert from 'node:assert/strict'
import test from 'node:test'
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

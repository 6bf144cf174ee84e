import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric, Value } from '@tandem/contract'
import { gainOf, leadOf, messageOf } from './message.ts'

const slope = (estimate: number, half: number) => ({
  estimate,
  standardError: half / 1.645,
  interval: { lower: estimate - half, upper: estimate + half, level: 0.9 },
})
const money = (direction: 'up' | 'down') => ({ direction }) as Metric

test('more or less money is said only where the interval leaves no doubt', () => {
  const ask = (estimate: number, half: number, direction: 'up' | 'down' = 'up') =>
    messageOf({ perPoint: slope(estimate, half), money: money(direction) })
  assert.deepEqual(ask(1240, 630), { kind: 'more', good: true })
  assert.deepEqual(ask(-1240, 630), { kind: 'less', good: false })
  assert.deepEqual(ask(300, 630), { kind: 'unclear' })
  assert.deepEqual(ask(630, 630), { kind: 'unclear' })
  // Costs: less is what is wanted.
  assert.deepEqual(ask(-1240, 630, 'down'), { kind: 'less', good: true })
  assert.deepEqual(ask(1240, 630, 'down'), { kind: 'more', good: false })
})

const lags = (...estimates: readonly (readonly [lag: number, estimate: number])[]): Value['lags'] =>
  estimates.map(([lag, estimate]) => ({ lag, slope: slope(estimate, 100), n: 10, units: 5, reason: null }))

test('the score leads where only lags from 0 up stand out', () => {
  assert.deepEqual(leadOf(lags([-1, 50], [0, 20], [1, 1160], [2, -120])), { kind: 'score', lag: 1 })
  assert.deepEqual(leadOf(lags([-1, 900], [0, 20], [1, 60])), { kind: 'money', lag: -1 })
  assert.deepEqual(leadOf(lags([-1, 700], [1, 900])), { kind: 'both', lag: 1 })
  assert.equal(leadOf(lags([-1, 50], [1, 60])), null)
  assert.equal(leadOf([{ lag: 1, slope: null, n: 0, units: 0, reason: 'too few' }]), null)
})

test('a gain is the value of a point times points, units and periods, its interval too', () => {
  assert.deepEqual(gainOf(slope(1000, 100), 3 * 160 * 12), {
    estimate: 5_760_000,
    interval: { lower: 5_184_000, upper: 6_336_000 },
  })
})

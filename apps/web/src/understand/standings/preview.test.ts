import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric, Standing, Standings } from '@tandem/contract'
import { hasWeights, previewOf } from './preview.ts'

const metric = (key: string, direction: 'up' | 'down' = 'up') => ({ key, direction }) as Metric
const of = (key: string, estimate: number, raw: number | null = estimate) => ({
  metric: key,
  source: 'audit' as const,
  estimate,
  raw,
  n: 5,
})
const unit = (key: string, metrics: Standing['metrics']) =>
  ({ unitId: key, key, metrics, interval: { lower: 0, upper: 9, level: 0.9 } }) as Standing

const standings = {
  items: [
    unit('a', [of('x', 80), of('y', 20)]),
    unit('b', [of('x', 60), of('y', 70, null)]),
    unit('c', [of('x', 50)]),
  ],
  metrics: [
    { metric: metric('x'), weight: 0.5 },
    { metric: metric('y', 'down'), weight: 0.5 },
  ],
} as unknown as Standings

test('estimates are the weighted sum, a metric whose good direction is down counts against, and order follows', () => {
  const first = previewOf(standings, [75, 25])
  assert.deepEqual(
    first.items.map((s) => [s.key, s.estimate, s.rank.expected]),
    [
      ['a', 0.75 * 80 - 0.25 * 20, 1],
      ['c', 0.75 * 50, 2],
      ['b', 0.75 * 60 - 0.25 * 70, 3],
    ],
  )
  assert.deepEqual(
    previewOf(standings, [100, 0]).items.map((s) => s.key),
    ['a', 'b', 'c'],
  )
  assert.deepEqual(
    first.metrics.map((m) => m.weight),
    [0.75, 0.25],
  )
})

test('a plain mean needs every metric; nothing is claimed about intervals', () => {
  const [a, c, b] = previewOf(standings, [50, 50]).items
  assert.equal(a?.raw, 30)
  assert.equal(b?.raw, null)
  assert.equal(c?.raw, null)
  assert.deepEqual(a?.interval, { lower: 30, upper: 30, level: 0.9 })
})

test('an answer is recognised by its weights on any scale', () => {
  assert.ok(hasWeights(standings, [50, 50]) && hasWeights(standings, [5, 5]))
  assert.ok(!hasWeights(standings, [50, 55]) && !hasWeights(standings, [1]))
})

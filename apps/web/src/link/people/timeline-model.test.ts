import assert from 'node:assert/strict'
import test from 'node:test'
import { piecesOf, placeOf, spanOf } from './timeline-model.ts'

const held = [
  { value: 'Leeds', from: '2026-01-01', to: null },
  { value: 'York', from: null, to: '2026-01-01' },
]

test('pieces reach the ends where nothing is dated, meet where one follows the other, and know today', () => {
  const span = spanOf(held, '2026-07-01')
  const [first, second] = piecesOf(held, span, '2026-07-01')
  assert.deepEqual([first?.value, second?.value], ['York', 'Leeds'])
  assert.deepEqual([first?.start, second?.end], [0, 1])
  assert.equal(first?.end, second?.start)
  assert.deepEqual([first?.now, second?.now], [false, true])
  const today = placeOf('2026-07-01', span)
  assert.ok(today > (second?.start ?? 1) && today < 1)
})

test('on the day a change holds the new value is today', () => {
  const pieces = piecesOf(held, spanOf(held, '2026-01-01'), '2026-01-01')
  assert.deepEqual(
    pieces.map((p) => p.now),
    [false, true],
  )
})

test('without dates there is still a span around today', () => {
  const span = spanOf([], '2026-07-01')
  assert.ok(span.from < span.to)
  assert.equal(placeOf('2026-07-01', span), 0.5)
})

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric, Standing } from '@tandem/contract'
import { moversMessage, moversOf } from './movers.ts'

const unit = (unitId: string, raw: number | null, estimate: number, more: Partial<Standing> = {}) =>
  ({ unitId, raw, estimate, withoutStrictness: null, mix: null, ...more }) as Standing
const mix = (effect: number) => ({ effect, standardError: 1, coverage: 1, shares: [], effects: [] })
const ask = (items: Standing[], direction: 'up' | 'down' = 'up') =>
  moversOf({ items, metrics: [{ metric: { direction } as Metric, weight: 1 }] })

test('places by plain average and by estimate, the farthest mover first', () => {
  const movers = ask([unit('a', 90, 60), unit('b', 80, 78), unit('c', 70, 72), unit('silent', null, 50)])
  assert.deepEqual(
    movers.map((m) => [m.unit.unitId, m.rawPlace, m.place]),
    [
      ['a', 1, 3],
      ['b', 2, 1],
      ['c', 3, 2],
    ],
  )
  const down = ask([unit('a', 1, 5), unit('b', 2, 2)], 'down')
  assert.deepEqual(
    down.map((m) => [m.unit.unitId, m.rawPlace, m.place]),
    [
      ['b', 2, 1],
      ['a', 1, 2],
    ],
  )
})

test('the reason is the largest part: few answers, strict or lenient evaluators, the mix', () => {
  const why = (raw: number, estimate: number, more: Partial<Standing>) =>
    ask([unit('a', raw, estimate, more)])[0]
  assert.equal(why(50, 55, {})?.why, 'few')
  assert.equal(why(50, 55, { withoutStrictness: -4 })?.why, 'strict')
  assert.equal(why(50, 45, { withoutStrictness: 4 })?.why, 'lenient')
  assert.equal(why(50, 53, { mix: mix(-2.5) })?.why, 'mix')
  assert.deepEqual(why(50, 56, { withoutStrictness: -4, mix: mix(1) })?.parts, {
    evaluators: 4,
    mix: -1,
    shrinkage: 3,
  })
})

test('the sentence: everybody keeps the place, or the farthest mover with how many move far', () => {
  assert.deepEqual(moversMessage([]), { kind: 'same' })
  assert.deepEqual(moversMessage(ask([unit('a', 9, 8), unit('b', 7, 6)])), { kind: 'same' })
  const message = moversMessage(ask([unit('a', 9, 5), unit('b', 7, 6), unit('c', 1, 1)]))
  assert.ok(message.kind === 'moved')
  assert.equal(message.far, 2)
})

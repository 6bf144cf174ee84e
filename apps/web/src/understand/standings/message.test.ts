import assert from 'node:assert/strict'
import test from 'node:test'
import type { Metric, Standing, Standings } from '@tandem/contract'
import { fifthsOf, messageOf, toMean } from './message.ts'

const metric = (direction: 'up' | 'down'): Metric => ({
  id: 'm',
  key: 'm',
  name: 'M',
  kind: 'score',
  source: 'audit',
  scaleMin: 0,
  scaleMax: 100,
  direction,
  decimals: 0,
  unitLabel: '',
})

/** Ten units, raw 0 to 90; the two lowest are the bottom fifth of a bare list. */
function units(change: (i: number) => Partial<Standing>): Standing[] {
  return Array.from({ length: 10 }, (_, i) => ({
    unitId: `u${i}`,
    name: `U${i}`,
    key: `u${i}`,
    parentName: null,
    n: 10,
    raw: i * 10,
    estimate: i * 10,
    standardError: 1,
    interval: { lower: i * 10 - 2, upper: i * 10 + 2, level: 0.9 },
    rank: { expected: 10 - i, lower: 10 - i, upper: 10 - i },
    probabilityTop: 0,
    probabilityBottom: 0.1,
    reliability: 0.9,
    withoutStrictness: null,
    mix: null,
    metrics: [],
    ...change(i),
  }))
}
const ask = (items: Standing[], direction: 'up' | 'down' = 'up') =>
  messageOf({ items, metrics: [{ metric: metric(direction), weight: 1 }] })

test('the surely low are counted apart from those that only look it', () => {
  const items = units((i) => (i === 0 ? { probabilityBottom: 0.95 } : {}))
  assert.deepEqual(ask(items), { kind: 'bottom', count: 1, look: 1, why: 'few' })
})

test('a probability of exactly 80 % is not yet sure', () => {
  const items = units((i) => (i === 0 ? { probabilityBottom: 0.8 } : {}))
  assert.deepEqual(ask(items), { kind: 'look', look: 2, why: 'few' })
})

test('who is low only because of strict evaluators is said to be so', () => {
  // Without what the strict took, u0 and u1 stand at 60 and 70, and u2 and u3 are the lowest.
  const items = units((i) => (i < 2 ? { withoutStrictness: -60 } : { withoutStrictness: 0 }))
  assert.deepEqual(ask(items), { kind: 'look', look: 2, why: 'strict' })
})

test('who is low only because of a hard mix is said to be so', () => {
  const mix = (effect: number) => ({
    mix: { effect, standardError: 1, coverage: 1, shares: [], effects: [] },
  })
  const items = units((i) => (i < 2 ? mix(-60) : mix(0)))
  assert.deepEqual(ask(items), { kind: 'look', look: 2, why: 'mix' })
  const both = units((i) => (i < 2 ? { ...mix(-60), withoutStrictness: -60 } : {}))
  assert.deepEqual(ask(both), { kind: 'look', look: 2, why: 'strict' })
})

test('where down is good the largest figures are the low ones', () => {
  const items = units((i) => (i === 9 ? { probabilityBottom: 0.99 } : {}))
  assert.deepEqual(ask(items, 'down'), { kind: 'bottom', count: 1, look: 1, why: 'few' })
})

test('without plain means nobody looks low, and one unit alone is spoken of by its rank', () => {
  assert.deepEqual(ask(units(() => ({ raw: null }))), { kind: 'alike' })
  const [one] = units(() => ({}))
  assert.ok(one)
  assert.deepEqual(ask([one]), { kind: 'one', unit: one })
})

test('where nothing is ranked, that is said and nobody is called alike', () => {
  assert.deepEqual(ask([]), { kind: 'none' })
})

test('a unit is told from the mean only if its interval does not hold it', () => {
  const interval = { lower: 40, upper: 50, level: 0.9 }
  assert.equal(toMean({ interval }, 45, true), 'near')
  assert.equal(toMean({ interval }, 40, true), 'near')
  assert.equal(toMean({ interval }, 39, true), 'better')
  assert.equal(toMean({ interval }, 39, false), 'worse')
  assert.equal(toMean({ interval }, 51, true), 'worse')
})

test('of a part of the company only those are shaded that are in a fifth of all', () => {
  const all = (of: number) => ({ units: of }) as Standings['howWeKnow']
  const items = units(() => ({}))
  assert.deepEqual(fifthsOf({ items, howWeKnow: all(10) }), { worst: 2, best: 2 })
  // Among a hundred all ten have ranks of 1 to 10.
  assert.deepEqual(fifthsOf({ items, howWeKnow: all(100) }), { worst: 0, best: 10 })
  const low = units((i) => ({ rank: { expected: 81 + i, lower: 80, upper: 90 } }))
  assert.deepEqual(fifthsOf({ items: low, howWeKnow: all(100) }), { worst: 10, best: 0 })
})

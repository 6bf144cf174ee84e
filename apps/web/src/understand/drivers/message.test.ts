import assert from 'node:assert/strict'
import test from 'node:test'
import type { Driver, Drivers } from '@tandem/contract'
import { fractionOf, messageOf, splitMessageOf } from './message.ts'

const around = (value: number, half: number) => ({ lower: value - half, upper: value + half, level: 0.9 })

function driver(key: string, share: number, attainment: number, half = 0.02): Driver {
  return {
    metric: {
      id: key,
      key,
      name: key,
      kind: 'csat',
      source: 'customer',
      scaleMin: 1,
      scaleMax: 5,
      direction: 'up',
      decimals: 1,
      unitLabel: '',
    },
    n: 1000,
    missing: 0,
    share,
    shareInterval: around(share, half),
    correlation: 0.4,
    standardised: 0.3,
    coefficient: 0.8,
    coefficientInterval: around(0.8, 0.1),
    performance: attainment,
    attainment,
    attainmentInterval: around(attainment, 1),
    potential: 1,
    field: 'improve',
    withinShare: share,
    withinInterval: around(share, half),
    betweenShare: share,
    betweenInterval: around(share, half),
  }
}

const ask = (drivers: Driver[], more: Partial<Pick<Drivers, 'r2' | 'suppressed'>> & { n?: number } = {}) => {
  const { n = 5000, ...rest } = more
  return messageOf({ drivers, r2: 0.4, suppressed: null, target: 80, howWeKnow: { n }, ...rest })
}

test('a clear leader is told with where one stands in it', () => {
  const others = [driver('b', 0.3, 70), driver('c', 0.2, 75)]
  const weak = driver('a', 0.5, 60)
  assert.deepEqual(ask([weak, ...others]), { kind: 'leader', driver: weak, stand: 'weakest' })
  const below = driver('a', 0.5, 72)
  assert.deepEqual(ask([below, ...others]), { kind: 'leader', driver: below, stand: 'below' })
  const strong = driver('a', 0.5, 80)
  assert.deepEqual(ask([strong, ...others]), { kind: 'leader', driver: strong, stand: 'reached' })
})

test('weakest is said only where the intervals leave no doubt', () => {
  const nearly = driver('a', 0.5, 69)
  assert.equal((ask([nearly, driver('b', 0.3, 70)]) as { stand: string }).stand, 'below')
})

test('overlapping intervals have no winner: two or three lead together, else all are alike', () => {
  const [a, b, c] = [driver('a', 0.4, 70), driver('b', 0.38, 60), driver('c', 0.2, 50)]
  assert.deepEqual(ask([a, b, c]), { kind: 'tie', leaders: [a, b], begin: b })
  const reached = [driver('a', 0.4, 85), driver('b', 0.38, 90), c]
  assert.deepEqual(ask(reached), { kind: 'tie', leaders: reached.slice(0, 2), begin: null })
  assert.deepEqual(ask([a, b]), { kind: 'alike' })
  const five = ['a', 'b', 'c', 'd', 'e'].map((key) => driver(key, 0.2, 50))
  assert.deepEqual(ask([...five, driver('f', 0.01, 50)]), { kind: 'alike' })
})

test('where the drivers explain little, or there are too few answers, nobody leads', () => {
  const drivers = [driver('a', 0.8, 60), driver('b', 0.2, 70)]
  assert.deepEqual(ask(drivers, { r2: 0.06 }), { kind: 'little', r2: 0.06 })
  assert.deepEqual(ask(drivers, { n: 99 }), { kind: 'few', n: 99 })
  assert.deepEqual(ask([{ ...drivers[0]!, shareInterval: null }, drivers[1]!]), { kind: 'few', n: 5000 })
})

test('a single driver is told by how much it explains, and what is withheld is said to be', () => {
  const only = driver('a', 1, 60)
  assert.deepEqual(ask([only]), { kind: 'one', driver: only, r2: 0.4 })
  const withheld = { reason: 'too_few_respondents' as const, message: '' }
  assert.deepEqual(ask([], { r2: null, suppressed: withheld }), { kind: 'suppressed' })
})

test('simple fractions are said as such', () => {
  assert.deepEqual([0.315, 0.26, 0.5, 0.66, 0.74, 0.4, 0.15].map(fractionOf), [
    'third',
    'quarter',
    'half',
    'twoThirds',
    'threeQuarters',
    null,
    null,
  ])
})

test('the split is told by the widest gap whose intervals do not touch', () => {
  const same = [driver('a', 0.5, 60), driver('b', 0.5, 60)]
  assert.deepEqual(splitMessageOf(same), { kind: 'alike' })
  const between = (d: Driver, share: number, half: number): Driver => ({
    ...d,
    betweenShare: share,
    betweenInterval: around(share, half),
  })
  // The gap of a is wider, but unsure.
  const [a, b] = [between(same[0]!, 0.8, 0.4), between(same[1]!, 0.3, 0.05)]
  assert.deepEqual(splitMessageOf([a, b]), { kind: 'within', driver: b, within: 0.5, between: 0.3 })
  const c = between(driver('c', 0.1, 50), 0.4, 0.05)
  assert.deepEqual(splitMessageOf([a, b, c]), { kind: 'between', driver: c, within: 0.1, between: 0.4 })
  assert.equal(
    splitMessageOf([
      { ...a, withinShare: null },
      { ...b, withinShare: null },
    ]),
    null,
  )
})

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Journey, Metric, TouchpointScore } from '@tandem/contract'
import { journeysMessage, worstFirst } from './message.ts'
import { pointsOf, sureChange } from './scores.ts'

const metric: Metric = {
  id: 'nps',
  key: 'nps',
  name: 'NPS',
  kind: 'nps',
  source: 'customer',
  scaleMin: 0,
  scaleMax: 10,
  direction: 'up',
  decimals: 0,
  unitLabel: '',
}

interface Case {
  readonly change?: number
  /** Standard error of the change. */
  readonly error?: number
  readonly contacts?: number
  readonly unhappy?: number
  readonly few?: true
  readonly named?: true
}

function score(id: string, c: Case): TouchpointScore {
  const { change = 0, error = 2, contacts = 1000, unhappy = 0.1 } = c
  const around = (value: number, half: number) => ({
    value,
    interval: { lower: value - half, upper: value + half, level: 0.9 },
    n: contacts,
    suppressed: null,
  })
  const tooFew = {
    value: null,
    interval: null,
    n: 0,
    suppressed: { reason: 'too_few_respondents' as const, message: 'few' },
  }
  return {
    touchpointId: id,
    key: id,
    heard: c.named ? 'owner' : 'own',
    measures: [
      {
        metric,
        score: c.few ? tooFew : around(40, 2),
        change: c.few ? tooFew : around(change, 1.645 * error),
      },
    ],
    contacts: c.few ? 0 : contacts,
    unhappy: c.few
      ? null
      : {
          n: contacts * unhappy,
          share: unhappy,
          recentShare: null,
          interval: { lower: unhappy - 0.01, upper: unhappy + 0.01, level: 0.9 },
        },
    comments: 3,
  }
}

function journey(ids: readonly string[]): Journey {
  return {
    id: 'j',
    key: 'j',
    name: 'Buy',
    stages: [
      {
        id: 's',
        name: 'Pay',
        position: 0,
        touchpoints: ids.map((id, position) => ({
          id,
          key: id,
          name: id,
          side: 'frontstage',
          ownerUnitId: null,
          position,
        })),
      },
    ],
  }
}

/** Four ordinary touchpoints, a hole, and those of the case. */
function ask(cases: Readonly<Record<string, Case>>) {
  const all = { a: {}, b: {}, c: {}, d: {}, ...cases }
  const scores = Object.entries(all).map(([id, c]) => score(id, c))
  const points = pointsOf([journey([...Object.keys(all), 'hole'])], scores)
  return { points, message: journeysMessage(points, true) }
}

test('a sure fall is the matter, the largest at the safe end of its interval first', () => {
  const { message, points } = ask({
    packing: { change: -34, error: 2.6, named: true },
    delivery: { change: -20, error: 2.3 },
    // More than the delivery, but with less behind it.
    installation: { change: -30, error: 9.6 },
    sore: { unhappy: 0.3 },
  })
  assert.ok(message.kind === 'falling')
  assert.equal(message.point.touchpoint.key, 'packing')
  assert.deepEqual(
    message.also.map((p) => p.touchpoint.key),
    ['delivery', 'installation'],
  )
  assert.equal(message.holes, 1)
  assert.deepEqual(
    worstFirst(points).map((p) => p.touchpoint.key),
    ['packing', 'delivery', 'installation', 'sore'],
  )
})

test('what one in twenty touchpoints does by chance is no fall', () => {
  const { message } = ask({ webshop: { change: -4.8, error: 2.7 }, chat: { change: -6, error: 3.4 } })
  assert.equal(message.kind, 'calm')
})

test('without a fall it is where most people are unhappy beyond the usual, not where most people are', () => {
  const { message } = ask({
    till: { contacts: 60_000, unhappy: 0.1 },
    invoice: { contacts: 4000, unhappy: 0.21 },
    returns: { contacts: 9000, unhappy: 0.18 },
  })
  assert.ok(message.kind === 'sore')
  assert.equal(message.point.touchpoint.key, 'returns')
})

test('each other case has its sentence', () => {
  assert.deepEqual(journeysMessage([], true), { kind: 'none' })
  assert.deepEqual(ask({}).message, { kind: 'calm', touchpoints: 4, holes: 1 })
  const drawn = pointsOf([journey(['x', 'y'])], null)
  assert.deepEqual(journeysMessage(drawn, false), { kind: 'drawn', touchpoints: 2 })
  assert.ok(drawn.every((p) => p.state === 'steady'))
  const silent = pointsOf([journey(['x', 'y'])], [])
  assert.deepEqual(journeysMessage(silent, true), { kind: 'silent', touchpoints: 2 })
})

test('too few answers are no verdict, and a change is measured on its own scale and direction', () => {
  const { points } = ask({ few: { few: true } })
  assert.equal(points.find((p) => p.touchpoint.key === 'few')?.state, 'few')
  assert.equal(points.find((p) => p.touchpoint.key === 'hole')?.state, 'hole')
  const measure = score('x', { change: -20, error: 2 }).measures[0]!
  assert.ok(Math.abs(sureChange(measure) - (-20 + 1.645 * 2) / 200) < 1e-12)
  const down = { ...measure, metric: { ...metric, kind: 'csat' as const, direction: 'down' as const } }
  assert.ok(Math.abs(sureChange(down) - (20 - 1.645 * 2) / 100) < 1e-12)
})

import assert from 'node:assert/strict'
import test from 'node:test'
import type { Coverage, CoverageHole, GoalProgress } from '@tandem/contract'
import { messageOf } from './message.ts'

type Change = Partial<Pick<GoalProgress, 'status' | 'gap' | 'current' | 'reason'>>

function item(id: string, change: Change = {}): GoalProgress {
  const score = (value: number) => ({
    value,
    interval: { lower: value - 1, upper: value + 1, level: 0.9 },
    n: 100,
    suppressed: null,
  })
  return {
    goal: {
      id,
      name: id,
      metric: 'nps',
      unitId: null,
      unitName: null,
      startsOn: '2026-01-01',
      baseline: 40,
      target: 50,
      dueOn: '2026-12-31',
      sponsor: null,
      worthPerPoint: null,
      journeyIds: [],
      version: 1,
      createdAt: '2026-01-01T00:00:00Z',
      archivedAt: null,
    },
    metric: {
      id: 'm',
      key: 'nps',
      name: 'NPS',
      kind: 'nps',
      source: 'customer',
      scaleMin: 0,
      scaleMax: 10,
      direction: 'up',
      decimals: 0,
      unitLabel: '',
    },
    part: false,
    baseline: { value: 40, interval: null, n: 0, given: true, from: '2026-01-01', to: '2026-01-01' },
    current: score(45),
    window: { from: '2026-06-01', to: '2026-06-28' },
    planned: 45,
    gap: { value: 0, interval: { lower: -1, upper: 1, level: 0.9 } },
    status: 'on_track',
    reason: null,
    grain: 'week',
    points: [],
    plan: [],
    forecast: null,
    noForecast: null,
    serves: [],
    heard: [],
    howWeKnow: { method: 'x', n: 100, from: '2026-06-01', to: '2026-06-28', warnings: [] },
    ...change,
  }
}

const behind = (id: string, gap: number, half = 1) =>
  item(id, {
    status: 'behind',
    gap: { value: gap, interval: { lower: gap - half, upper: gap + half, level: 0.9 } },
  })

/** A coverage in which each touchpoint serves some goals and has one hole, or none. */
type Row = readonly [goalIds: string[], hole: CoverageHole | null]
function coverage(...rows: Row[]): Coverage {
  return {
    sources: [],
    rows: rows.map(([goalIds, hole], i) => ({
      touchpointId: `t${i}`,
      name: `t${i}`,
      side: 'frontstage',
      journeyId: 'j',
      journey: 'j',
      stage: 's',
      owner: null,
      goalIds,
      cells: [],
      signals: 0,
      holes: hole ? [hole] : [],
    })),
    elsewhere: [],
    goals: [],
    howWeKnow: { method: 'x', n: 0, from: '2026-01-01', to: '2026-03-31', warnings: [] },
  }
}

test('no goals: set the first', () => {
  assert.deepEqual(messageOf([], null), { kind: 'none' })
  assert.deepEqual(messageOf([], coverage([[], 'never'])), { kind: 'none' })
})

test('the goal most behind on its way speaks, with what is not listened to on that way', () => {
  const items = [item('fine'), behind('a', -3), behind('b', -6)]
  const message = messageOf(
    items,
    coverage([['b'], 'never'], [['b'], 'silent'], [['a'], 'never'], [['b'], null]),
  )
  assert.equal(message.kind, 'behind')
  assert.ok('item' in message && message.item.goal.id === 'b')
  assert.deepEqual(message, {
    kind: 'behind',
    item: items[2],
    others: 1,
    holes: { kind: 'unheard', count: 2 },
  })
})

test('touchpoints that are heard but not owned come second; other holes are not for the headline', () => {
  const holes = (...rows: Row[]) => {
    const message = messageOf([behind('a', -3)], coverage(...rows))
    return message.kind === 'behind' ? message.holes : undefined
  }
  assert.deepEqual(holes([['a'], 'no_owner'], [['a'], 'no_customer']), { kind: 'unowned', count: 1 })
  assert.deepEqual(holes([['a'], 'no_owner'], [['a'], 'never']), { kind: 'unheard', count: 1 })
  assert.equal(holes([['a'], 'no_customer']), null)
  assert.equal(holes([['other'], 'never']), null)
})

test('a goal near its plan that will probably be missed is not called behind', () => {
  const message = messageOf([behind('a', -0.5)], null)
  assert.equal(message.kind, 'unlikely')
  // A surely late goal goes first, even when another one has the wider gap on paper.
  const both = messageOf([behind('vague', -5, 9), behind('sure', -2)], null)
  assert.ok(both.kind === 'behind' && both.item.goal.id === 'sure' && both.others === 1)
})

test('missed, then unknown, then reached, then all on track', () => {
  const missed = item('missed', { status: 'missed' })
  const unknown = item('unknown', {
    status: 'unknown',
    current: { value: null, interval: null, n: 0, suppressed: { reason: 'not_enough_data', message: '' } },
  })
  const reached = item('reached', { status: 'reached' })
  const ahead = item('ahead', { status: 'ahead' })
  const fine = item('fine')
  const kind = (...items: GoalProgress[]) => messageOf(items, null)
  assert.deepEqual(kind(fine, reached, unknown, missed), { kind: 'missed', item: missed })
  assert.deepEqual(kind(fine, reached, unknown), { kind: 'unknown', item: unknown, why: 'silent' })
  assert.deepEqual(kind(fine, ahead, reached), { kind: 'reached', item: reached, rest: 2 })
  assert.deepEqual(kind(reached), { kind: 'reached', item: reached, rest: 0 })
  assert.deepEqual(kind(ahead, fine), { kind: 'on_track', item: ahead, count: 2, holes: null })
  const holes = messageOf([fine], coverage([[], 'never'], [['fine'], 'silent']))
  assert.deepEqual(holes, { kind: 'on_track', item: fine, count: 1, holes: { kind: 'unheard', count: 2 } })
})

test('why nothing is known: protected, silent, or without a baseline', () => {
  const why = (change: Change) => {
    const message = messageOf([item('a', { status: 'unknown', ...change })], null)
    return message.kind === 'unknown' ? message.why : undefined
  }
  const withheld = (reason: 'too_few_respondents' | 'not_enough_data') => ({
    current: { value: null, interval: null, n: 0, suppressed: { reason, message: '' } },
  })
  assert.equal(why(withheld('too_few_respondents')), 'protected')
  assert.equal(why(withheld('not_enough_data')), 'silent')
  assert.equal(why({ gap: null }), 'no_baseline')
})

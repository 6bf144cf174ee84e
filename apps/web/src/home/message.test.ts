import assert from 'node:assert/strict'
import test from 'node:test'
import type { Change } from '@tandem/contract'
import { type HomeFacts, matters, type Place } from './message.ts'

const metric = {
  id: 'm',
  key: 'parcel-condition',
  name: 'Condition of the parcel',
  kind: 'csat',
  source: 'customer',
  scaleMin: 1,
  scaleMax: 5,
  direction: 'up',
  decimals: 1,
  unitLabel: '',
} as const

function change(fields: Partial<Change>): Change {
  const mean = { value: 80, interval: null, n: 100 }
  return {
    id: 'x',
    metric,
    good: false,
    place: {
      kind: 'named',
      unitId: 'leeds',
      unitKind: 'department',
      name: 'Warehouse Leeds',
      parentName: null,
      attribute: 'warehouse',
      without: [],
    },
    touchpoints: [],
    since: '2026-10-11',
    before: mean,
    after: mean,
    difference: { value: -22, interval: null },
    effect: -0.93,
    share: 0.31,
    p: 1e-9,
    comments: 216,
    quotes: [],
    also: [],
    impact: null,
    where: [],
    weeks: [],
    ...fields,
  }
}
const better = change({
  id: 'y',
  good: true,
  effect: 0.9,
  share: 0.3,
  difference: { value: 9, interval: null },
})
const slight = change({ id: 'z', effect: -0.5, share: 0.006 })

function standing(unitId: string, probabilityBottom: number, probabilityTop = 0): Place {
  const rank = { expected: 80, lower: 60, upper: 100 }
  return { unitId, name: unitId, n: 100, rank, probabilityTop, probabilityBottom }
}
const crowd = [...Array(40)].map((_, i) => standing(`s${i}`, i < 6 ? 0.95 : 0.1))

type Goal = HomeFacts['goals'][number]
const goal = (name: string, status: Goal['status'], probability = 0.1) =>
  ({ goal: { name }, metric, status, forecast: { probability } }) as Goal

const nothing: HomeFacts = {
  role: 'cx_lead',
  changes: [],
  goals: [],
  missing: false,
  standings: [],
  ranked: 0,
  ownId: null,
}
const lead = (facts: Partial<HomeFacts>) => matters({ ...nothing, ...facts })[0]

test('where nothing stands out, it says so', () => {
  assert.deepEqual(matters(nothing), [{ kind: 'calm', of: 0, severity: 0 }])
  assert.equal(lead({ standings: [standing('a', 0.3)] }).kind, 'calm')
})

test('a big change for the worse leads for whoever runs the programme, and the rest is told after it', () => {
  const facts = {
    ...nothing,
    changes: [change({}), better],
    goals: [goal('Recommendation', 'behind')],
    standings: crowd,
  }
  for (const role of ['owner', 'cx_lead', 'analyst', 'hr_lead', 'regional_manager'] as const)
    assert.equal(lead({ ...facts, role }).kind, 'worse', role)
  assert.deepEqual(
    matters(facts).map((m) => m.kind),
    ['worse', 'bottom', 'goals', 'better'],
  )
})

test('a sponsor first hears of goals that are behind, named by the least likely one', () => {
  const goals = [
    goal('Engagement', 'behind', 0.3),
    goal('Retention', 'behind', 0.02),
    goal('NPS', 'on_track'),
  ]
  const first = lead({ role: 'sponsor', changes: [change({})], goals, standings: crowd })
  assert.deepEqual(first.kind === 'goals' && [first.behind, first.of, first.worst.goal.name], [
    2,
    3,
    'Retention',
  ])
  const missed = lead({ role: 'sponsor', goals: [...goals, goal('Late one', 'missed')] })
  assert.ok(missed.kind === 'goals' && missed.worst.goal.name === 'Late one')
})

test('goals without a verdict are not counted; all on plan is good news for a sponsor', () => {
  assert.equal(lead({ role: 'sponsor', goals: [goal('a', 'unknown')] }).kind, 'calm')
  const well = lead({
    role: 'sponsor',
    goals: [goal('a', 'on_track'), goal('b', 'ahead'), goal('c', 'unknown')],
  })
  assert.ok(well.kind === 'goalsWell' && well.of === 2)
})

test('a slight change in one store does not push sure laggards aside for the one who has to act on them', () => {
  const facts = { changes: [slight], standings: crowd }
  assert.equal(lead({ ...facts, role: 'regional_manager' }).kind, 'bottom')
  const [first] = matters({ ...nothing, ...facts })
  assert.ok(first.kind === 'bottom' && first.count === 6 && first.of === 40)
})

test('a site manager hears of the own place: bottom, top, or a range', () => {
  const own = (s: Place, changes: Change[] = []) =>
    lead({ role: 'site_manager', ownId: 'me', standings: [s], ranked: 160, changes })
  assert.equal(own(standing('me', 0.9)).kind, 'ownBottom')
  assert.equal(own(standing('me', 0, 0.9)).kind, 'ownTop')
  const place = own(standing('me', 0.4))
  assert.ok(place.kind === 'ownPlace' && place.of === 160)
  // What breaks in half of the deliveries is said before a place that nobody can be sure of.
  assert.equal(own(standing('me', 0.4), [change({ share: 0.9 })]).kind, 'worse')
})

test('what got better leads only where nothing is wrong', () => {
  assert.equal(lead({ changes: [better] }).kind, 'better')
  assert.equal(lead({ changes: [better], standings: crowd }).kind, 'bottom')
})

test('for HR a change in the employees’ voice weighs more', () => {
  const voice = change({ id: 'e', metric: { ...metric, source: 'employee' }, effect: -0.4, share: 0.3 })
  const other = change({ id: 'c', effect: -0.5, share: 0.3 })
  const first = (role: 'hr_lead' | 'cx_lead') => {
    const m = lead({ role, changes: [other, voice] })
    return m.kind === 'worse' ? m.change.id : m.kind
  }
  assert.equal(first('hr_lead'), 'e')
  assert.equal(first('cx_lead'), 'c')
})

test('where something could not be read, silence is not called calm', () => {
  assert.equal(lead({ missing: true }).kind, 'unread')
  assert.equal(lead({ missing: false }).kind, 'calm')
  assert.equal(lead({ missing: true, goals: [goal('a', 'behind')] }).kind, 'goals')
})

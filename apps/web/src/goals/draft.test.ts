import assert from 'node:assert/strict'
import test from 'node:test'
import type { Goal, Metric } from '@tandem/contract'
import { bodyOf, type Draft, draftOf, faultsOf, numberOf } from './draft.ts'

const metric = (change: Partial<Metric> = {}): Metric => ({
  id: 'm',
  key: 'csat',
  name: 'CSAT',
  kind: 'csat',
  source: 'customer',
  scaleMin: 1,
  scaleMax: 5,
  direction: 'up',
  decimals: 1,
  unitLabel: '',
  ...change,
})
const goal: Goal = {
  id: 'g',
  name: 'Deliveries',
  metric: 'csat',
  unitId: null,
  unitName: null,
  startsOn: '2026-01-01',
  baseline: 70,
  target: 80,
  dueOn: '2026-05-01',
  sponsor: { memberId: 'anna', name: 'Anna' },
  worthPerPoint: 1000,
  journeyIds: ['j'],
  version: 3,
  createdAt: '2026-01-01T00:00:00Z',
  archivedAt: null,
}
const today = '2026-06-01'
const good: Draft = { ...draftOf(goal, { today, unitId: null }), dueOn: '2026-12-31' }
const faults = (change: Partial<Draft>, more: Partial<Parameters<typeof faultsOf>[1]> = {}) =>
  faultsOf({ ...good, ...change }, { metric: metric(), heard: null, today, before: null, ...more })

test('numbers as people type them', () => {
  assert.equal(numberOf(' 1 240,5 '), 1240.5)
  assert.equal(numberOf('\u22123'), -3)
  assert.equal(numberOf(''), null)
  assert.ok(Number.isNaN(numberOf('much')))
})

test('a goal goes into a draft and comes back the same', () => {
  const { id: _, unitName: __, version: ___, createdAt: ____, archivedAt: _____, ...fields } = goal
  assert.deepEqual(bodyOf(draftOf(goal, { today, unitId: 'u' }), [], goal), fields)
  assert.deepEqual(draftOf(null, { today, unitId: 'u' }), {
    ...{ name: '', metric: '', unitId: 'u', startsOn: today, baseline: '', target: '', dueOn: '' },
    ...{ sponsor: '', worthPerPoint: '', journeyIds: [] },
  })
})

test('a sponsor with the name of a member is that member; another name is just a name', () => {
  const members = [{ id: 'bela', name: 'Béla' }]
  assert.deepEqual(bodyOf({ ...good, sponsor: ' Béla ' }, members, null).sponsor, {
    memberId: 'bela',
    name: 'Béla',
  })
  assert.deepEqual(bodyOf({ ...good, sponsor: 'Board' }, members, goal).sponsor, {
    memberId: null,
    name: 'Board',
  })
  assert.equal(bodyOf({ ...good, sponsor: ' ' }, members, goal).sponsor, null)
})

test('nothing is wrong with a good goal; what is missing is named', () => {
  assert.deepEqual(faults({}), {})
  assert.deepEqual(faults({ name: ' ', target: '', dueOn: '', startsOn: '' }, { metric: undefined }), {
    name: { kind: 'empty' },
    metric: { kind: 'empty' },
    target: { kind: 'empty' },
    startsOn: { kind: 'noDay' },
    dueOn: { kind: 'noDay' },
  })
})

test('days: the due date comes after the start and has not passed, unless it is kept', () => {
  assert.deepEqual(faults({ dueOn: '2026-01-01' }).dueOn, { kind: 'beforeStart' })
  assert.deepEqual(faults({ dueOn: today }).dueOn, { kind: 'past' })
  assert.equal(faults({ dueOn: '2026-05-01' }, { before: goal }).dueOn, undefined)
})

test('the target lies on the scale and is better than the baseline, typed or heard', () => {
  assert.deepEqual(faults({ target: '101' }).target, { kind: 'offScale', min: 0, max: 100 })
  assert.deepEqual(faults({ baseline: '-1' }).baseline, { kind: 'offScale', min: 0, max: 100 })
  assert.deepEqual(faults({ target: 'x' }).target, { kind: 'noNumber' })
  assert.deepEqual(faults({ target: '70' }).target, { kind: 'sameAsBaseline', baseline: 70 })
  assert.deepEqual(faults({ target: '60' }).target, { kind: 'worseUp', baseline: 70 })
  const down = { metric: metric({ direction: 'down', kind: 'figure', scaleMin: 0, scaleMax: 1000 }) }
  assert.deepEqual(faults({ target: '80' }, down).target, { kind: 'worseDown', baseline: 70 })
  assert.equal(faults({ target: '60' }, down).target, undefined)
  const heard = { value: 85, interval: null, n: 9, given: false, from: today, to: today }
  assert.deepEqual(faults({ baseline: '' }, { heard }).target, { kind: 'worseUp', baseline: 85 })
  assert.equal(faults({ baseline: '70' }, { heard }).target, undefined)
  assert.deepEqual(faults({ target: '-101' }, { metric: metric({ kind: 'nps' }) }).target, {
    kind: 'offScale',
    min: -100,
    max: 100,
  })
})

test('money is a number and not below zero', () => {
  assert.deepEqual(faults({ worthPerPoint: 'lots' }).worthPerPoint, { kind: 'noNumber' })
  assert.deepEqual(faults({ worthPerPoint: '-5' }).worthPerPoint, { kind: 'negative' })
  assert.equal(faults({ worthPerPoint: '' }).worthPerPoint, undefined)
})

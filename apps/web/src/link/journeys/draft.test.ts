import assert from 'node:assert/strict'
import test from 'node:test'
import { bodyOf, type Draft, type DraftPoint, isComplete, moved, movePoint } from './draft.ts'

const point = (name: string, key: string | null = null): DraftPoint => ({
  id: name,
  key,
  name,
  side: 'frontstage',
  ownerUnitId: null,
})
const draft: Draft = {
  key: null,
  name: 'Our way',
  stages: [
    { id: 'a', name: 'Buy', points: [point('Till', 'till'), point('Till desk')] },
    { id: 'b', name: 'Use', points: [point('Help')] },
  ],
}
const outline = (stages: Draft['stages']) => stages.map((s) => s.points.map((p) => p.name))

test('a touchpoint moves inside its stage, and over its edge into the next one', () => {
  assert.deepEqual(outline(movePoint(draft.stages, 0, 0, 1)), [['Till desk', 'Till'], ['Help']])
  assert.deepEqual(outline(movePoint(draft.stages, 0, 1, 1)), [['Till'], ['Till desk', 'Help']])
  assert.deepEqual(outline(movePoint(draft.stages, 1, 0, -1)), [['Till', 'Till desk', 'Help'], []])
  assert.deepEqual(
    outline(movePoint(draft.stages, 0, 0, -1)),
    outline(draft.stages),
    'there is nothing before',
  )
  assert.deepEqual(moved(['a', 'b'], 1, 1), ['a', 'b'])
  assert.deepEqual(moved(['a', 'b'], 1, -1), ['b', 'a'])
})

test('saved touchpoints keep their key, new ones get one that nobody has', () => {
  const taken = { journeys: new Set(['our-way']), touchpoints: new Set(['help', 'till']) }
  const body = bodyOf(draft, taken)
  assert.equal(body.key, 'our-way-2')
  assert.deepEqual(
    body.stages.flatMap((s) => s.touchpoints.map((p) => p.key)),
    ['till', 'till-desk', 'help-2'],
  )
})

test('a journey is complete when everything has a name', () => {
  assert.ok(isComplete(draft))
  assert.ok(!isComplete({ ...draft, stages: [{ id: 'x', name: ' ', points: [] }] }))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ancestorsAt, buildTree, type TreeUnit } from '../../link/index.ts'
import { groupEmployees, lastDayOf } from './group-employees.ts'

/** A number of 0 to 1 from a seed that is counted up. */
function random(seed: number) {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return state / 4_294_967_296
  }
}

function treeOf(parents: readonly (number | null)[]) {
  const unit = (id: string): TreeUnit => ({
    id,
    key: id,
    name: id,
    kind: 'site',
    attributes: {},
    latitude: null,
    longitude: null,
    openedOn: null,
    closedOn: null,
  })
  return buildTree(
    new Map(parents.map((_, i) => [`${i}`, unit(`${i}`)])),
    new Map(
      parents.flatMap((parent, i) =>
        parent === null ? [] : [[`${i}`, [{ value: `${parent}`, from: '0001-01-01', to: '9999-12-31' }]]],
      ),
    ),
  )
}

test('the last day of a month', () => {
  assert.deepEqual(['2026-02', '2024-02', '2026-12'].map(lastDayOf), [
    '2026-02-28',
    '2024-02-29',
    '2026-12-31',
  ])
})

test('the first place with ten is named; fewer go up, and too few at the top have none', () => {
  const tree = treeOf([null, 0, 0, 1, 1])
  const named = (counts: Record<string, number>) =>
    Object.fromEntries(
      groupEmployees(
        tree,
        Object.entries(counts).map(([unitId, n]) => ({ unitId, month: '2026-05', n })),
      ).map((p) => [p.unitId, p.placeId]),
    )
  assert.deepEqual(named({ 3: 10, 4: 9 }), { 3: '3' })
  assert.deepEqual(named({ 3: 5, 4: 5 }), { 3: '1', 4: '1' })
  assert.deepEqual(named({ 3: 5, 4: 4, 2: 1 }), { 2: '0', 3: '0', 4: '0' })
  assert.deepEqual(named({ 3: 10, 4: 9, 1: 1 }), { 1: '1', 3: '3', 4: '1' })
})

test('no view of a unit and no difference of two views is of one to nine comments', () => {
  const draw = random(7)
  for (let round = 0; round < 200; round++) {
    const parents = Array.from({ length: 2 + Math.floor(draw() * 20) }, (_, i) =>
      i === 0 || draw() < 0.1 ? null : Math.floor(draw() * i),
    )
    const tree = treeOf(parents)
    const counts = parents.map((_, i) => ({
      unitId: `${i}`,
      month: '2026-05',
      n: 1 + Math.floor(draw() * 14),
    }))
    const placed = new Map(groupEmployees(tree, counts).map((p) => [p.unitId, p.placeId]))
    const day = '2026-05-31'
    const seenAt = (view: string | null) =>
      counts.filter(({ unitId }) => {
        const place = placed.get(unitId)
        if (place === undefined) return false
        return view === null || (place !== null && [...ancestorsAt(tree, place, day), place].includes(view))
      })
    const views = [null, ...tree.units.keys()].map(seenAt)
    for (const one of views)
      for (const other of [[], ...views]) {
        const only = one.filter((c) => !other.includes(c)).reduce((sum, c) => sum + c.n, 0)
        assert.ok(only === 0 || only >= 10, `round ${round}: ${only}`)
      }
    for (const [unitId, place] of placed)
      assert.ok(place === null || [...ancestorsAt(tree, unitId, day), unitId].includes(place))
  }
})

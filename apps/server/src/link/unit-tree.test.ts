import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnitKind } from '@tandem/contract'
import fc from 'fast-check'
import { always, type Timeline } from './dated.ts'
import { movedPlaces } from './move-unit.ts'
import {
  ancestorsAt,
  buildTree,
  descendantsAt,
  leavesUnder,
  segmentsByLevel,
  type TreeUnit,
  type UnitTree,
} from './unit-tree.ts'

const days = 12
const ids = ['r1', 'r2', 'r3', 's1', 's2', 's3', 't1', 't2'] as const
type Id = (typeof ids)[number]
const kinds: Record<string, UnitKind> = { r: 'region', s: 'site', t: 'team' }
/** Day 0 stands for always; the period that is asked for is day 1 to day `days`. */
const date = (day: number) =>
  day === 0 ? always : new Date(Date.UTC(2024, 1, 19 + day)).toISOString().slice(0, 10)
const units = new Map<string, TreeUnit>(
  ids.map((id) => [
    id,
    {
      ...{ id, key: id, name: id, kind: kinds[id[0]!]!, attributes: {} },
      ...{ latitude: null, longitude: null, openedOn: null, closedOn: null },
    },
  ]),
)

/** The brute-force model: the parent of every unit on every day. */
type Model = Map<Id, Id | null>[]
const pathOf = (model: Model, id: Id, day: number): Id[] => {
  const parent = model[day]!.get(id) ?? null
  return parent === null ? [] : [...pathOf(model, parent, day), parent]
}

/** Applies the move day by day, or answers the first day on which it would close a circle. */
function moveDays(model: Model, id: Id, parent: Id | null, from: number): number | null {
  let until = from + 1
  while (until <= days && model[until]!.get(id) === model[until - 1]!.get(id)) until++
  for (let day = from; day < until; day++)
    if (parent !== null && [...pathOf(model, parent, day), parent].includes(id)) return day
  for (let day = from; day < until; day++) model[day]!.set(id, parent)
  return null
}

function play(moves: readonly { id: Id; parent: Id | null; from: number }[]): {
  model: Model
  tree: UnitTree
} {
  const model: Model = Array.from({ length: days + 1 }, () => new Map(ids.map((id) => [id, null])))
  const parents = new Map<string, Timeline<string>>()
  for (const { id, parent, from } of moves) {
    const circle = moveDays(model, id, parent, from)
    const places = movedPlaces({ parents }, id, parent, date(from))
    if ('circle' in places) assert.equal(places.circle, circle === null ? null : date(circle))
    else {
      assert.equal(circle, null, 'a circle is refused')
      parents.set(id, places)
    }
  }
  return { model, tree: buildTree(units, parents) }
}

const move = fc.record({
  id: fc.constantFrom(...ids),
  parent: fc.constantFrom(...ids, null),
  from: fc.integer({ min: 0, max: days }),
})
const moves = fc.array(move, { maxLength: 30 })

test('random moves agree with a model that keeps every day: circles, ancestors, descendants', () => {
  fc.assert(
    fc.property(moves, (list) => {
      const { model, tree } = play(list)
      for (let day = 1; day <= days; day++)
        for (const id of ids) {
          assert.deepEqual(ancestorsAt(tree, id, date(day)), pathOf(model, id, day))
          const below = ids.filter((other) => other === id || pathOf(model, other, day).includes(id))
          assert.deepEqual(descendantsAt(tree, id, date(day)).sort(), below.sort())
        }
    }),
    { numRuns: 300 },
  )
})

test('leaves under a unit and segments by level agree with the model on every day of the period', () => {
  fc.assert(
    fc.property(moves, fc.integer({ min: 1, max: days }), fc.integer({ min: 1, max: days }), (list, a, b) => {
      const { model, tree } = play(list)
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      const under = leavesUnder(tree, 'r1', date(from), date(to))
      const segments = segmentsByLevel(tree, 'region', date(from), date(to))
      for (const id of ids) {
        const inner = segments.boundaries.get(id) ?? []
        assert.ok(inner.every((day) => day > date(from) && day <= date(to)))
        for (let day = from; day <= to; day++) {
          const path = [...pathOf(model, id, day), id]
          const spans = under.get(id) ?? []
          const inside = spans.some((s) => s.from <= date(day) && date(day) < s.to)
          assert.equal(inside, path.includes('r1'), `${id} on day ${day}`)
          const segment = inner.filter((boundary) => boundary <= date(day)).length
          const region = path.findLast((other) => other.startsWith('r')) ?? null
          assert.equal(segments.ancestorOf(id, segment), region, `${id} on day ${day}`)
        }
      }
    }),
    { numRuns: 300 },
  )
})

test('spans touch nothing outside of the period and neighbours are joined', () => {
  const { tree } = play([
    { id: 'r2', parent: 'r1', from: 0 },
    { id: 's1', parent: 'r1', from: 0 },
    { id: 's1', parent: 'r2', from: 5 },
  ])
  assert.deepEqual(leavesUnder(tree, 'r1', date(3), date(7)).get('s1'), [{ from: date(3), to: date(8) }])
  assert.deepEqual(leavesUnder(tree, 'r2', date(3), date(7)).get('s1'), [{ from: date(5), to: date(8) }])
  assert.equal(leavesUnder(tree, 'r2', date(1), date(4)).has('s1'), false)
})

test('5,000 units with history are segmented well within a request', () => {
  const many = new Map<string, TreeUnit>()
  const parents = new Map<string, Timeline<string>>()
  const add = (id: string, kind: UnitKind, timeline: Timeline<string>) => {
    many.set(id, { ...units.get('r1')!, id, key: id, kind })
    parents.set(id, timeline)
  }
  for (let r = 0; r < 50; r++) add(`region ${r}`, 'region', [])
  for (let s = 0; s < 4950; s++) {
    const places = [0, 1, 2, 3].map((i) => ({
      value: `region ${(s + i) % 50}`,
      from: i === 0 ? always : `202${i}-01-01`,
      to: `202${i + 1}-01-01`,
    }))
    add(`site ${s}`, 'site', places)
  }
  // Time of the processor: other test files share the machine.
  const started = process.cpuUsage()
  const tree = buildTree(many, parents)
  const segments = segmentsByLevel(tree, 'region', '2020-06-01', '2024-06-01')
  const took = process.cpuUsage(started).user / 1000
  assert.deepEqual(segments.boundaries.get('site 7'), [
    '2021-01-01',
    '2022-01-01',
    '2023-01-01',
    '2024-01-01',
  ])
  assert.equal(segments.ancestorOf('site 7', 2), 'region 9')
  assert.equal(segments.ancestorOf('site 7', 4), null)
  assert.ok(took < 500, `took ${took} ms`)
})

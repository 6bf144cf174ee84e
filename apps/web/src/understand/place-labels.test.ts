import assert from 'node:assert/strict'
import test from 'node:test'
import { placeLabels, placeWhereFree, type Rect } from './place-labels.ts'

const box = { x: 0, y: 0, width: 300, height: 240 }
const covers = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
const label = { width: 84, height: 16 }

test('labels of a crowd cover neither one another nor what is taken, and stay in the box', () => {
  const points = [
    [60, 60],
    [70, 66],
    [64, 76],
    [150, 120],
    [290, 20],
    [292, 28],
    [4, 236],
  ].map(([x = 0, y = 0]) => ({ x, y, label }))
  const taken = [{ x: 200, y: 0, width: 100, height: 14 }]
  const placed = placeLabels(points, box, taken)
  assert.equal(placed.length, points.length)
  for (const [i, rect] of placed.entries()) {
    assert.ok(rect.x >= 0 && rect.y >= 0 && rect.x + rect.width <= 300 && rect.y + rect.height <= 240, `${i}`)
    for (const other of [...placed.slice(i + 1), ...taken])
      assert.ok(!covers(rect, other), `${JSON.stringify(rect)} covers ${JSON.stringify(other)}`)
  }
})

test('a line is avoided beside the point, but not at the price of standing far off', () => {
  const point = { x: 150, y: 120, label }
  const line = { x: 0, y: 119, width: 300, height: 2 }
  const [rect] = placeLabels([point], box, [], [line])
  assert.ok(rect && !covers(rect, line))
  assert.ok(Math.abs(rect.y - 120) < 40)
  const grid = Array.from({ length: 60 }, (_, i) => ({ x: 0, y: 4 * i, width: 300, height: 2 }))
  const [near] = placeLabels([point], box, [], grid)
  assert.deepEqual(near, { ...label, x: 158, y: 112 })
})

test('where there is no room a label is still placed', () => {
  const points = Array.from({ length: 40 }, () => ({ x: 150, y: 120, label: { width: 200, height: 60 } }))
  assert.equal(placeLabels(points, box).length, 40)
})

test('in a crowd only what finds a free place beside its point is named, the first first', () => {
  const dot = (x: number, y: number) => ({ x: x - 5, y: y - 5, width: 10, height: 10 })
  const crowd = Array.from({ length: 400 }, (_, i) => dot(15 * (i % 20), 12 * Math.floor(i / 20)))
  const free = { x: 150, y: 120, label }
  assert.deepEqual(placeWhereFree([free], box, crowd), [null], 'no room among the dots')
  const twice = placeWhereFree([free, { ...free, x: 151 }, { ...free, x: 152 }], box, [dot(150, 120)])
  assert.deepEqual(twice[0], { ...label, x: 158, y: 112 })
  const [first, second] = twice
  assert.ok(first && second && !covers(first, second))
  const edge = placeWhereFree([{ x: 296, y: 120, label }], box, [dot(296, 120)])
  assert.ok(edge[0] && edge[0].x + edge[0].width <= 300)
})

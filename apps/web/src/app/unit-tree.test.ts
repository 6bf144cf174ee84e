import assert from 'node:assert/strict'
import test from 'node:test'
import { findUnits, placeUnits } from './unit-tree.ts'

const unit = (id: string, name: string, parentId: string | null) => ({
  id,
  name,
  key: id,
  parentId,
  kind: 'site' as const,
})
const units = [
  unit('s2', 'Store 10', 'r'),
  unit('s1', 'Store 9', 'r'),
  unit('r', 'Győr region', null),
  unit('x', 'Lost and found', 'elsewhere'),
]

test('children follow their parent, by name with numbers as numbers; unknown parents stand at the top', () => {
  const placed = placeUnits(units, 'en')
  assert.deepEqual(
    placed.map((p) => [p.unit.id, p.depth]),
    [
      ['r', 0],
      ['s1', 1],
      ['s2', 1],
      ['x', 0],
    ],
  )
  assert.deepEqual(placed[1]?.path, ['Győr region'])
})

test('search ignores accents and case and needs every word', () => {
  const placed = placeUnits(units, 'en')
  assert.deepEqual(
    findUnits(placed, 'GYOR', 5).map((p) => p.unit.id),
    ['r'],
  )
  assert.deepEqual(
    findUnits(placed, '9 store', 5).map((p) => p.unit.id),
    ['s1'],
  )
  assert.equal(findUnits(placed, 'store', 1).length, 1)
})

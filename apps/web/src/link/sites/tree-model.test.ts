import assert from 'node:assert/strict'
import test from 'node:test'
import type { Unit, UnitKind } from '@tandem/contract'
import { branchOf, growTree, rowsOf, searcher, stockOf } from './tree-model.ts'

const unit = (id: string, name: string, parentId: string | null, kind: UnitKind = 'site'): Unit => ({
  id,
  key: id,
  name,
  kind,
  parentId,
  attributes: id === 's2' ? { format: 'Café' } : {},
  latitude: null,
  longitude: null,
  openedOn: null,
  closedOn: null,
})
const tree = growTree(
  [
    unit('s10', 'Store 10', 'r'),
    unit('s2', 'Store 2', 'r'),
    unit('r', 'North', null, 'region'),
    unit('lone', 'Lone store', null),
    unit('lost', 'Lost store', 'elsewhere'),
  ],
  'en',
)
const names = (rows: ReturnType<typeof rowsOf>) => rows.map((r) => `${r.level} ${r.branch.unit.name}`)

test('closed branches hide what is below, open ones show it by name with numbers as numbers', () => {
  assert.deepEqual(names(rowsOf(tree, () => false, null)), ['1 Lone store', '1 Lost store', '1 North'])
  const open = rowsOf(tree, () => true, null)
  assert.deepEqual(names(open).slice(2), ['1 North', '2 Store 2', '2 Store 10'])
  assert.deepEqual(
    open.slice(3).map((r) => [r.position, r.siblings, r.expanded]),
    [
      [1, 2, false],
      [2, 2, false],
    ],
  )
})

test('regions and sites stand before departments and teams, whatever their names', () => {
  const mixed = growTree(
    [
      unit('b', 'Backstage', null, 'department'),
      unit('c', 'Contact centre', null, 'department'),
      unit('t', 'A team', 'c', 'team'),
      unit('g', 'Great Britain', null, 'region'),
      unit('d', 'Depot', 'g', 'department'),
      unit('s', 'Store', 'g'),
    ],
    'en',
  )
  assert.deepEqual(names(rowsOf(mixed, () => true, null)), [
    '1 Great Britain',
    '2 Store',
    '2 Depot',
    '1 Backstage',
    '1 Contact centre',
    '2 A team',
  ])
})

test('a search shows hits and the way to them, looks into attributes, ignores accents', () => {
  const rows = rowsOf(tree, () => true, searcher('cafe'))
  assert.deepEqual(names(rows), ['1 North', '2 Store 2'])
  assert.deepEqual(
    rows.map((r) => r.hit),
    [false, true],
  )
  assert.equal(searcher('  '), null)
})

test('counts sites and regions, and names sites without a region', () => {
  const stock = stockOf(tree)
  assert.deepEqual([stock.sites, stock.regions, stock.others], [4, 1, 0])
  assert.deepEqual([...stock.withoutRegion].sort(), ['lone', 'lost'])
  assert.equal(tree.find((b) => b.unit.id === 'r')?.sites, 2)
})

test('a scope shows its branch only', () => {
  assert.deepEqual(
    branchOf(tree, 's2').map((b) => b.unit.id),
    ['s2'],
  )
  assert.equal(branchOf(tree, 'nowhere'), tree)
})

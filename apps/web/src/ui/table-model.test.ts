import assert from 'node:assert/strict'
import test from 'node:test'
import { type Column, nextSort, searchRows, sortRows } from './table-model.ts'

interface Row {
  readonly name: string
  readonly score: number | null
}
const columns: readonly Column<Row>[] = [
  { key: 'name', header: 'Store', value: (row) => row.name },
  { key: 'score', header: 'Score', value: (row) => row.score, align: 'end' },
]
const rows: readonly Row[] = [
  { name: 'Győr 10', score: 3 },
  { name: 'Győr 9', score: null },
  { name: 'Казань', score: 11 },
]
const names = (list: readonly Row[]) => list.map((row) => row.name)

test('search folds accents and needs every word', () => {
  assert.deepEqual(names(searchRows(rows, columns, 'gyor 9')), ['Győr 9'])
  assert.deepEqual(names(searchRows(rows, columns, 'КАЗ')), ['Казань'])
  assert.equal(searchRows(rows, columns, '  '), rows)
})

test('missing values come last in both directions', () => {
  const up = sortRows(rows, columns, { key: 'score', descending: false }, 'en')
  const down = sortRows(rows, columns, { key: 'score', descending: true }, 'en')
  assert.deepEqual(names(up), ['Győr 10', 'Казань', 'Győr 9'])
  assert.deepEqual(names(down), ['Казань', 'Győr 10', 'Győr 9'])
})

test('numbers inside text sort as numbers', () => {
  const sorted = sortRows(rows, columns, { key: 'name', descending: false }, 'en')
  assert.deepEqual(names(sorted).slice(0, 2), ['Győr 9', 'Győr 10'])
})

test('pressing a header walks through both directions and back to none', () => {
  const first = nextSort(null, 'score', true)
  assert.deepEqual(first, { key: 'score', descending: true })
  const second = nextSort(first, 'score', true)
  assert.deepEqual(second, { key: 'score', descending: false })
  assert.equal(nextSort(second, 'score', true), null)
  assert.deepEqual(nextSort(second, 'name', false), { key: 'name', descending: false })
})

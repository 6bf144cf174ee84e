import assert from 'node:assert/strict'
import test from 'node:test'
import type { Standings } from '@tandem/contract'
import { bottomOf, topOf } from './fifths.ts'

function standings(direction: 'up' | 'down', rows: readonly [string, number, number][]) {
  return {
    metrics: [{ metric: { direction }, weight: 1 }],
    items: rows.map(([unitId, estimate, p]) => ({
      unitId,
      estimate,
      probabilityBottom: p,
      probabilityTop: p,
    })),
  } as unknown as Pick<Standings, 'items' | 'metrics'>
}
const names = (rows: readonly { unitId: string }[]) => rows.map((s) => s.unitId).join('')
const rows: [string, number, number][] = [
  ['a', 20, 0.999],
  ['b', 10, 0.996],
  ['c', 5, 0.9],
  ['d', 1, 0.8],
]

test('surest first; of those that look equally sure the worst first, and only those beyond 80 %', () => {
  assert.equal(names(bottomOf(standings('up', rows))), 'bac')
  assert.equal(names(bottomOf(standings('down', rows))), 'abc')
})

test('whom to learn from: of equally sure ones the best first', () => {
  assert.equal(names(topOf(standings('up', rows))), 'abc')
  assert.equal(names(topOf(standings('down', rows))), 'bac')
})

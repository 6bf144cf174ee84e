import assert from 'node:assert/strict'
import test from 'node:test'
import type { Journey } from '@tandem/contract'
import { partsIn } from './part-in-journey.ts'

const touchpoint = (key: string, ownerUnitId: string | null, side: 'frontstage' | 'backstage') => ({
  id: key,
  key,
  name: key,
  side,
  ownerUnitId,
  position: 0,
})
const journey = (name: string, touchpoints: ReturnType<typeof touchpoint>[]): Journey => ({
  id: name,
  key: name,
  name,
  stages: [{ id: 's', name: 'Stage', position: 0, touchpoints }],
})
const visit = journey('visit', [
  touchpoint('till', null, 'frontstage'),
  touchpoint('shelf', null, 'frontstage'),
  touchpoint('invoice', 'accounting', 'backstage'),
])
const delivery = journey('delivery', [
  touchpoint('packing', 'leeds', 'backstage'),
  touchpoint('stray', null, 'backstage'),
])
const all = [delivery, visit]
const mine = (parts: ReturnType<typeof partsIn>) =>
  parts.map((p) => [
    p.journey.key,
    ...p.stages.flatMap((s) => s.touchpoints.filter((t) => t.own).map((t) => t.key)),
  ])

test('a store has the frontstage moments that nobody owns, and no others', () => {
  assert.deepEqual(mine(partsIn(all, { kind: 'site', ids: new Set(['store']) })), [
    ['visit', 'till', 'shelf'],
  ])
})

test('a department has what it owns', () => {
  assert.deepEqual(mine(partsIn(all, { kind: 'department', ids: new Set(['leeds']) })), [
    ['delivery', 'packing'],
  ])
})

test('without a part of their own people see the journeys as they are', () => {
  assert.deepEqual(mine(partsIn(all, null)), [['delivery'], ['visit']])
  assert.deepEqual(mine(partsIn(all, { kind: 'department', ids: new Set(['people']) })), [
    ['delivery'],
    ['visit'],
  ])
})

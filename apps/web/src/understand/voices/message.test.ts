import assert from 'node:assert/strict'
import test from 'node:test'
import type { CommentSummary, RisingWord } from '@tandem/contract'
import { mostlyFrom, voicesMessage } from './message.ts'

const ratio = (lower: number, upper: number) => ({
  estimate: Math.sqrt(lower * upper),
  interval: { lower, upper, level: 0.9 },
})
const place = (name: string, n: number) => ({ unitId: name, name, n, all: 100 })
const places = [place('Midlands', 12), place('North', 10), place('Wales', 2)]
const summary = (total: number, change?: ReturnType<typeof ratio>): Omit<CommentSummary, 'facets'> => ({
  total,
  places,
  employees: 'counted',
  grain: 'week',
  periods: [],
  change: change
    ? {
        from: '2026-10-12',
        recent: 20,
        recentAll: 4000,
        before: 3,
        beforeAll: 12_000,
        ratio: change,
        since: '2026-10-12',
      }
    : null,
  howWeKnow: { method: '', n: total, from: '2026-01-01', to: '2026-11-01', warnings: [] },
})
const word = (name: string, lower: number): RisingWord => ({
  word: name,
  language: 'en',
  recent: 24,
  before: 3,
  ratio: ratio(lower, lower * 4),
  z: 5,
  since: '2026-10-12',
  scored: 20,
  unhappy: 16,
  places,
})
const ask = (
  q: string | undefined,
  s: Omit<CommentSummary, 'facets'>,
  rising: RisingWord[] = [],
  filtered = false,
) => voicesMessage({ q, filtered, summary: s, rising })

test('without a search the surest new word is the matter, with what is sure about it', () => {
  const message = ask(undefined, summary(500), [word('parcel', 5.7), word('cracked', 5.3)])
  assert.ok(message.kind === 'rising')
  assert.equal(message.word.word, 'parcel')
  assert.equal(message.times, 5)
  assert.deepEqual(
    message.others.map((w) => w.word),
    ['cracked'],
  )
  assert.deepEqual(
    message.mostly.map((m) => m.name),
    ['Midlands', 'North'],
  )
  const weak = ask(undefined, summary(500), [word('box', 1.6)])
  assert.ok(weak.kind === 'rising' && weak.times === null)
})

test('without news the page is calm, and with other filters it only counts', () => {
  assert.deepEqual(ask(undefined, summary(500)), { kind: 'calm', total: 500 })
  assert.deepEqual(ask(undefined, summary(500), [word('parcel', 5)], true), { kind: 'filtered', total: 500 })
})

test('what is looked for rose, fell or stayed only as far as its interval says so', () => {
  const rose = ask('damaged', summary(92, ratio(3.2, 14)))
  assert.ok(rose.kind === 'rose' && rose.times === 3 && rose.since === '2026-10-12')
  assert.equal(ask('damaged', summary(92, ratio(0.9, 3))).kind, 'steady')
  assert.equal(ask('damaged', summary(92, ratio(0.2, 0.8))).kind, 'fell')
  assert.equal(ask('damaged', summary(4)).kind, 'found')
  assert.deepEqual(ask('damaged', summary(0)), { kind: 'silent', q: 'damaged' })
  assert.deepEqual(ask(undefined, summary(0)), { kind: 'silent', q: null })
})

test('places are named only where a few hold most of it', () => {
  assert.deepEqual(mostlyFrom([place('One', 10)], 10), [])
  assert.deepEqual(
    mostlyFrom(
      [place('A', 20), place('B', 20), place('C', 20), place('D', 40)].toSorted((a, b) => b.n - a.n),
      100,
    ).map((p) => p.name),
    ['D', 'A'],
  )
  assert.deepEqual(
    mostlyFrom(
      Array.from({ length: 10 }, (_, i) => place(`P${i}`, 10)),
      100,
    ),
    [],
  )
  assert.deepEqual(mostlyFrom([place('A', 5), place('B', 5)], 10), [], 'both of two are everywhere')
})

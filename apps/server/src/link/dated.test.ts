import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { always, changeFrom, dayAfter, forever, type Timeline, valueAt } from './dated.ts'

const days = 30
const date = (day: number) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
const change = fc.record({
  value: fc.constantFrom('a', 'b', 'c', null),
  day: fc.integer({ min: -1, max: days - 1 }),
})

/** The same by brute force: one value a day; index 0 is "always", before the first day. */
function changeDays(model: (string | null)[], value: string | null, day: number): void {
  const before = [...model]
  for (let d = day + 1; d < model.length; d++) {
    if (d > day + 1 && before[d] !== before[d - 1]) return
    model[d] = value
  }
}

test('random changes, late and early, agree with a model that keeps every day', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      let timeline: Timeline<string> = []
      const model: (string | null)[] = Array(days + 1).fill(null)
      for (const { value, day } of changes) {
        const from = day < 0 ? always : date(day)
        timeline = changeFrom(timeline, value, from)
        changeDays(model, value, day)
        assert.deepEqual(changeFrom(timeline, value, from), timeline, 'saying it again changes nothing')
      }
      assert.equal(valueAt(timeline, '1990-01-01'), model[0])
      for (let day = 0; day < days; day++) assert.equal(valueAt(timeline, date(day)), model[day + 1])
      assert.equal(valueAt(timeline, '2090-01-01'), model[days])
      for (const [i, piece] of timeline.entries()) {
        const next = timeline[i + 1]
        assert.ok(piece.from < piece.to)
        if (next) assert.ok(piece.to < next.from || (piece.to === next.from && piece.value !== next.value))
      }
    }),
    { numRuns: 500 },
  )
})

test('a change that is entered late holds until the next recorded one', () => {
  const before: Timeline<string> = [
    { value: 'junior', from: always, to: '2024-06-01' },
    { value: 'lead', from: '2024-06-01', to: forever },
  ]
  assert.deepEqual(changeFrom(before, 'senior', '2024-03-01'), [
    { value: 'junior', from: always, to: '2024-03-01' },
    { value: 'senior', from: '2024-03-01', to: '2024-06-01' },
    { value: 'lead', from: '2024-06-01', to: forever },
  ])
})

test('the day after crosses months, leap days and the end of the calendar', () => {
  assert.equal(dayAfter('2024-02-28'), '2024-02-29')
  assert.equal(dayAfter('2023-12-31'), '2024-01-01')
  assert.equal(dayAfter('9999-12-31'), forever)
})

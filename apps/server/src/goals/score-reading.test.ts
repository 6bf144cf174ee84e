import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scoreReading } from './score-reading.ts'

const nps = { key: 'nps', kind: 'nps', scaleMin: 0, scaleMax: 10 } as const
const csat = { key: 'csat', kind: 'csat', scaleMin: 1, scaleMax: 5 } as const
const sales = { key: 'sales', kind: 'figure', scaleMin: 0, scaleMax: 1e9 } as const

test('NPS and eNPS answers become -100, 0 and 100', () => {
  const scores = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((raw) => scoreReading(nps, raw))
  assert.deepEqual(scores, [-100, -100, -100, -100, -100, -100, -100, 0, 0, 100, 100])
  assert.equal(scoreReading({ ...nps, kind: 'enps' }, 8.9), 0)
})

test('ratings go linearly to 0..100, figures stay', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((raw) => scoreReading(csat, raw)),
    [0, 25, 50, 75, 100],
  )
  assert.equal(scoreReading({ ...csat, kind: 'score', scaleMin: -1, scaleMax: 1 }, 0), 50)
  assert.equal(scoreReading(sales, 1234.5), 1234.5)
})

test('a value outside the scale is refused in words that name metric, value and scale', () => {
  for (const raw of [0, 5.01, Number.NaN, Number.POSITIVE_INFINITY]) {
    const result = scoreReading(csat, raw)
    assert.ok(typeof result === 'object')
    assert.match(
      result.refused,
      new RegExp(`^${raw} is outside the scale of the metric "csat", 1 to 5\\. Send`),
    )
  }
  assert.ok(typeof scoreReading(sales, -1) === 'object')
  const pointless = scoreReading({ ...csat, scaleMax: 1 }, 1)
  assert.ok(typeof pointless === 'object' && /has no scale/.test(pointless.refused))
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRng, isRefusal, type Moments, momentsOf } from '@tandem/stats'
import { detectChanges, type Heard, lastShift, pack, realShifts } from './detect-changes.ts'

const weeks = 38
const recent = 12
type Rng = ReturnType<typeof createRng>

function moments(values: number[]): Moments {
  const result = momentsOf(values)
  assert.ok(!isRefusal(result))
  return result
}

/** Stores with a few answers a week, drawn by `answer`, counted for themselves, their region and the whole. */
function company(
  rng: Rng,
  answer: (store: number, week: number, metric: number) => number,
  perWeek = 6,
): Heard[] {
  return Array.from({ length: 160 }, (_, store) => store).flatMap((store) =>
    Array.from({ length: 6 }, (_, metric): Heard => {
      const heard = Array.from({ length: weeks }, (_, week) => {
        const n = Math.floor(rng.uniform() * 2 * perWeek)
        return { week, values: Array.from({ length: n }, () => answer(store, week, metric)) }
      }).filter((w) => w.values.length > 0)
      const all = heard.map((w) => moments(w.values))
      return {
        metricId: `m${metric}`,
        places: [`unit:${store}`, `unit:region${store % 8}`, 'all'],
        week: Float64Array.from(heard, (w) => w.week),
        n: Float64Array.from(all, (m) => m.n),
        mean: Float64Array.from(all, (m) => m.mean),
        m2: Float64Array.from(all, (m) => m.m2),
      }
    }),
  )
}

function look(heard: Heard[]) {
  const { shifts, tested } = detectChanges({ heard: pack(heard), weeks, recent })
  return { real: realShifts(shifts, tested, 0.05), tested }
}

/** Answers as people give them: promoters and detractors; rare damage; a rating; with habits of stores. */
const noisy = (rng: Rng) => (store: number, _week: number, metric: number) => {
  const x = rng.uniform()
  if (metric < 2) return x < 0.55 + 0.001 * store ? 100 : x < 0.8 ? 0 : -100
  if (metric < 4) return x < 0.03 ? 10 : 90 + 8 * rng.normal()
  return 60 + 0.1 * store + 20 * rng.normal()
}

test('160 stores of pure noise give almost no false alarm', () => {
  let alarms = 0
  for (let seed = 1; seed <= 12; seed++) {
    const rng = createRng(seed)
    const { real, tested } = look(company(rng, noisy(rng)))
    assert.ok(tested > 900, `${tested}`)
    if (real.length > 0) alarms += 1
  }
  // In 12 companies of about 1,000 series each.
  assert.ok(alarms <= 1, `${alarms} of 12 companies had a false alarm`)
})

test('nor do stores whose months go up and down for good reasons, as every month did', () => {
  const rng = createRng(77)
  const moods = Array.from({ length: 160 * 10 }, () => 6 * rng.normal())
  const { real } = look(
    company(rng, (store, week) => 50 + moods[store * 10 + Math.floor(week / 4)]! + 20 * rng.normal()),
  )
  assert.ok(real.length <= 1, `${real.length} alarms`)
})

test('a region where something broke six weeks ago is found there first, and dated', () => {
  const rng = createRng(5)
  const usual = noisy(rng)
  const heard = company(rng, (store, week, metric) =>
    metric === 2 && store % 8 === 3 && week < 6 && rng.uniform() < 0.3 ? 15 : usual(store, week, metric),
  )
  const [first] = look(heard).real
  assert.equal(first?.place, 'unit:region3')
  assert.equal(first.metricId, 'm2')
  assert.ok(Math.abs(first.weeks - 6) <= 1, `${first.weeks} weeks`)
  assert.ok(first.effect < -0.5 && first.difference < -10)
  assert.ok(Math.abs(first.share - 1 / 8) < 0.03, `${first.share}`)
})

test('what shifted long ago, or has lasted a week only, is no change of these weeks', () => {
  const rng = createRng(9)
  const series = (from: number, to: number) =>
    Array.from({ length: weeks }, (_, week) =>
      moments(
        Array.from({ length: 40 }, () => 50 + 10 * rng.normal() - (week >= from && week < to ? 20 : 0)),
      ),
    )
  assert.equal(lastShift(series(0, 20), 100, recent), 'none')
  assert.equal(lastShift(series(0, 1), 100, recent), 'none')
  const now = lastShift(series(0, 4), 100, recent)
  assert.ok(now !== null && now !== 'none' && now.weeks === 4 && now.p < 1e-6)
})

test('too few answers are not looked at', () => {
  const few = Array.from({ length: weeks }, (_, week) =>
    week % 5 === 0 ? moments([50 + week]) : moments([1, 2]),
  )
  assert.equal(lastShift(few.slice(0, 5), 100, recent), null)
  const empty = { n: 0, mean: 0, m2: 0 }
  assert.equal(
    lastShift(
      Array.from({ length: weeks }, () => empty),
      100,
      recent,
    ),
    null,
  )
})

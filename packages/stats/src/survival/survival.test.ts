import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { close } from '../regression/reference-data.test-support.ts'
import { concordance } from './concordance.ts'
import { cox, type Ties } from './cox.ts'
import { kaplanMeier, kaplanMeierByGroup } from './kaplan-meier.ts'
import { logRank } from './log-rank.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

/** Whole-number times with many ties; the hazard grows with x and z halves it. */
function makeSample(seed: number, n = 120) {
  const rng = createRng(seed)
  const x = Float64Array.from({ length: n }, () => rng.normal())
  const z = Float64Array.from({ length: n }, () => rng.integer(2))
  const time = x.map((v, i) =>
    Math.floor((-12 * Math.log(1 - rng.uniform())) / Math.exp(0.6 * v - 0.7 * z[i]!)),
  )
  const limit = Float64Array.from({ length: n }, () => rng.integer(30))
  const event = time.map((t, i) => (t <= limit[i]! ? 1 : 0))
  return { time: time.map((t, i) => Math.min(t, limit[i]!)), event, x: { x, z } }
}

const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { minLength: 1, maxLength: 40 })
const dataOf = (pairs: readonly (readonly [number, boolean])[]) => ({
  time: pairs.map(([t]) => t),
  event: pairs.map(([, e]) => (e ? 1 : 0)),
})

test('without censoring the curve is the share that lasts, with the binomial standard error', () => {
  fc.assert(
    fc.property(rows, (pairs) => {
      const time = pairs.map(([t]) => t)
      const n = time.length
      const { points } = must(kaplanMeier({ time, event: time.map(() => 1) }))
      for (const p of points) {
        const share = time.filter((t) => t > p.time).length / n
        assert.ok(Math.abs(p.survival - share) < 1e-12)
        assert.ok(Math.abs(p.standardError - Math.sqrt((share * (1 - share)) / n)) < 1e-12)
      }
    }),
  )
})

test('the curve falls from 1, its intervals hold it, and every row is counted', () => {
  fc.assert(
    fc.property(rows, fc.constantFrom('log', 'log-log', 'plain'), (pairs, scale) => {
      const data = dataOf(pairs)
      const curve = must(kaplanMeier(data, { scale }))
      let before = 1
      let counted = 0
      for (const p of curve.points) {
        assert.ok(p.survival <= before + 1e-15 && p.survival >= 0)
        if (p.interval) {
          assert.ok(p.interval.lower <= p.survival + 1e-12 && p.survival <= p.interval.upper + 1e-12)
          assert.ok(p.interval.lower >= 0 && p.interval.upper <= 1)
        }
        before = p.survival
        counted += p.events + p.censored
      }
      assert.equal(counted, data.time.length)
      assert.ok(curve.restrictedMean.estimate <= curve.restrictedMean.upTo + 1e-12)
      assert.ok(Number.isFinite(curve.restrictedMean.standardError))
    }),
  )
})

test('a median in the middle of a flat stretch is the middle, and none is null', () => {
  const even = must(kaplanMeier({ time: [1, 2, 5, 9], event: [1, 1, 1, 1] }))
  assert.equal(even.median, 3.5)
  assert.equal(must(kaplanMeier({ time: [1, 2, 3], event: [1, 0, 0] })).median, null)
})

test('equal groups have a log-rank near zero; the test depends on the order of times alone', () => {
  const { time, event } = makeSample(1)
  const groups = Array.from(time, (_, i) => (i < 60 ? 'a' : 'b'))
  const half = {
    time: [...time.slice(0, 60), ...time.slice(0, 60)],
    event: [...event.slice(0, 60), ...event.slice(0, 60)],
  }
  const same = must(logRank(half, groups))
  assert.ok(same.chiSquare < 1e-20 && same.p > 0.999)
  const plain = must(logRank({ time, event }, groups))
  const stretched = must(logRank({ time: time.map((t) => Math.exp(t / 5)), event }, groups))
  close(stretched.chiSquare, plain.chiSquare, 1e-10)
  const total = plain.groups.reduce((s, g) => s + g.observed - g.expected, 0)
  assert.ok(Math.abs(total) < 1e-9)
  const curves = must(kaplanMeierByGroup({ time, event }, groups))
  assert.deepEqual(
    curves.map((c) => c.curve.n),
    [60, 60],
  )
})

/** The partial log-likelihood straight from its definition. */
function logLikelihood(data: ReturnType<typeof makeSample>, beta: readonly number[], ties: Ties): number {
  const risk = (i: number) => Math.exp(beta[0]! * data.x.x[i]! + beta[1]! * data.x.z[i]!)
  const all = [...data.time.keys()]
  let sum = 0
  for (const t of new Set(data.time)) {
    const dying = all.filter((i) => data.time[i] === t && data.event[i] === 1)
    const atRisk = all.filter((i) => data.time[i]! >= t).reduce((s, i) => s + risk(i), 0)
    const going = dying.reduce((s, i) => s + risk(i), 0)
    for (const [d, i] of dying.entries()) {
      sum += Math.log(risk(i)) - Math.log(atRisk - (ties === 'efron' ? (d / dying.length) * going : 0))
    }
  }
  return sum
}

test('Cox maximises the partial likelihood as defined, and its standard errors are its curvature', () => {
  for (const ties of ['efron', 'breslow'] as const) {
    const data = makeSample(3)
    const fit = must(cox({ ...data, ties }))
    const beta = fit.coefficients.map((c) => c.estimate)
    close(fit.logLik, logLikelihood(data, beta, ties), 1e-10)
    close(fit.logLikNull, logLikelihood(data, [0, 0], ties), 1e-10)
    const h = 1e-3
    const at = (a: number, b: number) => logLikelihood(data, [beta[0]! + a * h, beta[1]! + b * h], ties)
    assert.ok(Math.abs(at(1, 0) - at(-1, 0)) / (2 * h) < 1e-4)
    assert.ok(Math.abs(at(0, 1) - at(0, -1)) / (2 * h) < 1e-4)
    const xx = -(at(1, 0) - 2 * at(0, 0) + at(-1, 0)) / h ** 2
    const zz = -(at(0, 1) - 2 * at(0, 0) + at(0, -1)) / h ** 2
    const xz = -(at(1, 1) - at(1, -1) - at(-1, 1) + at(-1, -1)) / (4 * h ** 2)
    close(fit.coefficients[0]!.standardError, Math.sqrt(zz / (xx * zz - xz * xz)), 1e-4)
    assert.ok(fit.coefficients[0]!.interval.lower < 0.6 && 0.6 < fit.coefficients[0]!.interval.upper)
    close(fit.coefficients[0]!.hazardRatio, Math.exp(beta[0]!), 1e-12)
  }
})

test('concordance counts pairs as defined', () => {
  fc.assert(
    fc.property(rows, fc.infiniteStream(fc.integer({ min: 0, max: 4 })), (pairs, scores) => {
      const data = dataOf(pairs)
      const score = Float64Array.from(pairs, () => scores.next().value as number)
      let good = 0
      let known = 0
      for (const [i, t] of data.time.entries()) {
        for (const [j, u] of data.time.entries()) {
          if (data.event[i] !== 1 || !(t < u || (t === u && data.event[j] === 0))) continue
          known++
          good += score[i]! > score[j]! ? 1 : score[i] === score[j] ? 0.5 : 0
        }
      }
      const result = concordance(data, score)
      assert.equal(result.pairs, known)
      if (known > 0) close(result.estimate, good / known, 1e-12)
    }),
  )
})

test('what can not be followed or compared is refused', () => {
  const data = makeSample(5)
  const reason = (result: unknown) => (isRefusal(result) ? result.reason : 'none')
  assert.equal(reason(kaplanMeier({ time: [], event: [] })), 'empty')
  assert.equal(reason(kaplanMeier({ time: [1, 2], event: [1] })), 'mismatch')
  assert.equal(reason(kaplanMeier({ time: [1, Number.NaN], event: [1, 0] })), 'not-finite')
  assert.equal(reason(kaplanMeier({ time: [1, -2], event: [1, 0] })), 'out-of-range')
  assert.equal(reason(kaplanMeier({ time: [1, 2], event: [1, 2] })), 'out-of-range')
  assert.equal(
    reason(
      logRank(
        data,
        Array.from(data.time, () => 1),
      ),
    ),
    'too-few',
  )
  assert.equal(reason(logRank({ time: [1, 2, 3], event: [0, 0, 0] }, [1, 2, 2])), 'constant')
  assert.equal(reason(cox({ ...data, event: data.event.map(() => 0) })), 'constant')
  assert.equal(reason(cox({ ...data, x: {} })), 'empty')
  assert.equal(reason(cox({ ...data, x: { a: data.x.x, b: data.x.x } })), 'collinear')
  assert.equal(reason(cox({ ...data, x: { a: data.x.x.map(() => 2) } })), 'constant')
  // Only marked ones ever have the event.
  const marked = cox({ ...data, x: { mark: data.event, ...data.x } })
  assert.ok(isRefusal(marked) && marked.reason === 'separated')
  assert.match(marked.message, /mark/)
  const all = cox({ ...data, event: data.event.map(() => 1) })
  assert.ok(!isRefusal(all), 'all rows with the event is no reason to refuse')
})

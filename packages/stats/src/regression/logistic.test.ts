import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { areaUnderCurve, brierScore, calibrationCurve } from './classification.ts'
import { logistic } from './logistic.ts'
import { ordinalLogit } from './ordinal.ts'
import { logOddsContributions, predictLogistic } from './predict-logistic.ts'
import { close } from './reference-data.test-support.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

function makeSample(seed: number, n = 300) {
  const rng = createRng(seed)
  const a = Float64Array.from({ length: n }, () => 50 + 10 * rng.normal())
  const b = Float64Array.from({ length: n }, () => rng.integer(3))
  const chance = a.map((v, i) => 1 / (1 + Math.exp(-(-4 + 0.07 * v - 0.4 * b[i]!))))
  const y = chance.map((p) => (rng.uniform() < p ? 1 : 0))
  return { y, x: { a, b } }
}

const seeds = fc.integer({ min: 0, max: 1e6 })

test('the score is zero at the estimate, with and without ridge', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(0, 0.5, 20), (seed, ridge) => {
      const { y, x } = makeSample(seed)
      const fit = must(logistic({ y, x, ridge }))
      const residual = y.map((v, i) => v - fit.fitted[i]!)
      close(1 + residual.reduce((s, v) => s + v, 0), 1, 1e-8)
      for (const [j, column] of [x.a, x.b].entries()) {
        const mean = column.reduce((s, v) => s + v, 0) / column.length
        const variance = column.reduce((s, v) => s + (v - mean) ** 2, 0) / column.length
        const score = column.reduce((s, v, i) => s + (v - mean) * residual[i]!, 0)
        const pull = ridge * fit.coefficients[j + 1]!.estimate * variance
        assert.ok(Math.abs(score - pull) < 1e-6, `score ${score}, penalty ${pull}`)
      }
    }),
    { numRuns: 30 },
  )
})

test('a change of unit changes the coefficient alone', () => {
  const { y, x } = makeSample(4)
  const plain = must(logistic({ y, x }))
  const moved = must(logistic({ y, x: { a: x.a.map((v) => 1e6 + v / 1000), b: x.b.map((v) => -v) } }))
  close(moved.coefficients[1]!.estimate, 1000 * plain.coefficients[1]!.estimate, 1e-7)
  close(moved.coefficients[2]!.estimate, -plain.coefficients[2]!.estimate, 1e-7)
  close(moved.coefficients[2]!.standardError, plain.coefficients[2]!.standardError, 1e-7)
  close(moved.logLik, plain.logLik, 1e-10)
})

test('perfect and partial separation are reported, and ridge gives an estimate', () => {
  const { y, x } = makeSample(6)
  const perfect = logistic({ y, x: { ...x, tell: y.map((v) => 2 * v - 0.3) } })
  assert.ok(isRefusal(perfect) && perfect.reason === 'separated')
  assert.match(perfect.message, /tell/)
  // Whoever has the mark has the event; the others are mixed.
  const mark = y.map((v, i) => (v === 1 && i % 3 === 0 ? 1 : 0))
  const partial = logistic({ y, x: { ...x, mark } })
  assert.ok(isRefusal(partial) && partial.reason === 'separated')
  assert.match(partial.message, /^mark split/)
  const held = must(logistic({ y, x: { ...x, mark }, ridge: 1 }))
  assert.ok(held.coefficients[3]!.estimate > 0 && Number.isFinite(held.coefficients[3]!.standardError))
  // One overlapping row is enough for a finite, large estimate.
  const nearly = mark.slice()
  nearly[y.indexOf(0)] = 1
  const finite = must(logistic({ y, x: { ...x, mark: nearly } }))
  assert.ok(finite.coefficients[3]!.estimate > 1)
})

test('two ordered answers are a logistic regression; more keep their order and refuse separation', () => {
  const { y, x } = makeSample(7)
  const binary = must(logistic({ y, x }))
  const ordinal = must(ordinalLogit({ y, x }))
  close(ordinal.logLik, binary.logLik, 1e-9)
  close(ordinal.thresholds[0]!.estimate, -binary.coefficients[0]!.estimate, 1e-7)
  for (const [j, c] of ordinal.coefficients.entries()) {
    close(c.estimate, binary.coefficients[j + 1]!.estimate, 1e-7)
    close(c.standardError, binary.coefficients[j + 1]!.standardError, 1e-7)
  }
  const rng = createRng(1)
  const answer = x.a.map((v) => Math.min(4, Math.max(0, Math.round((v - 30) / 10 + rng.normal()))))
  const five = must(ordinalLogit({ y: answer, x }))
  assert.equal(five.thresholds.length, 4)
  for (let j = 1; j < 4; j++) assert.ok(five.thresholds[j]!.estimate > five.thresholds[j - 1]!.estimate)
  const reversed = must(ordinalLogit({ y: answer.map((v) => -v), x }))
  close(reversed.logLik, five.logLik, 1e-9)
  close(reversed.coefficients[0]!.estimate, -five.coefficients[0]!.estimate, 1e-7)
  const split = ordinalLogit({ y: answer, x: { same: answer } })
  assert.ok(isRefusal(split) && split.reason === 'separated')
})

test('AUC counts pairs, ties half; reversing the score reflects it', () => {
  const rows = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 6 })), {
    minLength: 4,
    maxLength: 40,
  })
  fc.assert(
    fc.property(rows, (pairs) => {
      const y = pairs.map(([e]) => (e ? 1 : 0))
      const score = pairs.map(([, s]) => s)
      const area = areaUnderCurve(y, score)
      const events = score.filter((_, i) => y[i] === 1)
      const others = score.filter((_, i) => y[i] === 0)
      if (events.length === 0 || others.length === 0) {
        assert.ok(isRefusal(area) && area.reason === 'constant')
        return
      }
      let wins = 0
      for (const e of events) for (const o of others) wins += e > o ? 1 : e === o ? 0.5 : 0
      close(must(area).estimate, wins / (events.length * others.length), 1e-12)
      const reversed = must(
        areaUnderCurve(
          y,
          score.map((s) => -s),
        ),
      )
      close(reversed.estimate + must(area).estimate, 1, 1e-12)
    }),
  )
})

test('a calibration curve keeps every row, and the reasons of a row add up to its probability', () => {
  const { y, x } = makeSample(8)
  const fit = must(logistic({ y, x }))
  const curve = must(calibrationCurve(y, fit.fitted, 8))
  assert.equal(
    curve.bins.reduce((s, b) => s + b.n, 0),
    y.length,
  )
  assert.ok(curve.expectedError < 0.1)
  for (const b of curve.bins) assert.ok(b.interval.lower <= b.observed && b.observed <= b.interval.upper)
  assert.ok(must(brierScore(y, fit.fitted)) < 0.25)
  const reasons = must(logOddsContributions(fit, [x.a[3]!, x.b[3]!]))
  close(reasons.probability, fit.fitted[3]!, 1e-10)
  const total = reasons.contributions.reduce((s, c) => s + c.logOdds, reasons.baseline)
  close(1 / (1 + Math.exp(-total)), fit.fitted[3]!, 1e-10)
  for (const [i, p] of must(predictLogistic(fit, x)).entries()) close(p, fit.fitted[i]!, 1e-10)
})

test('outcomes that can not be modelled are refused', () => {
  const { y, x } = makeSample(9)
  const reason = (input: Partial<Parameters<typeof logistic>[0]>) => {
    const result = logistic({ y, x, ...input })
    return isRefusal(result) ? result.reason : 'none'
  }
  assert.equal(reason({ y: y.map(() => 1) }), 'constant')
  assert.equal(reason({ y: y.map((v) => 2 * v) }), 'out-of-range')
  assert.equal(reason({ y: y.with(0, Number.NaN) }), 'not-finite')
  assert.equal(reason({ x: { ...x, c: x.a } }), 'collinear')
  assert.equal(reason({ x: { ...x, c: x.a.map(() => 5) } }), 'constant')
  assert.equal(reason({ ridge: -1 }), 'out-of-range')
  assert.equal(reason({ y: [0, 1], x: { a: [1, 2] } }), 'too-few')
  assert.equal(reason({ y: [], x: { a: [] } }), 'empty')
  const flat = ordinalLogit({ y: y.map(() => 3), x })
  assert.ok(isRefusal(flat) && flat.reason === 'constant')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal } from '../core/refusal.ts'
import { bootstrapImportance } from '../importance/bootstrap.ts'
import { dominanceAnalysis } from '../importance/dominance.ts'
import { driverImportance } from '../importance/importance.ts'
import { penaltyReward } from '../importance/penalty-reward.ts'
import { withinBetween } from '../importance/within-between.ts'
import { compareBands } from '../linkage/bands.ts'
import { canonicalCorrelations, partialCorrelation } from '../linkage/correlation.ts'
import { linkage } from '../linkage/lead-lag.ts'
import { valueOfAPoint } from '../linkage/value-of-a-point.ts'
import { crossMomentsByBlock, crossMomentsOf } from '../moments/cross.ts'
import { cox } from '../survival/cox.ts'
import { kaplanMeier } from '../survival/kaplan-meier.ts'
import { logRank } from '../survival/log-rank.ts'
import { areaUnderCurve, calibrationCurve } from './classification.ts'
import { fixedEffects } from './fixed-effects.ts'
import { logistic } from './logistic.ts'
import { ols, olsFromMoments } from './ols.ts'
import { ordinalLogit } from './ordinal.ts'
import { ridge } from './ridge.ts'

/** Fails on any NaN or infinite number in a result; the degrees of freedom of a normal are infinite by definition. */
function checkNumbers(value: unknown, path: string): void {
  if (typeof value === 'number') {
    const normal = path.endsWith('.df') && value === Number.POSITIVE_INFINITY
    assert.ok(Number.isFinite(value) || normal, `${path} is ${value}`)
  } else if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    for (const [i, v] of Object.entries(value)) checkNumbers(v, `${path}[${i}]`)
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, v] of Object.entries(value)) checkNumbers(v, `${path}.${key}`)
  }
}

/** Values that make trouble: repeats, zeros, tiny, large and far-off ones, and now and then what is no number. */
const awkward = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 0, max: 4 }) },
  { weight: 10, arbitrary: fc.double({ min: -5, max: 5, noNaN: true }) },
  { weight: 2, arbitrary: fc.constantFrom(1e-300, 1e9, 1e9 + 1, -1e99, 1e150, 1e-9) },
  { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
)
const tame = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: -5, max: 5, noNaN: true }))
const rowsOf = (value: fc.Arbitrary<number>) =>
  fc.array(
    fc.record({
      a: value,
      b: value,
      y: value,
      event: fc.integer({ min: 0, max: 1 }),
      unit: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 0, maxLength: 40 },
  )

test('no function throws or answers with NaN, whatever the data', () => {
  let answers = 0
  fc.assert(
    fc.property(fc.oneof(rowsOf(awkward), rowsOf(tame)), (rows) => {
      const column = (key: 'a' | 'b' | 'y' | 'event' | 'unit') => rows.map((r) => r[key])
      const [a, b, y, event, unit] = [column('a'), column('b'), column('y'), column('event'), column('unit')]
      const x = { a, b }
      const names = ['a', 'b', 'y']
      const visit = (name: string, result: unknown) => {
        if (isRefusal(result)) assert.ok(result.message.length > 10 && !result.message.includes('undefined'))
        else answers++
        checkNumbers(result, name)
      }
      for (const covariance of ['classical', 'HC0', 'HC1', 'HC2', 'HC3', 'CR0', 'CR1', 'CR2'] as const) {
        visit(`ols ${covariance}`, ols({ y, x, clusters: unit, covariance }))
      }
      visit('two-way', ols({ y, x, clusters: unit, clusters2: event, covariance: 'CR1' }))
      visit('weighted', ols({ y, x, weights: unit.map((u) => u + 1) }))
      visit(
        'fixed effects',
        fixedEffects({ y, x, effects: [unit, event], clusters: unit, covariance: 'CR1' }),
      )
      visit('logistic', logistic({ y: event, x }))
      visit('ridge logistic', logistic({ y: event, x, ridge: 0.1 }))
      visit('ordinal', ordinalLogit({ y: unit, x }))
      visit('auc', areaUnderCurve(event, y))
      visit(
        'calibration',
        calibrationCurve(
          event,
          unit.map((u) => u / 5),
          4,
        ),
      )
      visit('partial', partialCorrelation(a, y, { controls: { b } }))
      visit('canonical', canonicalCorrelations(x, { y }))
      visit('penalty', penaltyReward({ y, drivers: x }))
      visit('bands', compareBands({ score: a, outcome: y, cuts: [1, 3], clusters: unit }))
      const time = y.map(Math.abs)
      visit('curve', kaplanMeier({ time, event }))
      visit('log-rank', logRank({ time, event }, unit))
      visit('cox', cox({ time, event, x }))
      const period = rows.map((r, i) => rows.slice(0, i).filter((q) => q.unit === r.unit).length)
      visit('linkage', linkage({ unit, period, driver: a, outcome: y, maxLag: 1 }))
      visit('value', valueOfAPoint({ unit, period, score: a, money: y }))
      const total = crossMomentsOf([a, b, y])
      const parts = crossMomentsByBlock([a, b, y], unit, 6)
      if (isRefusal(total) || isRefusal(parts)) return
      visit('moments', olsFromMoments(total, names))
      visit('moments CR2', olsFromMoments(parts, names, { covariance: 'CR2' }))
      visit('ridge', ridge(total, names))
      visit('importance', driverImportance(total, names))
      visit('dominance', dominanceAnalysis(total, names))
      visit('within', withinBetween(parts, names))
      visit('bootstrap', bootstrapImportance(parts, names, { replicates: 100 }))
    }),
    { numRuns: 150, seed: 20 },
  )
  assert.ok(answers > 500, `only ${answers} answers: the data were too wild to test anything`)
})

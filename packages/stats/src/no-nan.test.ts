import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  asymptoticSequence,
  changePoints,
  cusumChart,
  differenceSequence,
  directStandardisation,
  ewmaChart,
  improvement,
  intraclassCorrelation,
  isRefusal,
  meanDifference,
  meanInterval,
  meanModelFromMoments,
  momentsOf,
  normalMixtureSequence,
  npsInterval,
  oneWayModel,
  proportionInterval,
  standings,
  standingsFromEstimates,
  tMixtureSequence,
  withinGroupAgreement,
} from './index.ts'

/** Path of the first NaN in a result; undefined when there is none or the result is a refusal. */
function nanIn(x: unknown, path = ''): string | undefined {
  if (typeof x === 'number') return Number.isNaN(x) ? path : undefined
  if (typeof x !== 'object' || x === null || isRefusal(x)) return undefined
  for (const [key, value] of Object.entries(x)) {
    const found = nanIn(value, `${path}.${key}`)
    if (found) return found
  }
  return undefined
}

const wild = fc.oneof(
  fc.double({ noNaN: false }),
  fc.integer({ min: -100, max: 100 }),
  fc.constantFrom(0, 1, -1, 1e-320, 1e-160, 1e150, -1e150, 1e300, Number.POSITIVE_INFINITY),
)
const moments = fc.record({
  n: fc.oneof(fc.nat(50), fc.constantFrom(0.5, 1, 1e12)),
  mean: wild,
  m2: fc.oneof(wild.map(Math.abs), fc.constant(0)),
})
const sometimes = fc.option(moments)

test('no function gives NaN, whatever finite or infinite numbers it gets: a result or a refusal', () => {
  const check = (name: string, result: unknown) => {
    const found = nanIn(result, name)
    assert.equal(found, undefined, `NaN at ${found}`)
  }
  fc.assert(
    fc.property(
      fc.array(fc.tuple(sometimes, sometimes), { minLength: 1, maxLength: 8 }),
      fc.array(wild, { maxLength: 12 }),
      moments,
      moments,
      wild,
      (rows, values, a, b, x) => {
        const groups = rows.map((row, i) => ({ id: `${i}`, moments: row }))
        const metric = (name: string) => ({ name, direction: 1 as const })
        check('standings', standings({ groups, metrics: [metric('a'), metric('b')], draws: 100 }))
        const single = groups.map((g) => ({ id: g.id, moments: [g.moments[0]] }))
        check('standings of one', standings({ groups: single, metrics: [metric('a')], draws: 100 }))
        const errors = values.map((v) => Math.abs(v))
        const ids = values.map((_, i) => `${i}`)
        for (const posterior of [true, false]) {
          const input = { ids, estimates: values, standardErrors: errors, posterior, draws: 100 }
          check('standingsFromEstimates', standingsFromEstimates(input))
        }
        const column = rows.flatMap((row) => row.filter((m) => m !== null))
        check('meanModelFromMoments', meanModelFromMoments(column))
        check('intraclassCorrelation', intraclassCorrelation(column))
        check('oneWayModel', oneWayModel(column))
        check('withinGroupAgreement', withinGroupAgreement(column, Math.abs(x)))
        check('momentsOf', momentsOf(values))
        check('meanInterval', meanInterval(a))
        check('meanDifference', meanDifference(a, b))
        check('proportionInterval', proportionInterval(a.mean, b.mean))
        check('npsInterval', npsInterval({ promoters: a.n, passives: b.n, detractors: x }, 0.9, 'score'))
        check('asymptoticSequence', asymptoticSequence(a, { side: 'greater' }))
        check('tMixtureSequence', tMixtureSequence(a, { side: 'less' }))
        check('normalMixtureSequence', normalMixtureSequence(a, Math.abs(x)))
        check('differenceSequence', differenceSequence(a, b))
        const baseline = { mean: x, sd: Math.abs(b.mean) }
        check('improvement', improvement({ baseline, within: { variance: b.m2, df: b.n }, after: a }))
        check('ewmaChart', ewmaChart({ values, standardErrors: Math.abs(x), target: 0 }))
        check('cusumChart', cusumChart({ values, standardErrors: errors, target: x }))
        check('changePoints', changePoints(values))
        check('directStandardisation', directStandardisation({ strata: ['a', 'b'], units: groups }))
      },
    ),
    { numRuns: 300, seed: 71 },
  )
})

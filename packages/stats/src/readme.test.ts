import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  changePoints,
  directStandardisation,
  expectedRegression,
  improvement,
  intraclassCorrelation,
  isRefusal,
  localTrendForecast,
  meanModel,
  mergeMoments,
  momentsOf,
  npsInterval,
  permutationTest,
  planObservations,
  type Refusal,
  standings,
} from './index.ts'

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

const m = (n: number, mean: number, sd: number) => ({ n, mean, m2: sd * sd * (n - 1) })
const near = (actual: number, told: number, tolerance = 0.051) =>
  assert.ok(Math.abs(actual - told) <= tolerance, `the README says ${told}, it is ${actual}`)

test('the worked examples of the README say what comes out', () => {
  assert.deepEqual(mergeMoments(got(momentsOf([1e9, 1e9 + 1])), got(momentsOf([1e9 + 2]))), {
    n: 3,
    mean: 1000000001,
    m2: 2,
    rest: 0,
  })
  const { groups } = got(
    standings({
      metrics: [
        { name: 'Customer', direction: 1 },
        { name: 'Mystery shop', direction: 1 },
      ],
      groups: [
        { id: 'Graz', moments: [m(120, 82, 18), m(4, 91, 9)] },
        { id: 'Linz', moments: [m(35, 74, 20), m(4, 78, 11)] },
        { id: 'Wien', moments: [m(300, 79, 19), null] },
        { id: 'Bern', moments: [m(60, 68, 21), m(6, 70, 10)] },
        { id: 'Basel', moments: [m(80, 77, 20), m(5, 84, 8)] },
        { id: 'Genf', moments: [m(12, 88, 15), m(3, 80, 12)] },
      ],
    }),
  )
  const genf = groups[5]!
  near(genf.estimate, 81.9)
  near(genf.interval.lower, 74.4)
  near(genf.interval.upper, 89.3)
  near(genf.rank.expected, 2.7)
  assert.deepEqual([genf.rank.lower, genf.rank.upper, genf.n], [1, 5, 15])
  near(genf.pTop, 0.22, 0.006)
  const nps = got(npsInterval({ promoters: 14, passives: 4, detractors: 2 }, 0.95, 'exact'))
  near(nps.interval.lower, 22.6)
  near(nps.interval.upper, 83.5)
  const icc = got(intraclassCorrelation([m(8, 3.9, 0.8), m(9, 3.1, 0.9), m(7, 4.4, 0.7)]))
  near(icc.icc1, 0.35, 0.006)
  near(icc.icc2, 0.81, 0.006)
  const verdict = got(
    improvement({
      baseline: { mean: 64, sd: 2.5 },
      within: { variance: 225, df: 900 },
      after: m(30, 79, 15),
    }),
  )
  assert.equal(verdict.verdict, 'improved')
  near(verdict.interval.lower, 4.7)
  near(verdict.eValue, 957, 0.5)
  const plan = got(planObservations({ effect: 10, variance: 225, baselineSd: 2.5, most: 300 }))
  assert.deepEqual([plan.median, plan.p80], [24, 79])
  const model = got(meanModel([82, 74, 79, 68, 77, 88], [2.7, 11, 1.2, 7.4, 5, 19]))
  const expected = got(expectedRegression(model, 68, 7.4))
  near(expected.reliability, 0.81, 0.006)
  near(expected.baseline, 69.9)
  const drawn = got(
    permutationTest([6.1, 4.8, 7.2, 0.4, 1.9, -0.3], [true, true, true, false, false, false], {
      side: 'greater',
    }),
  )
  near(drawn.estimate, 5.4)
  near(drawn.p, 0.05, 1e-9)
  const levels = got(
    changePoints([71, 69, 72, 70, 75, 77, 76, 78, 70, 71], {
      standardErrors: new Array<number>(10).fill(1.5),
    }),
  )
  assert.deepEqual([...levels.changes], [4, 8])
  const values = [41, 42.1, 41.6, 42.8, 43.1, 43.9]
  const variances = new Array<number>(6).fill(0.2)
  const ahead = got(localTrendForecast({ values, variances, steps: 3, target: 45 }))
  near(ahead.estimate, 45.2)
  near(ahead.interval.lower, 42.8)
  near(ahead.interval.upper, 47.5)
  near(ahead.probability!, 0.59, 0.006)
  const mix = got(
    directStandardisation({
      strata: ['shop', 'phone'],
      units: [
        { id: 'a', moments: [m(80, 90, 5), m(20, 60, 5)] },
        { id: 'b', moments: [m(20, 90, 5), m(80, 60, 5)] },
      ],
    }),
  )
  assert.deepEqual(
    mix.units.map((u) => [u.rawMean, u.estimate, u.mix].map(Math.round)),
    [
      [84, 75, 9],
      [66, 75, -9],
    ],
  )
})

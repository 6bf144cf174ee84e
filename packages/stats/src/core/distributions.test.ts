import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as d from './distributions.ts'

/** Relative agreement. */
function near(actual: number, expected: number, tolerance: number, what = ''): void {
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), 1e-300)
  assert.ok(error <= tolerance, `${what} ${actual} against ${expected}: relative error ${error}`)
}

// Expected values: mpmath with 40 digits.
test('log-gamma, incomplete beta and gamma agree with 40-digit arithmetic', () => {
  for (const [x, v] of [
    [1e-3, 6.907178885383853],
    [0.5, 0.5723649429247001],
    [1.5, -0.12078223763524522],
    [3.75, 1.486815578593417],
    [14.9, 24.924132002217277],
    [123.4, 469.3360974421906],
    [1e8, 1742068066.1038346],
  ] as const) {
    near(d.logGamma(x), v, 2e-14, `logGamma(${x})`)
  }
  for (const [a, b, x, v] of [
    [0.5, 0.5, 0.3, 0.36901011956554536],
    [2, 3, 0.4, 0.5248],
    [50, 0.5, 0.99, 0.3173043978741974],
    [1000, 2000, 0.33, 0.3506326761341834],
    [100000, 3, 0.9999, 0.0027680339601161104],
    [1e-2, 5, 1e-3, 0.9527958800070773],
  ] as const) {
    near(d.incompleteBeta(x, a, b), v, 1e-12, `I_${x}(${a}, ${b})`)
    near(d.incompleteBeta(x, a, b, 1 - x, true), 1 - v, 2e-12, `upper I_${x}(${a}, ${b})`)
  }
  for (const [a, x, p, q] of [
    [0.5, 0.2, 0.4729107431344619, 0.5270892568655381],
    [3, 10, 0.9972306042844884, 0.002769395715511576],
    [200, 180, 0.07485803498415958, 0.9251419650158405],
    [1e5, 100300, 0.8286363112512076, 0.17136368874879235],
    [0.01, 1e-4, 0.9172143470922541, 0.08278565290774591],
  ] as const) {
    near(d.incompleteGamma(a, x), p, 1e-12, `P(${a}, ${x})`)
    near(d.incompleteGamma(a, x, true), q, 1e-12, `Q(${a}, ${x})`)
  }
})

test('the normal distribution is right to double accuracy, far into the tail', () => {
  for (const [z, p] of [
    [-37.5, 4.605353009581955e-308],
    [-8.25, 7.919726314642477e-17],
    [-2.5, 0.006209665325776135],
    [-2.499, 0.006227215551988516],
    [-1.3, 0.09680048458561033],
    [0, 0.5],
    [0.7, 0.758036347776927],
    [2.4999, 0.9937885816250555],
    [5, 0.9999997133484281],
  ] as const) {
    near(d.normalCdf(z), p, z < -30 ? 1e-12 : 1e-13, `Phi(${z})`)
  }
  near(d.normalQuantile(0.975), 1.959963984540054, 1e-14)
  near(d.normalQuantile(1e-20), -9.262340089798409, 1e-14)
  assert.equal(d.normalQuantile(0), Number.NEGATIVE_INFINITY)
  assert.equal(d.normalQuantile(1), Number.POSITIVE_INFINITY)
  assert.ok(Number.isNaN(d.normalQuantile(1.5)))
})

test('quantiles of t, chi-square, F and beta agree with 40-digit arithmetic', () => {
  near(d.tQuantile(0.975, 5), 2.5705818356363146, 1e-13)
  near(d.tQuantile(0.95, 1), 6.313751514675038, 1e-13)
  near(d.tQuantile(0.999, 2.5), 13.82219311086596, 1e-13)
  near(d.tQuantile(0.6, 300), 0.2535718949195828, 1e-13)
  near(d.betaQuantile(0.025, 3, 8), 0.06673951117773447, 1e-13)
  near(d.betaQuantile(0.975, 8, 3), 0.9332604888222655, 1e-13)
  near(d.betaQuantile(0.025, 1, 1000), 2.5317487491294045e-5, 1e-13)
  near(d.betaQuantile(0.5, 400, 600), 0.39993330733513144, 1e-13)
  near(d.chiSquareQuantile(0.95, 10), 18.307038053275143, 1e-13)
  near(d.chiSquareQuantile(0.025, 3), 0.21579528262389788, 1e-13)
  near(d.chiSquareQuantile(0.999, 150), 209.26460477480074, 1e-13)
  near(d.chiSquareQuantile(1e-4, 1), 1.5707963350195673e-8, 1e-13)
  near(d.fQuantile(0.95, 3, 20), 3.0983912121407795, 1e-12)
})

test('quantile and cdf undo each other', () => {
  const p = fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true })
  const df = fc.double({ min: 0.3, max: 5000, noNaN: true })
  fc.assert(
    fc.property(p, df, df, (prob, a, b) => {
      near(d.normalCdf(d.normalQuantile(prob)), prob, 1e-13, 'normal')
      near(d.tCdf(d.tQuantile(prob, a), a), prob, 1e-11, 't')
      near(d.chiSquareCdf(d.chiSquareQuantile(prob, a), a), prob, 1e-11, 'chi-square')
      near(d.fCdf(d.fQuantile(prob, a, b), a, b), prob, 1e-11, 'F')
    }),
    { numRuns: 300, seed: 3 },
  )
})

test('densities are the derivatives of their cdfs', () => {
  const h = 1e-5
  for (const df of [1, 4.5, 60]) {
    for (const x of [-2, 0.3, 1.7]) {
      near((d.tCdf(x + h, df) - d.tCdf(x - h, df)) / (2 * h), d.tPdf(x, df), 1e-8, 't')
    }
    near(
      (d.incompleteBeta(0.3 + h, df, 3) - d.incompleteBeta(0.3 - h, df, 3)) / (2 * h),
      d.betaPdf(0.3, df, 3),
      1e-6,
    )
  }
  near((d.normalCdf(1 + h) - d.normalCdf(1 - h)) / (2 * h), d.normalPdf(1), 1e-9)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isRefusal, type Refusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { crossMomentsOf } from '../moments/cross.ts'
import { momentsOf } from '../moments/moments.ts'
import { momentsByGroup } from '../moments/tables.ts'
import { close, needsShared, readTable, reference } from '../regression/reference-data.test-support.ts'
import { averageDeviation, uniformVariance, withinGroupAgreement } from './agreement.ts'
import { intraclassCorrelation, oneWayAnova, oneWayModel } from './one-way.ts'
import { disattenuate, lengthForReliability, scaleReliability, spearmanBrown } from './scales.ts'

function got<T>(x: T | Refusal): T {
  if (isRefusal(x)) throw new Error(x.message)
  return x
}

test('R: ICC(1), ICC(2), analysis of variance, lmer and r_wg of two data sets', needsShared, () => {
  for (const [name, file] of [
    ['icc_bh1996', 'data/bh1996/bh1996.csv.gz'],
    ['icc_lq2002', 'data/lq2002/lq2002.csv.gz'],
  ] as const) {
    const at = reference(name)
    const table = readTable(file)
    const group = table[at.text('model', 'group')]!
    for (const variable of at.texts('model', 'vars')) {
      const path = ['results', variable]
      const groups = got(momentsByGroup(table[variable]!.map(Number), group))
      const order = at.texts(...path, 'group', 'level').map((level) => groups.get(level)!)
      const icc = got(intraclassCorrelation(order))
      close(icc.icc1, at.number(...path, 'ICC1_aov'), 1e-8, `${name} ${variable} ICC1`)
      close(icc.icc2, at.number(...path, 'ICC2_aov'), 1e-8)
      close(icc.anova.f, at.number(...path, 'anova', 'F'), 1e-8)
      close(icc.meanGroupSize, at.number(...path, 'mean_group_size'), 1e-12)
      for (const method of ['REML', 'ML'] as const) {
        const m = got(oneWayModel(order, method))
        const key = method.toLowerCase()
        close(m.mu, at.number(...path, key, 'mu'), 1e-6)
        close(m.tau2, at.number(...path, key, 'tau2'), 1e-4)
        close(m.sigma2, at.number(...path, key, 'sigma2'), 1e-6)
        const theirs = at.number(...path, key, 'logLik')
        assert.ok(m.logLik > theirs - 1e-7 && m.logLik < theirs + 1e-4, `${m.logLik} against ${theirs}`)
      }
      const m = got(oneWayModel(order))
      close(m.icc1, at.number(...path, 'reml', 'ICC1'), 1e-4)
      close(m.muStandardError, at.number(...path, 'reml', 'mu_se'), 1e-4)
      close(m.reliability.reduce((s, r) => s + r, 0) / m.groups, at.number(...path, 'gmeanrel_mean'), 1e-3)
      at.list(...path, 'group', 'blup').forEach((b, i) => {
        close(m.effects[i]!, b, 1e-4)
        close(m.effectSd[i]!, at.list(...path, 'group', 'condSD')[i]!, 1e-4)
      })
      const chance = at.number(...path, 'rwg', 'expected_random_variance')
      at.list(...path, 'rwg', 'rwg').forEach((r, i) => {
        close(got(withinGroupAgreement([order[i]!], chance)).estimate, r, 1e-8)
      })
    }
  }
})

test('R: r_wg(j), Lindell, AD_M, alpha', needsShared, () => {
  const at = reference('rwgj_lq2002_lead')
  const table = readTable('data/lq2002/lq2002.csv.gz')
  const items = at.texts('model', 'items').map((name) => table[name]!.map(Number))
  const group = table.COMPID!
  at.texts('results', 'rwg_j', 'level').forEach((level, i) => {
    const rows = [...group.keys()].filter((r) => group[r] === level)
    const mine = items.map((item) => rows.map((r) => item[r]!))
    const a = got(
      withinGroupAgreement(
        mine.map((x) => got(momentsOf(x))),
        2,
      ),
    )
    close(a.estimate, at.list('results', 'rwg_j', 'value')[i]!, 1e-8)
    close(a.lindell, at.list('results', 'rwg_j_lindell', 'value')[i]!, 1e-8)
    close(got(averageDeviation(mine)), at.list('results', 'ad_m', 'value')[i]!, 1e-8)
  })
  const s = got(scaleReliability(got(crossMomentsOf(items))))
  close(s.alpha, at.number('results', 'cronbach', 'raw_alpha'), 1e-8)
  close(s.standardisedAlpha, at.number('results', 'cronbach', 'std_alpha'), 1e-8)
  close(s.averageCorrelation, at.number('results', 'cronbach', 'average_r'), 1e-8)
  at.texts('model', 'items').forEach((name, j) => {
    close(s.itemRestCorrelation[j]!, at.number('results', 'cronbach', 'item_rest_r', name), 1e-8)
  })
})

test('omega finds the reliability of a one-factor scale; alpha equals it for equal loadings', () => {
  const p = 5
  const build = (loadings: number[], unique: number[]) => {
    const cross = new Float64Array(p * p)
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < p; j++)
        cross[i * p + j] = 99 * (loadings[i]! * loadings[j]! + (i === j ? unique[i]! : 0))
    }
    return got(scaleReliability({ n: 100, p, mean: new Float64Array(p), rest: new Float64Array(p), cross }))
  }
  const unequal = build([1, 0.4, 0.8, 1.5, 0.6], [1, 2, 0.5, 1, 1])
  close(unequal.omega, 4.3 ** 2 / (4.3 ** 2 + 5.5), 1e-6)
  assert.ok(unequal.alpha < unequal.omega)
  const equal = build([1, 1, 1, 1, 1], [1, 1, 1, 1, 1])
  close(equal.omega, 25 / 30, 1e-6)
  close(equal.alpha, 25 / 30, 1e-9)
  assert.ok(equal.alphaInterval.lower < equal.alpha && equal.alpha < equal.alphaInterval.upper)
})

test('the interval of ICC(1) covers the truth 95 times in 100', () => {
  const rng = createRng(4)
  let hits = 0
  const runs = 1500
  for (let run = 0; run < runs; run++) {
    const groups = Array.from({ length: 15 }, () => {
      const a = Math.sqrt(0.25) * rng.normal()
      return got(momentsOf(Array.from({ length: 6 }, () => a + Math.sqrt(0.75) * rng.normal())))
    })
    const { icc1Interval } = got(intraclassCorrelation(groups))
    if (icc1Interval.lower <= 0.25 && icc1Interval.upper >= 0.25) hits++
  }
  assert.ok(Math.abs(hits / runs - 0.95) < 0.017, `${hits / runs}`)
})

test('invariance to shift and scale and order; Spearman-Brown and its inverse; disattenuation', () => {
  const seeds = fc.integer()
  fc.assert(
    fc.property(seeds, fc.double({ min: 0.1, max: 100, noNaN: true }), (seed, scale) => {
      const rng = createRng(seed)
      const values = Array.from({ length: 8 }, () => Array.from({ length: 4 }, () => rng.normal()))
      const base = values.map((v) => got(momentsOf(v)))
      const moved = values.map((v) => got(momentsOf(v.map((x) => 1000 + scale * x)))).reverse()
      close(got(intraclassCorrelation(moved)).icc1, got(intraclassCorrelation(base)).icc1, 1e-7)
      close(got(oneWayModel(moved)).icc1, got(oneWayModel(base)).icc1, 1e-6)
      const a = got(oneWayAnova(base))
      close(a.p, got(oneWayAnova(moved)).p, 1e-6)
    }),
    { numRuns: 50, seed: 5 },
  )
  close(got(spearmanBrown(0.6, 3)), 1.8 / 2.2, 1e-12)
  close(got(lengthForReliability(0.6, got(spearmanBrown(0.6, 3)))), 3, 1e-10)
  close(got(disattenuate(0.3, 0.81, 0.64)).estimate, 0.3 / 0.72, 1e-12)
  assert.ok(got(disattenuate(0.9, 0.5, 0.5)).warnings.length > 0)
  close(got(uniformVariance(5)), 2, 1e-12)
})

test('impossible input is refused with a reason', () => {
  const m = (n: number, mean: number, m2: number) => ({ n, mean, m2 })
  for (const [result, reason] of [
    [intraclassCorrelation([]), 'too-few'],
    [intraclassCorrelation([m(1, 2, 0), m(1, 3, 0)]), 'too-few'],
    [intraclassCorrelation([m(3, 2, 0), m(3, 2, 0)]), 'constant'],
    [oneWayModel([m(3, 2, 0), m(3, 4, 0)]), 'constant'],
    [oneWayAnova([m(3, Number.NaN, 0), m(3, 4, 0)]), 'not-finite'],
    [withinGroupAgreement([], 2), 'empty'],
    [withinGroupAgreement([m(1, 2, 0)], 2), 'too-few'],
    [withinGroupAgreement([m(4, 2, 1)], 0), 'out-of-range'],
    [uniformVariance(1), 'out-of-range'],
    [averageDeviation([[1, Number.NaN]]), 'not-finite'],
    [scaleReliability(got(crossMomentsOf([[1, 2, 3]]))), 'too-few'],
    [
      scaleReliability(
        got(
          crossMomentsOf([
            [1, 2, 3],
            [2, 2, 2],
          ]),
        ),
      ),
      'constant',
    ],
    [spearmanBrown(1.2, 2), 'out-of-range'],
    [disattenuate(0.4, 0, 1), 'out-of-range'],
  ] as const) {
    assert.equal(isRefusal(result) && result.reason, reason)
  }
  assert.equal(got(oneWayModel([m(5, 2, 4), m(5, 2.01, 4), m(5, 1.99, 4)])).tau2, 0)
})

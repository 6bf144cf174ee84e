import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { logisticMixedModel, ordinalMixedModel } from './category-models.ts'
import {
  asFactor,
  grouping,
  needsShared,
  numbers,
  readColumns,
  sharedText,
} from './reference-data.test-support.ts'

type Glmm = {
  n: number
  fixef: Record<string, number>
  fixef_se: Record<string, number>
  var: Record<string, number>
  logLik: number
  blups: Record<string, { levels: string[]; modes: number[]; condSD: number[] }>
}

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`)
}

for (const [key, quadraturePoints] of [
  ['nAGQ1', 1],
  ['nAGQ10', 10],
] as const) {
  test(`agrees with glmer: lounges recommended by airline, ${key}`, needsShared, () => {
    const file = JSON.parse(sharedText('reference/public/glmm_skytrax_lounge_recommended.json')) as {
      results: Record<string, Glmm>
    }
    const expected = file.results[key]!
    const d = readColumns(sharedText('data/skytrax/lounge.csv.gz'))
    const random = [grouping('airline_name', d.airline_name!)]
    const fit = logisticMixedModel({ y: numbers(d.recommended!), random, quadraturePoints })
    assert.ok(!isRefusal(fit))
    assert.ok(fit.converged)
    assert.equal(fit.n, expected.n)
    assert.ok(fit.logLik > expected.logLik - 1e-6)
    // with Laplace glmer stops the search for the modes early: at its limit the estimates are off by 4e-5, its modes by 1e-4
    const early = quadraturePoints === 1 ? 5e-5 : 1e-5
    close(fit.logLik, expected.logLik, early, 'logLik')
    close(fit.fixed[0]!.estimate, expected.fixef['(Intercept)']!, early, 'intercept')
    close(fit.fixed[0]!.standardError, expected.fixef_se['(Intercept)']!, 1e-5, 'its standard error')
    close(fit.variances[0]!.variance, expected.var.airline_name!, 1e-4, 'variance')
    const { levels, modes, condSD } = expected.blups.airline_name!
    assert.deepEqual(random[0]!.names, levels)
    for (const [i, name] of levels.entries()) {
      close(fit.blups.airline_name!.estimate[i]!, modes[i]!, 10 * early, `mode of ${name}`)
      close(fit.blups.airline_name!.conditionalSd[i]!, condSD[i]!, 10 * early, `sd of ${name}`)
    }
  })
}

test("agrees with glmer's Laplace fit when its modes are settled (tolPwrss = 1e-13)", needsShared, () => {
  const d = readColumns(sharedText('data/skytrax/lounge.csv.gz'))
  const fit = logisticMixedModel({
    y: numbers(d.recommended!),
    random: [grouping('airline_name', d.airline_name!)],
  })
  assert.ok(!isRefusal(fit))
  close(fit.logLik, -1446.1638192121, 1e-7, 'logLik')
  close(fit.fixed[0]!.estimate, -0.6067598288, 1e-6, 'intercept')
  close(fit.fixed[0]!.standardError, 0.0954590335, 1e-6, 'its standard error')
  close(fit.variances[0]!.variance, 0.3887483497, 1e-6, 'variance')
})

test('agrees with clmm: ordered answers by company', needsShared, () => {
  const { results } = JSON.parse(sharedText('reference/public/ordinal_clmm_lq2002_lead07.json')) as {
    results: {
      coef: Record<string, number>
      se: Record<string, number>
      logLik: number
      AIC: number
      random_var: { COMPID: number }
      blups: { COMPID: { levels: string[]; modes: number[] } }
    }
  }
  const d = readColumns(sharedText('data/lq2002/lq2002.csv.gz'))
  const { levels, names } = asFactor(d.LEAD07!)
  const fit = ordinalMixedModel({
    y: levels,
    categories: names.length,
    fixed: [{ kind: 'numeric', name: 'TSIG', values: numbers(d.TSIG!) }],
    random: [grouping('COMPID', d.COMPID!)],
  })
  assert.ok(!isRefusal(fit))
  // clmm takes log|M| at modes that aren't settled: at its own parameters Laplace's approximation is 0.001 better
  assert.ok(fit.converged)
  assert.ok(fit.logLik > results.logLik)
  close(fit.logLik, results.logLik, 2e-3, 'logLik')
  close(fit.aic, results.AIC, 4e-3, 'AIC')
  for (const e of [...fit.cuts, ...fit.fixed]) {
    close(e.estimate, results.coef[e.name]!, 1e-4, e.name)
    close(e.standardError, results.se[e.name]!, 1e-4, `se of ${e.name}`)
  }
  close(fit.variances[0]!.variance, results.random_var.COMPID, 2e-4, 'variance')
  const { modes } = results.blups.COMPID
  for (const [i, v] of modes.entries()) close(fit.blups.COMPID!.estimate[i]!, v, 1e-3, `mode ${i}`)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { mixedModel } from './mixed-model.ts'
import {
  asFactor,
  grouping,
  needsShared,
  numbers,
  readColumns,
  sharedText,
} from './reference-data.test-support.ts'
import type { MixedModel, MixedModelInput } from './types.ts'

type Fit = {
  n: number
  logLik: number
  AIC: number
  BIC: number
  sigma: number
  singular: boolean
  fixef: Record<string, number>
  fixef_se: Record<string, number>
  vcov_fixef: number[][]
  var_components: Record<string, { variance: number; sd: number }>
  blups: Record<string, Blups>
}
type Blups = {
  levels: string[]
  modes: number[] | Record<string, number[]>
  condSD: number[] | Record<string, number[]>
}
type Case = { results: Record<string, Fit> }

const reference = (name: string): Case => JSON.parse(sharedText(`reference/public/${name}.json`)) as Case
const columns = (file: string): Record<string, string[]> => readColumns(sharedText(`data/${file}`))

function close(actual: number, expected: number, tolerance: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual} instead of ${expected}`)
}

function compare(fit: MixedModel, expected: Fit): void {
  assert.equal(fit.n, expected.n)
  assert.ok(fit.converged)
  assert.equal(fit.singular, expected.singular)
  assert.ok(fit.logLik > expected.logLik - 1e-6, `logLik ${fit.logLik} is below ${expected.logLik}`)
  close(fit.logLik, expected.logLik, 1e-5, 'logLik')
  close(fit.aic, expected.AIC, 1e-4, 'AIC')
  close(fit.bic, expected.BIC, 1e-4, 'BIC')
  close(Math.sqrt(fit.residualVariance), expected.sigma, 1e-5 * expected.sigma, 'sigma')
  const names = Object.keys(expected.fixef)
  assert.deepEqual(
    fit.fixed.map((f) => f.name),
    names,
  )
  for (const f of fit.fixed) {
    close(f.estimate, expected.fixef[f.name]!, 1e-5, f.name)
    close(f.standardError, expected.fixef_se[f.name]!, 1e-5, `se of ${f.name}`)
  }
  for (const [i, row] of expected.vcov_fixef.entries()) {
    for (const [j, v] of row.entries())
      close(fit.fixedCovariance[i]![j]!, v, 1e-6, 'covariance of fixed effects')
  }
  for (const v of fit.variances) {
    const e = expected.var_components[v.name]!.variance
    const few = (expected.blups[v.name]?.levels.length ?? 100) < 50
    close(v.variance, e, (few ? 1e-3 : 1e-4) * e, `variance of ${v.name}`)
  }
  for (const c of fit.covariances) {
    close(c.correlation, expected.var_components[`${c.name}|cov`]!.sd, 1e-3, `correlation in ${c.name}`)
  }
  for (const [name, b] of Object.entries(expected.blups)) compareBlups(fit, name, b)
}

function compareBlups(fit: MixedModel, name: string, expected: Blups): void {
  const own = fit.blups[name]!
  const at = new Map(own.names!.map((level, i) => [level, i]))
  const check = (estimates: Float64Array, sds: Float64Array, modes: number[], condSD: number[]): void => {
    for (const [i, level] of expected.levels.entries()) {
      close(estimates[at.get(level)!]!, modes[i]!, 1e-4, `BLUP of ${name} ${level}`)
      close(sds[at.get(level)!]!, condSD[i]!, 1e-4, `conditional sd of ${name} ${level}`)
    }
  }
  if (Array.isArray(expected.modes)) {
    check(own.estimate, own.conditionalSd, expected.modes, expected.condSD as number[])
    return
  }
  for (const [coefficient, modes] of Object.entries(expected.modes)) {
    const of = coefficient === '(Intercept)' ? own : own.slopes[coefficient]!
    check(of.estimate, of.conditionalSd, modes, (expected.condSD as Record<string, number[]>)[coefficient]!)
  }
}

function check(name: string, input: MixedModelInput): void {
  const { results } = reference(name)
  for (const method of ['REML', 'ML'] as const) {
    const fit = mixedModel({ ...input, method })
    assert.ok(!isRefusal(fit))
    compare(fit, results[method.toLowerCase()]!)
  }
}

test('agrees with lme4: school effects with a covariate and a factor', needsShared, () => {
  const d = columns('mlmrev_exam/exam.csv.gz')
  check('lmm_exam_school', {
    y: numbers(d.normexam!),
    fixed: [
      { kind: 'numeric', name: 'standLRT', values: numbers(d.standLRT!) },
      { kind: 'factor', name: 'sex', ...asFactor(d.sex!) },
    ],
    random: [grouping('school', d.school!)],
  })
})

test('agrees with lme4: correlated random slope', needsShared, () => {
  const d = columns('mlmrev_exam/exam.csv.gz')
  const values = numbers(d.standLRT!)
  check('lmm_exam_random_slope_OPTIONAL', {
    y: numbers(d.normexam!),
    fixed: [{ kind: 'numeric', name: 'standLRT', values }],
    random: [{ ...grouping('school', d.school!), slopes: [{ name: 'standLRT', values }] }],
  })
})

test('agrees with lme4: small variance, 99 groups', needsShared, () => {
  const d = columns('bh1996/bh1996.csv.gz')
  check('lmm_bh1996_hrs_lead', {
    y: numbers(d.WBEING!),
    fixed: ['HRS', 'LEAD'].map((name) => ({ kind: 'numeric', name, values: numbers(d[name]!) })),
    random: [grouping('GRP', d.GRP!)],
  })
})

test('agrees with lme4: few ratings per teacher', needsShared, () => {
  const d = columns('teachingratings/teachingratings.csv.gz')
  check('lmm_teachingratings_prof', {
    y: numbers(d.eval!),
    fixed: [
      { kind: 'numeric', name: 'beauty', values: numbers(d.beauty!) },
      { kind: 'factor', name: 'gender', ...asFactor(d.gender!) },
    ],
    random: [grouping('prof', d.prof!)],
  })
})

test('agrees with lme4: crossed students and lecturers with a factor', needsShared, () => {
  const d = columns('insteval/insteval.csv.gz')
  check('lmm_insteval_service', {
    y: numbers(d.y!),
    fixed: [{ kind: 'factor', name: 'service', ...asFactor(d.service!) }],
    random: [grouping('s', d.s!), grouping('d', d.d!)],
  })
})

test('agrees with lme4: three crossed factors', needsShared, () => {
  const d = columns('insteval/insteval.csv.gz')
  check('lmm_insteval_crossed3', {
    y: numbers(d.y!),
    random: [
      grouping('s', d.s!),
      grouping('d', d.d!),
      grouping(
        'dept:service',
        d.dept!.map((v, i) => `${v}:${d.service![i]}`),
      ),
    ],
  })
})

test('agrees with lme4: group means and deviations as covariates', needsShared, () => {
  const d = columns('bh1996/bh1996.csv.gz')
  const group = grouping('GRP', d.GRP!)
  const split = (name: string): { mean: Float64Array; deviation: Float64Array } => {
    const x = numbers(d[name]!)
    const sum = new Float64Array(group.levelCount)
    const count = new Float64Array(group.levelCount)
    for (const [i, v] of x.entries()) {
      sum[group.levels[i]!]! += v
      count[group.levels[i]!]! += 1
    }
    const mean = x.map((_, i) => sum[group.levels[i]!]! / count[group.levels[i]!]!)
    return { mean, deviation: x.map((v, i) => v - mean[i]!) }
  }
  const names = ['COHES', 'LEAD']
  const fit = mixedModel({
    y: numbers(d.WBEING!),
    fixed: [
      ...names.map((k) => ({ kind: 'numeric' as const, name: `${k}_gm`, values: split(k).mean })),
      ...names.map((k) => ({ kind: 'numeric' as const, name: `${k}_gmc`, values: split(k).deviation })),
    ],
    random: [group],
  })
  assert.ok(!isRefusal(fit))
  const file = JSON.parse(sharedText('reference/public/within_between_bh1996.json')) as {
    results: { mixed_reml: Fit }
  }
  compare(fit, file.results.mixed_reml)
})

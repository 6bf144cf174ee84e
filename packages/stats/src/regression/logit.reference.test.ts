import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { areaUnderCurve, brierScore } from './classification.ts'
import { type Columns, dummyColumns } from './columns.ts'
import { logistic } from './logistic.ts'
import { ordinalLogit } from './ordinal.ts'
import { close, needsShared, numbers, readTable, reference } from './reference-data.test-support.ts'

type Table = Readonly<Record<string, string[]>>
const SCALE = ['Low', 'Medium', 'High', 'Very_High']
const rank = (column: readonly string[], levels: readonly string[]) =>
  Float64Array.from(column, (v) => levels.indexOf(v) + 1)
const isYes = (column: readonly string[]) => Float64Array.from(column, (v) => (v === 'Yes' ? 1 : 0))

const designs: Record<string, (t: Table) => { y: Float64Array; x: Columns }> = {
  logit_attrition: (t) => ({
    y: isYes(t.Attrition!),
    x: {
      Over: isYes(t.OverTime!),
      JS: rank(t.JobSatisfaction!, SCALE),
      ES: rank(t.EnvironmentSatisfaction!, SCALE),
      WL: rank(t.WorkLifeBalance!, ['Bad', 'Good', 'Better', 'Best']),
      LogInc: numbers(t.MonthlyIncome!).map(Math.log),
      Age: numbers(t.Age!),
      DistanceFromHome: numbers(t.DistanceFromHome!),
      YearsSinceLastPromotion: numbers(t.YearsSinceLastPromotion!),
      ...dummyColumns('JobRole', t.JobRole!),
    },
  }),
  logit_wa_churn: (t) => ({
    y: isYes(t.churn!),
    x: {
      tenure: numbers(t.tenure!),
      monthly_charges: numbers(t.monthly_charges!),
      ...dummyColumns('contract', t.contract!),
      ...dummyColumns('internet_service', t.internet_service!),
      senior_citizen: numbers(t.senior_citizen!),
    },
  }),
}

for (const [name, design] of Object.entries(designs)) {
  test(`${name}: coefficients, likelihood, AUC and Brier agree with R`, needsShared, () => {
    const at = reference(name)
    const input = design(readTable(at.text('data', 'file')))
    const fit = logistic(input)
    assert.ok(!isRefusal(fit), isRefusal(fit) ? fit.message : '')
    const r = (...path: string[]) => at.number('results', ...path)
    assert.equal(fit.n, r('n'))
    assert.equal(fit.events, r('events'))
    for (const c of fit.coefficients) {
      close(c.estimate, r('coef', c.name), 1e-8, c.name)
      close(c.standardError, r('se', c.name), 1e-8, c.name)
      close(c.statistic, r('z', c.name), 1e-8, c.name)
    }
    for (const [i, v] of at.list('results', 'vcov').entries()) close(fit.covariance[i]!, v, 1e-8)
    for (const [key, value] of Object.entries({
      deviance: fit.deviance,
      null_deviance: fit.nullDeviance,
      logLik: fit.logLik,
      AIC: fit.aic,
      BIC: fit.bic,
      mcfadden_R2: fit.pseudoR2,
      AUC: fit.auc,
      brier: fit.brier,
    })) {
      close(value, r(key), 1e-9, key)
    }
    for (const [i, v] of at.list('results', 'fitted_first20').entries()) close(fit.fitted[i]!, v, 1e-9)
    const area = areaUnderCurve(input.y, fit.fitted)
    assert.ok(!isRefusal(area))
    close(area.standardError, r('AUC_delong_se'), 1e-8)
    const [lower, upper] = at.list('results', 'AUC_delong_ci95')
    close(area.interval.lower, lower!, 1e-8)
    close(area.interval.upper, upper!, 1e-8)
    const brier = brierScore(input.y, fit.fitted)
    assert.ok(!isRefusal(brier))
    close(brier, fit.brier, 1e-12)
    const white = logistic({ ...input, covariance: 'HC0' })
    assert.ok(!isRefusal(white))
    for (const c of white.coefficients) close(c.standardError, r('se_HC0', c.name), 1e-8, c.name)
  })
}

test('ordinal_attrition_jobsat: thresholds and effects agree with ordinal::clm', needsShared, () => {
  const at = reference('ordinal_attrition_jobsat')
  const t = readTable(at.text('data', 'file'))
  const jobLevel = numbers(t.JobLevel!)
  const fit = ordinalLogit({
    y: rank(t.JobSatisfaction!, SCALE),
    x: {
      ES: rank(t.EnvironmentSatisfaction!, SCALE),
      Over: isYes(t.OverTime!),
      Age: numbers(t.Age!),
      JobLevel: jobLevel,
    },
    levelNames: SCALE,
  })
  assert.ok(!isRefusal(fit), isRefusal(fit) ? fit.message : '')
  assert.equal(fit.n, at.number('results', 'n'))
  for (const c of [...fit.thresholds, ...fit.coefficients]) {
    close(c.estimate, at.number('results', 'coef', c.name), 1e-6, c.name)
    close(c.standardError, at.number('results', 'se', c.name), 1e-6, c.name)
  }
  close(fit.logLik, at.number('results', 'logLik'), 1e-10)
  close(fit.aic, at.number('results', 'AIC'), 1e-10)
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import {
  close,
  needsShared,
  numbers,
  type Reference,
  readTable,
  reference,
} from '../regression/reference-data.test-support.ts'
import { cox } from './cox.ts'
import { kaplanMeier, kaplanMeierByGroup, type SurvivalCurve } from './kaplan-meier.ts'
import { logRank } from './log-rank.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

/** Compares a curve's column with R's; NaN in R is null here, and R gives bounds 1 where it clips. */
function same(
  curve: SurvivalCurve,
  expected: number[],
  read: (p: SurvivalCurve['points'][number]) => number | undefined,
) {
  assert.equal(curve.points.length, expected.length)
  for (const [i, point] of curve.points.entries()) {
    const value = read(point)
    if (!Number.isFinite(expected[i]!)) continue
    assert.ok(value !== undefined, `nothing at time ${point.time}`)
    close(value, expected[i]!, 1e-9, `time ${point.time}`)
  }
}

function checkCurve(curve: SurvivalCurve, at: Reference, path: string[]): void {
  const list = (key: string) => at.list(...path, key)
  same(curve, list('time'), (p) => p.time)
  same(curve, list('n_risk'), (p) => p.atRisk)
  same(curve, list('n_event'), (p) => p.events)
  same(curve, list('n_censor'), (p) => p.censored)
  same(curve, list('surv'), (p) => p.survival)
  same(curve, list('std_err_cumhaz_scale'), (p) =>
    p.survival > 0 ? p.standardError / p.survival : undefined,
  )
  same(curve, list('lower_log'), (p) => p.interval?.lower)
  same(curve, list('upper_log'), (p) => p.interval?.upper)
}

test('km_attrition_overtime: curves, log-rank and Cox agree with the survival package', needsShared, () => {
  const at = reference('km_attrition_overtime')
  const t = readTable(at.text('data', 'file'))
  const yes = (c: readonly string[]) => Float64Array.from(c, (v) => (v === 'Yes' ? 1 : 0))
  const levels = ['Low', 'Medium', 'High', 'Very_High']
  const data = { time: numbers(t.YearsAtCompany!), event: yes(t.Attrition!) }
  const overall = must(kaplanMeier(data))
  checkCurve(overall, at, ['results', 'overall'])
  close(overall.median!, at.number('results', 'overall', 'median'), 1e-12)
  close(overall.restrictedMean.estimate, at.number('results', 'overall', 'rmean_to_max'), 1e-10)
  same(overall, at.list('results', 'overall', 'greenwood_se_surv'), (p) => p.standardError)
  for (const [scale, suffix] of [
    ['log-log', 'loglog'],
    ['plain', 'plain'],
  ] as const) {
    const curve = must(kaplanMeier(data, { scale }))
    same(curve, at.list('results', 'overall', `lower_${suffix}`), (p) => p.interval?.lower)
    same(curve, at.list('results', 'overall', `upper_${suffix}`), (p) => p.interval?.upper)
  }
  for (const { group, curve } of must(kaplanMeierByGroup(data, t.OverTime!))) {
    checkCurve(curve, at, ['results', 'by', 'strata', String(group)])
  }
  const lr = must(logRank(data, t.OverTime!))
  close(lr.chiSquare, at.number('results', 'by', 'logrank', 'chisq'), 1e-10)
  close(lr.p / at.number('results', 'by', 'logrank', 'p'), 1, 1e-8)
  assert.equal(lr.df, at.number('results', 'by', 'logrank', 'df'))
  for (const [i, g] of lr.groups.entries()) {
    close(g.observed, at.list('results', 'by', 'logrank', 'observed')[i]!, 1e-12)
    close(g.expected, at.list('results', 'by', 'logrank', 'expected')[i]!, 1e-10)
  }
  const x = {
    Over: yes(t.OverTime!),
    JS: Float64Array.from(t.JobSatisfaction!, (v) => levels.indexOf(v) + 1),
    Age: numbers(t.Age!),
  }
  for (const ties of ['efron', 'breslow'] as const) {
    const fit = must(cox({ ...data, x, ties }))
    const r = (...path: string[]) => at.number('results', `cox_${ties}`, ...path)
    for (const c of fit.coefficients) {
      close(c.estimate, r('coef', c.name), 1e-9, c.name)
      close(c.standardError, r('se', c.name), 1e-9, c.name)
    }
    close(fit.logLikNull, r('loglik_null'), 1e-11)
    close(fit.logLik, r('loglik'), 1e-11)
    close(fit.likelihoodRatio.chiSquare, r('lr_chisq'), 1e-9)
    // In R rounding of the linear predictor breaks ties of the score under Efron: it is off by one of 225,602 pairs.
    const tolerance = ties === 'efron' ? 1 / fit.concordance.pairs : 0
    close(fit.concordance.estimate, r('concordance'), 1e-10 + 2 * tolerance)
    close(fit.concordance.standardError, r('concordance_se'), 1e-10 + 10 * tolerance)
  }
})

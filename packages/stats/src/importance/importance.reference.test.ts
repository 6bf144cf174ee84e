import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { crossMomentsByBlock, crossMomentsOf } from '../moments/cross.ts'
import { completeRows } from '../regression/columns.ts'
import { olsFromMoments } from '../regression/ols.ts'
import {
  close,
  needsShared,
  numbers,
  type Reference,
  readTable,
  reference,
} from '../regression/reference-data.test-support.ts'
import { bootstrapImportance } from './bootstrap.ts'
import { driverImportance } from './importance.ts'
import { withinBetween } from './within-between.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

const LEVELS = ['Low', 'Medium', 'High', 'Very_High']
const BALANCE = ['Bad', 'Good', 'Better', 'Best']

/** A column of the case, derived ones included (X_n is the level's rank; Attr and Over are indicators). */
function readColumn(table: Readonly<Record<string, string[]>>, name: string): Float64Array {
  if (name === 'Attr') return Float64Array.from(table.Attrition!, (v) => (v === 'Yes' ? 1 : 0))
  if (name === 'Over') return Float64Array.from(table.OverTime!, (v) => (v === 'Yes' ? 1 : 0))
  if (!name.endsWith('_n')) return numbers(table[name]!)
  const levels = name.startsWith('WorkLife') ? BALANCE : LEVELS
  return Float64Array.from(table[name.slice(0, -2)]!, (v) => levels.indexOf(v) + 1)
}

/** Complete rows of the named columns. */
function readColumns(at: Reference, names: readonly string[]): Float64Array[] {
  const table = readTable(at.text('data', 'file'))
  const raw = names.map((name) => readColumn(table, name))
  const keep = completeRows(...raw)
  return raw.map((c) => Float64Array.from(keep, (i) => c[i]!))
}

for (const name of [
  'importance_bh1996_p3',
  'importance_attrition_attr_p10',
  'importance_lq2002_hostile_p14',
  'importance_satisfaction_bank_p18',
]) {
  test(`${name}: every measure agrees with brute force in R`, needsShared, () => {
    const at = reference(name)
    const names = [...at.texts('model', 'x'), at.text('model', 'y')]
    const columns = readColumns(at, names)
    const result = must(driverImportance(must(crossMomentsOf(columns)), names))
    assert.equal(result.n, at.number('results', 'n'))
    close(result.r2, at.number('results', 'R2'), 1e-12, 'R2')
    close(result.adjustedR2, at.number('results', 'adjR2'), 1e-10, 'adjusted R2')
    for (const d of result.drivers) {
      const check = (actual: number | null, key: string) => {
        assert.ok(actual !== null)
        const gap = Math.abs(actual - at.number('results', key, d.name))
        assert.ok(gap < 1e-10, `${key} of ${d.name} is off by ${gap}`)
      }
      check(d.lmg, 'lmg')
      check(d.lmgShare, 'lmg_share')
      check(d.johnson, 'johnson')
      check(d.johnsonShare, 'johnson_share')
      check(d.first, 'first')
      check(d.last, 'last')
      check(d.pratt, 'pratt')
      check(d.correlation, 'correlations_with_y')
      close(d.inflation, at.number('results', 'vif', d.name), 1e-10)
      close(d.standardised, at.number('results', 'ols', 'std_beta', d.name), 1e-9)
      close(d.coefficient, at.number('results', 'ols', 'coef', d.name), 1e-9)
    }
    const fit = must(olsFromMoments(must(crossMomentsOf(columns)), names))
    for (const c of fit.coefficients) close(c.standardError, at.number('results', 'ols', 'se', c.name), 1e-9)
    close(fit.fStatistic, at.number('results', 'ols', 'F'), 1e-9)
    checkBootstrap(at, columns, names)
  })
}

/** Roughly: R resampled single rows with other random numbers; the README allows 0.01 of R2 or 15 percent. */
function checkBootstrap(at: Reference, columns: readonly Float64Array[], names: readonly string[]): void {
  const rows = columns[0]!.length
  const measures = names.length > 16 ? (['johnson'] as const) : (['lmg', 'johnson'] as const)
  const blocks = must(
    crossMomentsByBlock(
      columns,
      Float64Array.from({ length: rows }, (_, i) => i % 200),
      200,
    ),
  )
  for (const measure of measures) {
    const result = must(bootstrapImportance(blocks, names, { measure, replicates: 500, seed: 7 }))
    for (const d of result.drivers) {
      for (const [key, actual] of [
        ['p2.5', d.value.percentile.lower],
        ['p97.5', d.value.percentile.upper],
      ] as const) {
        const expected = at.number('results', 'bootstrap', measure, key, d.name)
        const gap = Math.abs(actual - expected)
        assert.ok(
          gap < 0.01 || gap < 0.15 * expected,
          `${measure} ${key} of ${d.name}: ${actual}, R ${expected}`,
        )
      }
      assert.ok(d.value.bca.lower < d.value.bca.upper)
    }
  }
}

for (const name of ['within_between_bh1996', 'within_between_bh1996_hrs']) {
  test(`${name}: both regressions and the covariance theorem agree with R`, needsShared, () => {
    const at = reference(name)
    const names = [...at.texts('model', 'x'), at.text('model', 'y')]
    const columns = readColumns(at, [...names, at.text('model', 'group')])
    const group = columns.pop()!
    const ids = [...new Set(group)]
    const block = Float64Array.from(group, (g) => ids.indexOf(g))
    const result = must(withinBetween(must(crossMomentsByBlock(columns, block, ids.length)), names))
    const r = (...path: string[]) => at.number('results', ...path)
    assert.equal(result.n, r('n'))
    assert.equal(result.units, r('n_groups'))
    for (const [fit, key] of [
      [result.between, 'between_unweighted'],
      [result.betweenWeighted, 'between_weighted_n'],
    ] as const) {
      close(fit.r2, r(key, 'R2'), 1e-10, key)
      for (const c of fit.coefficients) {
        close(c.estimate, r(key, 'coef', c.name), 1e-9, key)
        close(c.standardError, r(key, 'se', c.name), 1e-9, key)
      }
    }
    close(result.within.r2, r('within_fixed_effects', 'R2_within'), 1e-10)
    for (const c of result.within.coefficients) {
      close(c.estimate, r('within_fixed_effects', 'coef', c.name), 1e-9)
      close(c.standardError, r('within_fixed_effects', 'se_df_adjusted', c.name), 1e-9)
    }
    const waba = result.covarianceTheorem[at.text('results', 'waba_first_x', 'x')]!
    for (const [key, actual] of Object.entries({
      RawCorr: waba.rawCorrelation,
      EtaBx: waba.etaBetweenX,
      EtaBy: waba.etaBetweenY,
      CorrB: waba.betweenCorrelation,
      EtaWx: waba.etaWithinX,
      EtaWy: waba.etaWithinY,
      CorrW: waba.withinCorrelation,
    })) {
      close(actual, r('waba_first_x', 'cov_theorem', key), 1e-9, key)
    }
  })
}

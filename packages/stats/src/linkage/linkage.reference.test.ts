import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { completeRows } from '../regression/columns.ts'
import type { LinearFit } from '../regression/fit.ts'
import { ols } from '../regression/ols.ts'
import {
  close,
  needsShared,
  numbers,
  readTable,
  reference,
} from '../regression/reference-data.test-support.ts'
import { canonicalCorrelations, partialCorrelation } from './correlation.ts'
import { panelRegression } from './panel.ts'

const must = <T>(value: T): Exclude<T, { kind: 'refusal' }> => {
  assert.ok(!isRefusal(value), isRefusal(value) ? value.message : '')
  return value as Exclude<T, { kind: 'refusal' }>
}

test(
  'linkage_nhs_shmi_lag1: two-way fixed effects and the dynamic pooled regression agree with R',
  needsShared,
  () => {
    const at = reference('linkage_nhs_shmi_lag1')
    const t = readTable(at.text('data', 'file'))
    const header = Object.keys(t)
    const column = (name: string) => t[header.find((h) => h.replaceAll(' ', '.') === name)!]!
    const seen = new Set<string>()
    const keep: number[] = []
    for (const [i, code] of column('Code').entries()) {
      const key = `${code} ${column('Year.index')[i]}`
      if (!seen.has(key)) keep.push(i)
      seen.add(key)
    }
    const pick = (name: string) => {
      const all = numbers(column(name))
      return Float64Array.from(keep, (i) => all[i]!)
    }
    const codes = column('Code')
    const result = must(
      panelRegression({
        unit: keep.map((i) => codes[i]!),
        period: pick('Year.index'),
        y: pick('SHMI.index'),
        x: { Engagement: pick('Engagement'), Openness: pick('Openness') },
        lag: 1,
        pooled: true,
      }),
    )
    assert.equal(result.n, at.number('results', 'n'))
    assert.equal(result.units, at.number('results', 'n_units'))
    const inR = (name: string) =>
      name.replace('outcome lag 1', 'SHMI.index_lag').replace(' lag 1', '_lag').replace('period', 'ft')
    for (const c of result.within.coefficients) {
      close(c.estimate, at.number('results', 'two_way_fe', 'coef', inR(c.name)), 1e-8, c.name)
      close(c.standardError, at.number('results', 'two_way_fe', 'se_CR1_lm_k', inR(c.name)), 1e-8, c.name)
    }
    close(result.within.r2Overall, at.number('results', 'two_way_fe', 'R2'), 1e-10)
    assert.ok(result.pooled)
    for (const c of result.pooled.coefficients) {
      close(c.estimate, at.number('results', 'lagged_dv_pooled', 'coef', inR(c.name)), 1e-8, c.name)
      close(c.standardError, at.number('results', 'lagged_dv_pooled', 'se_CR1', inR(c.name)), 1e-8, c.name)
    }
    close(result.pooled.r2, at.number('results', 'lagged_dv_pooled', 'R2'), 1e-10)
  },
)

test('linkage_nyc_parent_teacher: correlations, weighted fits and HC3 agree with R', needsShared, () => {
  const at = reference('linkage_nyc_parent_teacher')
  const t = readTable(at.text('data', 'file'))
  const voc = at.texts('model', 'voc')
  const voe = at.texts('model', 'voe')
  const flag = (name: string) => Float64Array.from(t.schooltype!, (v) => (v === name ? 1 : 0))
  const raw: Record<string, Float64Array> = { ms: flag('Middle School'), hs: flag('High School') }
  for (const name of [...voc, ...voe, 'N_p', 'N_t']) raw[name] = numbers(t[name]!)
  const keep = completeRows(...Object.values(raw))
  const d = Object.fromEntries(
    Object.entries(raw).map(([k, c]) => [k, Float64Array.from(keep, (i) => c[i]!)]),
  )
  assert.equal(keep.length, at.number('results', 'n'))
  const controls = { ms: d.ms!, hs: d.hs! }
  const check = (fit: LinearFit, path: string[], se: string) => {
    for (const c of fit.coefficients) {
      close(c.estimate, at.number(...path, 'coef', c.name), 1e-8, c.name)
      close(c.standardError, at.number(...path, se, c.name), 1e-8, `${se} ${c.name}`)
    }
    close(fit.r2, at.number(...path, 'R2'), 1e-9)
  }
  for (const a of voc) {
    for (const b of voe) {
      const path = ['results', 'pairs', `${a}~${b}`]
      const pearson = must(partialCorrelation(d[a]!, d[b]!))
      close(pearson.estimate, at.number(...path, 'pearson'), 1e-10)
      close(pearson.p / at.number(...path, 'p'), 1, 1e-8)
      const [lower, upper] = at.list(...path, 'pearson_ci95')
      close(pearson.interval.lower, lower!, 1e-8)
      close(pearson.interval.upper, upper!, 1e-8)
      close(
        must(partialCorrelation(d[a]!, d[b]!, { controls })).estimate,
        at.number(...path, 'partial_given_controls'),
        1e-9,
      )
      const weighted = must(partialCorrelation(d[a]!, d[b]!, { weights: d.N_p! }))
      close(weighted.estimate, at.number(...path, 'weighted_pearson_by_voc_n'), 1e-9)
      const x = { [b]: d[b]!, ...controls }
      for (const [covariance, se] of [
        ['classical', 'se'],
        ['HC3', 'se_HC3'],
      ] as const) {
        check(must(ols({ y: d[a]!, x, covariance })), [...path, 'ols'], se)
        check(must(ols({ y: d[a]!, x, covariance, weights: d.N_p! })), [...path, 'wls'], se)
      }
    }
    const x = { ...Object.fromEntries(voe.map((b) => [b, d[b]!])), ...controls }
    check(must(ols({ y: d[a]!, x })), ['results', 'multi', a], 'se')
  }
  const pickAll = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, d[name]!]))
  const canonical = must(canonicalCorrelations(pickAll(voe), pickAll(voc)))
  for (const [i, v] of at.list('results', 'canonical_correlations').entries()) close(canonical[i]!, v, 1e-8)
})

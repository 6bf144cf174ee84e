import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isRefusal } from '../core/refusal.ts'
import { completeRows, readLabels } from './columns.ts'
import type { LinearFit } from './fit.ts'
import { ols, olsFromMoments } from './ols.ts'
import { close, needsShared, numbers, readTable, reference } from './reference-data.test-support.ts'
import { groupMoments, rowsByGroup } from './rows.ts'

function fitted(result: ReturnType<typeof ols>): LinearFit {
  assert.ok(!isRefusal(result), isRefusal(result) ? result.message : '')
  return result
}

const cases = [
  {
    name: 'cluster_bh1996',
    y: 'WBEING',
    x: ['HRS', 'COHES', 'LEAD'],
    cluster: 'GRP',
    rows: Number.POSITIVE_INFINITY,
  },
  {
    name: 'cluster_univbct_unbalanced',
    y: 'JSAT',
    x: ['TIME', 'AGE'],
    cluster: 'BTN',
    rows: Number.POSITIVE_INFINITY,
  },
  {
    name: 'cluster_insteval_twoway',
    y: 'y',
    x: ['svc', 'studage', 'lectage'],
    cluster: 'd',
    cluster2: 's',
    rows: 20000,
  },
]

for (const c of cases) {
  test(`${c.name}: all covariances agree with R`, needsShared, () => {
    const at = reference(c.name)
    const table = readTable(at.text('data', 'file'))
    const raw = (name: string) => numbers(table[name === 'svc' ? 'service' : name]!.slice(0, c.rows))
    const used = [c.y, ...c.x, c.cluster, ...(c.cluster2 ? [c.cluster2] : [])]
    const keep = completeRows(...used.map(raw))
    const column = (name: string) => {
      const all = raw(name)
      return Float64Array.from(keep, (i) => all[i]!)
    }
    const y = column(c.y)
    const x = Object.fromEntries(c.x.map((name) => [name, column(name)]))
    const clusters = column(c.cluster)
    const check = (fit: LinearFit, key: string) => {
      for (const k of fit.coefficients)
        close(k.standardError, at.number('results', key, k.name), 1e-8, `${key} ${k.name}`)
    }
    const plain = fitted(ols({ y, x }))
    assert.equal(plain.n, at.number('results', 'n'))
    for (const k of plain.coefficients) close(k.estimate, at.number('results', 'coef', k.name), 1e-9, k.name)
    for (const key of ['r2', 'adjustedR2', 'sigma'] as const) {
      close(
        plain[key],
        at.number('results', { r2: 'R2', adjustedR2: 'adjR2', sigma: 'sigma' }[key]),
        1e-9,
        key,
      )
    }
    check(plain, 'se_classical')
    for (const type of ['HC0', 'HC1', 'HC2', 'HC3'] as const)
      check(fitted(ols({ y, x, covariance: type })), `se_${type}`)
    for (const type of ['CR0', 'CR1'] as const)
      check(fitted(ols({ y, x, clusters, covariance: type })), `se_${type}`)
    const cr1 = fitted(ols({ y, x, clusters, covariance: 'CR1' }))
    for (const [i, v] of at.list('results', 'vcov_CR1').entries()) close(cr1.covariance[i]!, v, 1e-8)
    for (const k of cr1.coefficients) {
      close(k.statistic, at.number('results', 't_CR1', k.name), 1e-8)
      close(k.p, at.number('results', 'p_CR1_t_Gminus1', k.name), 1e-7)
    }
    if (c.cluster2) {
      const fit = fitted(ols({ y, x, clusters, clusters2: column(c.cluster2), covariance: 'CR1' }))
      check(fit, 'se_twoway_CR1')
      assert.deepEqual(fit.clusters, [
        at.number('results', 'n_clusters'),
        at.number('results', 'n_clusters2'),
      ])
      return
    }
    const cr2 = fitted(ols({ y, x, clusters, covariance: 'CR2' }))
    check(cr2, 'se_CR2')
    for (const k of cr2.coefficients)
      close(k.df, at.number('results', 'df_Satterthwaite_CR2', k.name), 1e-8, `df ${k.name}`)
    const grouping = readLabels(clusters, y.length, 'cluster')
    assert.ok(!isRefusal(grouping))
    const columns = [...Object.values(x), y]
    const moments = [...rowsByGroup(grouping)].map((members) => groupMoments(columns, members))
    const fromMoments = fitted(olsFromMoments(moments, [...c.x, c.y], { covariance: 'CR2' }))
    check(fromMoments, 'se_CR2')
    for (const k of fromMoments.coefficients)
      close(k.df, at.number('results', 'df_Satterthwaite_CR2', k.name), 1e-8)
  })
}

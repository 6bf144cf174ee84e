import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inverseSpd, matMul, symmetricEigen, transpose } from '../core/linalg.ts'
import { isRefusal } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { dummyColumns } from './columns.ts'
import { ols } from './ols.ts'
import { close } from './reference-data.test-support.ts'

/** CR2 and its Satterthwaite degrees of freedom from the definition, with n x n matrices (clubSandwich's formulas). */
function byDefinition(columns: readonly Float64Array[], y: Float64Array, clusters: readonly number[]) {
  const n = y.length
  const k = columns.length
  const x = Float64Array.from({ length: n * k }, (_, i) => columns[i % k]![Math.floor(i / k)]!)
  const bread = inverseSpd(matMul(transpose(x, n, k), x, k, n, k), k)!
  const hat = matMul(matMul(x, bread, n, k, k), transpose(x, n, k), n, k, n)
  const away = hat.map((h, i) => (i % (n + 1) === 0 ? 1 : 0) - h)
  const residual = matMul(away, y, n, n, 1)
  const meat = new Float64Array(k * k)
  // For each coefficient and cluster the vector (I - H)_g' A_g X_g M c.
  const parts: Float64Array[][] = Array.from({ length: k }, () => [])
  for (const g of new Set(clusters)) {
    const rows = [...clusters.keys()].filter((i) => clusters[i] === g)
    const m = rows.length
    const own = Float64Array.from(
      { length: m * m },
      (_, i) => away[rows[Math.floor(i / m)]! * n + rows[i % m]!]!,
    )
    const { values, vectors } = symmetricEigen(own, m)
    const root = new Float64Array(m * m)
    for (let c = 0; c < m; c++) {
      if (values[c]! < 1e-10) continue
      for (let i = 0; i < m; i++) {
        for (let j = 0; j < m; j++)
          root[i * m + j]! += (vectors[i * m + c]! * vectors[j * m + c]!) / Math.sqrt(values[c]!)
      }
    }
    const xg = Float64Array.from({ length: m * k }, (_, i) => x[rows[Math.floor(i / k)]! * k + (i % k)]!)
    const scores = matMul(
      matMul(transpose(xg, m, k), root, k, m, m),
      Float64Array.from(rows, (i) => residual[i]!),
      k,
      m,
      1,
    )
    for (let a = 0; a < k; a++) for (let b = 0; b < k; b++) meat[a * k + b]! += scores[a]! * scores[b]!
    const adjusted = matMul(matMul(root, xg, m, m, k), bread, m, k, k)
    for (let c = 0; c < k; c++) {
      const p = new Float64Array(n)
      for (let j = 0; j < n; j++)
        for (const [i, row] of rows.entries()) p[j]! += away[row * n + j]! * adjusted[i * k + c]!
      parts[c]!.push(p)
    }
  }
  const v = matMul(matMul(bread, meat, k, k, k), bread, k, k, k)
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((s, u, i) => s + u * b[i]!, 0)
  return parts.map((p, c) => {
    const trace = p.reduce((s, a) => s + dot(a, a), 0)
    const squares = p.reduce((s, a) => s + p.reduce((t, b) => t + dot(a, b) ** 2, 0), 0)
    return { standardError: Math.sqrt(v[c * k + c]!), df: trace ** 2 / squares }
  })
}

test('CR2 and its degrees of freedom follow their definition, also where a cluster decides a coefficient alone', () => {
  const rng = createRng(6)
  const clusters: number[] = []
  for (let g = 0; g < 7; g++) for (let i = 0; i < 2 + g; i++) clusters.push(g)
  const draw = () => Float64Array.from(clusters, (g) => g / 3 + rng.normal())
  const a = draw()
  const y = draw().map((v, i) => v + a[i]!)
  const designs = {
    plain: { a, b: draw() },
    'with cluster effects': { a, ...dummyColumns('g', clusters) },
    'with one cluster apart': { a, apart: Float64Array.from(clusters, (g) => (g === 3 ? 1 : 0)) },
  }
  for (const [name, x] of Object.entries(designs)) {
    const fit = ols({ y, x, clusters, covariance: 'CR2' })
    assert.ok(!isRefusal(fit))
    const expected = byDefinition([y.map(() => 1), ...Object.values(x)], y, clusters)
    for (const [i, c] of fit.coefficients.entries()) {
      if (expected[i]!.standardError < 1e-8) continue // decided by its cluster alone: no residual is left to judge it
      close(c.standardError, expected[i]!.standardError, 1e-8, `${name}: ${c.name}`)
      close(c.df, expected[i]!.df, 1e-7, `${name}: df of ${c.name}`)
    }
  }
})

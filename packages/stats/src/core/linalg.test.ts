import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as la from './linalg.ts'
import { isRefusal, refuse } from './refusal.ts'
import { createRng } from './rng.ts'

function randomSpd(seed: number, n: number): Float64Array {
  const rng = createRng(seed)
  const a = Float64Array.from({ length: n * n }, () => rng.normal())
  const s = la.matMul(a, la.transpose(a, n, n), n, n, n)
  for (let i = 0; i < n; i++) s[i * n + i]! += 0.5
  return s
}

function close(a: ArrayLike<number>, b: ArrayLike<number>, tolerance: number): void {
  assert.equal(a.length, b.length)
  for (let i = 0; i < a.length; i++) {
    assert.ok(Math.abs(a[i]! - b[i]!) <= tolerance, `element ${i}: ${a[i]} against ${b[i]}`)
  }
}

test('factor, solve, invert, determinant and eigenvalues agree with each other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9 }), fc.integer(), (n, seed) => {
      const a = randomSpd(seed, n)
      const l = la.cholesky(a, n)!
      close(la.matMul(l, la.transpose(l, n, n), n, n, n), a, 1e-10)
      const inverse = la.inverseSpd(a, n)!
      close(la.matMul(a, inverse, n, n, n), la.identity(n), 1e-9)
      const b = Float64Array.from({ length: n * 2 }, (_, i) => i - 3)
      close(la.matMul(a, la.cholSolve(l, n, b, 2), n, n, 2), b, 1e-9)
      const { values, vectors } = la.symmetricEigen(a, n)
      const scaled = vectors.map((v, i) => v * values[i % n]!)
      close(la.matMul(scaled, la.transpose(vectors, n, n), n, n, n), a, 1e-10)
      const logDet = values.reduce((s, v) => s + Math.log(v), 0)
      assert.ok(Math.abs(la.logDetSpd(a, n)! - logDet) < 1e-9)
      for (let i = 1; i < n; i++) assert.ok(values[i - 1]! >= values[i]!)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('sweeping all gives minus the inverse, and reversing gives the matrix back', () => {
  const n = 6
  const a = randomSpd(4, n)
  const s = a.slice()
  for (let k = 0; k < n; k++) assert.ok(la.sweep(s, n, k))
  close(
    s,
    la.inverseSpd(a, n)!.map((x) => -x),
    1e-10,
  )
  for (const k of [3, 1, 5, 0, 2, 4]) assert.ok(la.sweep(s, n, k, true))
  close(s, a, 1e-9)
  assert.equal(la.sweep(new Float64Array(4), 2, 0), false)
})

test('a matrix that is not positive definite has no factor', () => {
  assert.equal(la.cholesky(Float64Array.of(1, 1, 1, 1), 2), undefined)
  assert.equal(la.cholesky(Float64Array.of(1, 2, 2, 1), 2), undefined)
  assert.equal(la.inverseSpd(Float64Array.of(0), 1), undefined)
  assert.equal(la.cholesky(Float64Array.of(Number.NaN), 1), undefined)
})

test('a refusal is told from results', () => {
  assert.ok(isRefusal(refuse('empty', 'Give at least one value.')))
  for (const other of [null, undefined, 3, {}, { kind: 'mean' }]) assert.equal(isRefusal(other), false)
})

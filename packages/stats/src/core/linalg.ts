/** Small dense linear algebra on row-major Float64Arrays: element (i, j) of an n x m matrix is a[i * m + j]. */

/** Product of a (n x k) and b (k x m): n x m. */
export function matMul(a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array {
  const out = new Float64Array(n * m)
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const x = a[i * k + l]!
      if (x === 0) continue
      for (let j = 0; j < m; j++) out[i * m + j]! += x * b[l * m + j]!
    }
  }
  return out
}

/** Transpose of a (n x m): m x n. */
export function transpose(a: Float64Array, n: number, m: number): Float64Array {
  const out = new Float64Array(n * m)
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j * n + i] = a[i * m + j]!
  return out
}

/** Identity matrix n x n. */
export function identity(n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let i = 0; i < n; i++) out[i * n + i] = 1
  return out
}

/**
 * Lower Cholesky factor L of a symmetric positive definite a (n x n; only the lower triangle is read), with zeros
 * above the diagonal; undefined when a is not positive definite: a pivot at or below `tolerance` times its diagonal.
 */
export function cholesky(a: Float64Array, n: number, tolerance = 1e-14): Float64Array | undefined {
  const l = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let s = a[i * n + j]!
      for (let k = 0; k < j; k++) s -= l[i * n + k]! * l[j * n + k]!
      if (i > j) l[i * n + j] = s / l[j * n + j]!
      else if (s > tolerance * a[j * n + j]! && s > 0) l[j * n + j] = Math.sqrt(s)
      else return undefined
    }
  }
  return l
}

/** Solves L L' X = B for B with m columns (n x m, row-major; m = 1 for a vector); returns a new array. */
export function cholSolve(l: Float64Array, n: number, b: Float64Array, m = 1): Float64Array {
  const x = cholForward(l, n, b, m)
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) {
      const f = l[k * n + i]!
      if (f !== 0) for (let j = 0; j < m; j++) x[i * m + j]! -= f * x[k * m + j]!
    }
    for (let j = 0; j < m; j++) x[i * m + j]! /= l[i * n + i]!
  }
  return x
}

/** Solves L X = B (forward substitution only). */
export function cholForward(l: Float64Array, n: number, b: Float64Array, m = 1): Float64Array {
  const x = b.slice()
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) {
      const f = l[i * n + k]!
      if (f !== 0) for (let j = 0; j < m; j++) x[i * m + j]! -= f * x[k * m + j]!
    }
    for (let j = 0; j < m; j++) x[i * m + j]! /= l[i * n + i]!
  }
  return x
}

/** log det(L L') from a Cholesky factor. */
export function cholLogDet(l: Float64Array, n: number): number {
  let s = 0
  for (let i = 0; i < n; i++) s += Math.log(l[i * n + i]!)
  return 2 * s
}

/** Inverse of L L' (symmetric) from a Cholesky factor. */
export function cholInverse(l: Float64Array, n: number): Float64Array {
  const inv = cholSolve(l, n, identity(n), n)
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) inv[i * n + j] = inv[j * n + i]!
  return inv
}

/** Inverse of a symmetric positive definite matrix, or undefined when it isn't one. */
export function inverseSpd(a: Float64Array, n: number): Float64Array | undefined {
  const l = cholesky(a, n)
  return l && cholInverse(l, n)
}

/** log det of a symmetric positive definite matrix, or undefined when it isn't one. */
export function logDetSpd(a: Float64Array, n: number): number | undefined {
  const l = cholesky(a, n)
  return l && cholLogDet(l, n)
}

/** Eigenvalues (descending) and eigenvectors (columns of `vectors`, n x n). */
export type Eigen = { readonly values: Float64Array; readonly vectors: Float64Array }

/** Eigen-decomposition of a symmetric matrix by cyclic Jacobi rotations (accurate; meant for n up to ~200). */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = matrix.slice()
  const v = identity(n)
  for (let sweepNo = 0; sweepNo < 60; sweepNo++) {
    let off = 0
    let diag = 0
    for (let i = 0; i < n; i++) {
      diag += a[i * n + i]! ** 2
      for (let j = 0; j < i; j++) off += a[i * n + j]! ** 2
    }
    if (off <= 1e-32 * diag || off === 0) break
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q)
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]!)
  const values = new Float64Array(n)
  const vectors = new Float64Array(n * n)
  order.forEach((from, to) => {
    values[to] = a[from * n + from]!
    for (let i = 0; i < n; i++) vectors[i * n + to] = v[i * n + from]!
  })
  return { values, vectors }
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const apq = a[p * n + q]!
  if (apq === 0) return
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!
    const kq = a[k * n + q]!
    a[k * n + p] = c * kp - s * kq
    a[k * n + q] = s * kp + c * kq
  }
  for (let k = 0; k < n; k++) {
    const pk = a[p * n + k]!
    const qk = a[q * n + k]!
    a[p * n + k] = c * pk - s * qk
    a[q * n + k] = s * pk + c * qk
    const vp = v[k * n + p]!
    const vq = v[k * n + q]!
    v[k * n + p] = c * vp - s * vq
    v[k * n + q] = s * vp + c * vq
  }
}

/**
 * Sweeps row and column k of a symmetric matrix in place (Goodnight 1979); `reverse` undoes it. After sweeping the
 * predictors of a cross-product matrix the outcome's corner is the residual sum of squares, its column holds the
 * coefficients, and the swept block is minus the inverse; the matrix stays symmetric throughout. False (and
 * untouched) when the pivot is at or below `tolerance` in absolute value.
 */
export function sweep(a: Float64Array, n: number, k: number, reverse = false, tolerance = 0): boolean {
  const d = a[k * n + k]!
  if (!(Math.abs(d) > tolerance)) return false
  for (let i = 0; i < n; i++) {
    const f = a[i * n + k]! / d
    if (i === k || f === 0) continue
    for (let j = 0; j < n; j++) if (j !== k) a[i * n + j]! -= f * a[k * n + j]!
  }
  const scale = reverse ? -d : d
  for (let j = 0; j < n; j++) {
    if (j === k) continue
    a[j * n + k]! /= scale
    a[k * n + j]! /= scale
  }
  a[k * n + k] = -1 / d
  return true
}

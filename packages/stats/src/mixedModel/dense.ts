/**
 * Blocked dense steps on row-major storage inside an arena; all of them reduce to C += alpha * A * B'.
 */
import type { Arena } from './kernels.ts'

const OUTER = 64
const INNER = 8

/**
 * Partial Cholesky of a front's panel (f x c at `panel`, leading dimension c): overwrites its lower part by the
 * first c columns of the factor. False when the matrix isn't positive definite.
 */
export function factorPanel(arena: Arena, panel: number, c: number, f: number): boolean {
  const { multiply } = arena
  for (let j = 0; j < c; j += OUTER) {
    const w = Math.min(OUTER, c - j)
    if (j > 0) multiply(f - j, w, j, panel + j * c, c, panel + j * c, c, panel + j * c + j, c, -1)
    for (let t = j; t < j + w; t += INNER) {
      const v = Math.min(INNER, j + w - t)
      const at = panel + t * c
      if (t > j) multiply(f - t, v, t - j, at + j, c, at + j, c, at + t, c, -1)
      if (!factorBlock(arena.memory, at + t, v, c)) return false
      solveRows(arena.memory, at + v * c + t, f - t - v, c, at + t, c, v)
    }
  }
  return true
}

/** Unblocked Cholesky of a small v x v block. */
function factorBlock(x: Float64Array, at: number, v: number, ld: number): boolean {
  for (let j = 0; j < v; j++) {
    for (let i = j; i < v; i++) {
      let s = x[at + i * ld + j]!
      for (let k = 0; k < j; k++) s -= x[at + i * ld + k]! * x[at + j * ld + k]!
      if (i > j) x[at + i * ld + j] = s / x[at + j * ld + j]!
      else if (s > 0) x[at + j * ld + j] = Math.sqrt(s)
      else return false
    }
  }
  return true
}

/** Each of m rows (v wide, at `rows`) becomes row * L^-T for the v x v triangle L at `block`. */
function solveRows(
  x: Float64Array,
  rows: number,
  m: number,
  ldr: number,
  block: number,
  ld: number,
  v: number,
): void {
  for (let j = 0; j < v; j++) {
    const lj = block + j * ld
    const inverse = 1 / x[lj + j]!
    for (let i = 0; i < m; i++) {
      const r = rows + i * ldr
      let s = x[r + j]!
      for (let k = 0; k < j; k++) s -= x[r + k]! * x[lj + k]!
      x[r + j] = s * inverse
    }
  }
}

/**
 * Writes U = L^-T (upper, row major, leading dimension c) at `out` for the c x c factor at `panel`.
 * These are the rows that an identity matrix below L would get in the factorization.
 */
export function invertTransposed(arena: Arena, panel: number, c: number, out: number): void {
  const { memory, multiply } = arena
  memory.fill(0, out, out + c * c)
  for (let j = 0; j < c; j++) memory[out + j * c + j] = 1
  for (let j = 0; j < c; j += OUTER) {
    const w = Math.min(OUTER, c - j)
    for (let i = 0; i < j; i += OUTER) {
      const h = Math.min(OUTER, j - i)
      multiply(h, w, j - i, out + i * c + i, c, panel + j * c + i, c, out + i * c + j, c, -1)
    }
    for (let t = j; t < j + w; t += INNER) {
      const v = Math.min(INNER, j + w - t)
      const rows = t + v
      if (t > j) multiply(rows, v, t - j, out + j, c, panel + t * c + j, c, out + t, c, -1)
      solveRows(memory, out + t, rows, c, panel + t * c + t, c, v)
    }
  }
}

/** Lower triangle of C (n x n at `c`) += alpha * A * B' with A and B n x k, and A * B' symmetric. */
export function symmetricUpdate(
  arena: Arena,
  n: number,
  k: number,
  a: number,
  b: number,
  ld: number,
  c: number,
  ldc: number,
  alpha: number,
): void {
  for (let i = 0; i < n; i += OUTER) {
    const h = Math.min(OUTER, n - i)
    arena.multiply(h, i + h, k, a + i * ld, ld, b, ld, c + i * ldc, ldc, alpha)
  }
}

/** Lower triangle of C = U * U' for the upper triangular n x n matrix U. */
export function gramOfUpper(arena: Arena, n: number, u: number, c: number, ldc: number): void {
  for (let i = 0; i < n; i += OUTER) {
    const h = Math.min(OUTER, n - i)
    arena.multiply(h, i + h, n - i, u + i * n + i, n, u + i, n, c + i * ldc, ldc, 1)
  }
}

/** Copies the lower triangle of the n x n matrix at `c` to its upper one. */
export function mirror(x: Float64Array, c: number, ldc: number, n: number): void {
  for (let i = 1; i < n; i++) for (let j = 0; j < i; j++) x[c + j * ldc + i] = x[c + i * ldc + j]!
}

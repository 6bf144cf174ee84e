/**
 * The one dense kernel that everything heavy is made of: C += alpha * A * B' on row-major blocks.
 * Rows of A and B are contiguous along the summed index, so nothing has to be packed.
 */
import { wasmMultiply } from './wasm-kernel.ts'

/** Adds alpha * A * B' to C; A is m x k at `a` (leading dimension lda), B is n x k, C is m x n. */
export type Multiply = (
  m: number,
  n: number,
  k: number,
  a: number,
  lda: number,
  b: number,
  ldb: number,
  c: number,
  ldc: number,
  alpha: number,
) => void

/** Memory for all fronts with the kernel that works on it. */
export type Arena = { readonly memory: Float64Array; readonly multiply: Multiply }

/** Above this many multiplications per factorization the SIMD kernel pays for its start. */
const SIMD_WORK = 2e6

/** Allocates `length` doubles; large problems get WebAssembly SIMD when the engine has it. */
export function makeArena(length: number, work: number): Arena {
  const simd = work > SIMD_WORK ? wasmMultiply(length) : undefined
  if (simd) return { memory: simd.memory, multiply: blocked(simd.memory, simd.tile) }
  const memory = new Float64Array(length)
  return { memory, multiply: blocked(memory, plainTile(memory)) }
}

/** Same arguments as Multiply, but m, n and k are multiples of 2, 4 and 2. */
type Tile = Multiply

const BLOCK = 64
const DEPTH = 256

/** Cuts the product into cache-sized pieces for the tile kernel and does the odd edges itself. */
function blocked(memory: Float64Array, tile: Tile): Multiply {
  const edge = edgeKernel(memory)
  return (m, n, k, a, lda, b, ldb, c, ldc, alpha) => {
    if (m * n * k < 256) {
      edge(m, n, k, a, lda, b, ldb, c, ldc, alpha)
      return
    }
    const mt = m & ~1
    const nt = n & ~3
    const kt = k & ~1
    for (let k0 = 0; k0 < kt; k0 += DEPTH) {
      const kk = Math.min(DEPTH, kt - k0)
      for (let i = 0; i < mt; i += BLOCK) {
        const mm = Math.min(BLOCK, mt - i)
        for (let j = 0; j < nt; j += BLOCK) {
          const nn = Math.min(BLOCK, nt - j)
          tile(mm, nn, kk, a + i * lda + k0, lda, b + j * ldb + k0, ldb, c + i * ldc + j, ldc, alpha)
        }
      }
    }
    if (kt < k) edge(mt, nt, k - kt, a + kt, lda, b + kt, ldb, c, ldc, alpha)
    if (nt < n) edge(mt, n - nt, k, a, lda, b + nt * ldb, ldb, c + nt, ldc, alpha)
    if (mt < m) edge(m - mt, n, k, a + mt * lda, lda, b, ldb, c + mt * ldc, ldc, alpha)
  }
}

function edgeKernel(x: Float64Array): Multiply {
  return (m, n, k, a, lda, b, ldb, c, ldc, alpha) => {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0
        const p = a + i * lda
        const q = b + j * ldb
        for (let t = 0; t < k; t++) sum += x[p + t]! * x[q + t]!
        const at = c + i * ldc + j
        x[at] = x[at]! + alpha * sum
      }
    }
  }
}

/** 2 x 4 register tile in plain JavaScript, for engines without SIMD. */
function plainTile(x: Float64Array): Tile {
  return (m, n, k, a, lda, b, ldb, c, ldc, alpha) => {
    for (let j = 0; j < n; j += 4) {
      for (let i = 0; i < m; i += 2) {
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        let t0 = 0
        let t1 = 0
        let t2 = 0
        let t3 = 0
        let p = a + i * lda
        let q = b + j * ldb
        for (const end = p + k; p < end; p++, q++) {
          const u = x[p]!
          const v = x[p + lda]!
          const b0 = x[q]!
          const b1 = x[q + ldb]!
          const b2 = x[q + 2 * ldb]!
          const b3 = x[q + 3 * ldb]!
          s0 += u * b0
          s1 += u * b1
          s2 += u * b2
          s3 += u * b3
          t0 += v * b0
          t1 += v * b1
          t2 += v * b2
          t3 += v * b3
        }
        const r = c + i * ldc + j
        x[r] = x[r]! + alpha * s0
        x[r + 1] = x[r + 1]! + alpha * s1
        x[r + 2] = x[r + 2]! + alpha * s2
        x[r + 3] = x[r + 3]! + alpha * s3
        x[r + ldc] = x[r + ldc]! + alpha * t0
        x[r + ldc + 1] = x[r + ldc + 1]! + alpha * t1
        x[r + ldc + 2] = x[r + ldc + 2]! + alpha * t2
        x[r + ldc + 3] = x[r + ldc + 3]! + alpha * t3
      }
    }
  }
}

/** The relative covariance factor Lambda: one small lower triangle per block, repeated for each of its levels. */
import type { CrossProducts } from './cross-products.ts'
import type { Block } from './problem.ts'

/** One entry of theta: element (row, column) of a block's triangle. */
export type ThetaEntry = { readonly block: number; readonly row: number; readonly column: number }

/** theta, column by column within each block, as in lme4. */
export function thetaEntries(blocks: readonly Block[]): ThetaEntry[] {
  const out: ThetaEntry[] = []
  for (const [block, { size }] of blocks.entries()) {
    for (let column = 0; column < size; column++) {
      for (let row = column; row < size; row++) out.push({ block, row, column })
    }
  }
  return out
}

/** The triangles, size x size row major each. */
export function triangles(
  blocks: readonly Block[],
  entries: readonly ThetaEntry[],
  theta: Float64Array,
): Float64Array[] {
  const out = blocks.map((b) => new Float64Array(b.size * b.size))
  for (const [i, e] of entries.entries()) out[e.block]![e.row * blocks[e.block]!.size + e.column] = theta[i]!
  return out
}

/** Inverse of a lower triangle. */
export function invertLower(l: Float64Array, n: number): Float64Array {
  const out = new Float64Array(n * n)
  for (let j = 0; j < n; j++) {
    out[j * n + j] = 1 / l[j * n + j]!
    for (let i = j + 1; i < n; i++) {
      let s = 0
      for (let k = j; k < i; k++) s += l[i * n + k]! * out[k * n + j]!
      out[i * n + j] = -s / l[i * n + i]!
    }
  }
  return out
}

/** Calls `visit` with the first unknown of every level of every block. */
export function eachLevel(
  cross: CrossProducts,
  visit: (block: number, size: number, at: number) => void,
): void {
  const { blocks, nodeStart, symbolic } = cross
  for (let k = 0; k < blocks.length; k++) {
    const size = blocks[k]!.size
    for (let node = nodeStart[k]!; node < nodeStart[k + 1]!; node++)
      visit(k, size, symbolic.nodeOffset[node]!)
  }
}

/** Multiplies each level's part of x by its block's matrix (row major), or by the transposed matrix. */
export function applyBlocks(
  cross: CrossProducts,
  matrices: readonly Float64Array[],
  x: Float64Array,
  transposed: boolean,
): Float64Array {
  const out = new Float64Array(x.length)
  eachLevel(cross, (k, size, at) => {
    const m = matrices[k]!
    if (size === 1) {
      out[at] = m[0]! * x[at]!
      return
    }
    for (let i = 0; i < size; i++) {
      let s = 0
      for (let j = 0; j < size; j++) s += (transposed ? m[j * size + i]! : m[i * size + j]!) * x[at + j]!
      out[at + i] = s
    }
  })
  return out
}

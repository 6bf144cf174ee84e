/** Start values for theta by one-way analyses of variance of the residuals, factor by factor. */
import type { CrossProducts } from './cross-products.ts'
import { eachLevel, type ThetaEntry } from './lambda.ts'

/** Relative standard deviations within [0.1, 3]; 1 where the data say nothing. Off-diagonal entries start at 0. */
export function startTheta(
  cross: CrossProducts,
  entries: readonly ThetaEntry[],
  n: number,
  rss: number,
): Float64Array {
  const diagonal = diagonalValues(cross)
  const g = cross.right[cross.right.length - 1]!
  const between = entries.map(() => 0)
  const squares = entries.map(() => 0)
  const levels = entries.map(() => 0)
  const slot = cross.blocks.map((b) => new Int32Array(b.size))
  for (const [i, e] of entries.entries()) if (e.row === e.column) slot[e.block]![e.row] = i
  eachLevel(cross, (k, size, at) => {
    for (let c = 0; c < size; c++) {
      const w = diagonal[at + c]!
      if (!(w > 0)) continue
      const i = slot[k]![c]!
      between[i] = between[i]! + (g[at + c]! * g[at + c]!) / w
      squares[i] = squares[i]! + w * w
      levels[i] = levels[i]! + 1
    }
  })
  return Float64Array.from(entries, (e, i) => {
    if (e.row !== e.column) return 0
    const residual = (rss - between[i]!) / (n - levels[i]!)
    const mean = n - squares[i]! / n
    const variance = (between[i]! - (levels[i]! - 1) * residual) / mean
    if (!(residual > 0 && mean > 0 && Number.isFinite(variance))) return 1
    return Math.min(3, Math.max(0.1, Math.sqrt(Math.max(0, variance / residual))))
  })
}

/** Diagonal of Z'WZ in elimination order. */
function diagonalValues(cross: CrossProducts): Float64Array {
  const out = new Float64Array(cross.symbolic.unknowns)
  const byAddress = new Map<number, number>()
  for (let t = 0; t < cross.diagonal.length; t++) byAddress.set(cross.diagonal[t]!, t)
  for (const { rowBlock, columnBlock, address, values } of cross.pairs) {
    if (rowBlock !== columnBlock) continue
    const size = cross.blocks[rowBlock]!.size
    for (let e = 0; e < address.length; e++) {
      const t = byAddress.get(address[e]!)
      if (t === undefined) continue
      for (let c = 0; c < size; c++) out[t + c] = values[(e * size + c) * size + c]!
    }
  }
  return out
}

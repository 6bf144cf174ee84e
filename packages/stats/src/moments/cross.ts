import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'

/**
 * Count, means and centred cross products of p variables: `cross[i * p + j]` is the sum of
 * (x_i - mean_i)(x_j - mean_j), symmetric, row-major p x p. `rest` is what the means lack in double precision.
 */
export type CrossMoments = {
  readonly n: number
  readonly p: number
  readonly mean: Float64Array
  readonly rest: Float64Array
  readonly cross: Float64Array
}

/** Cross moments of nothing over p variables. */
export function emptyCrossMoments(p: number): CrossMoments {
  return { n: 0, p, mean: new Float64Array(p), rest: new Float64Array(p), cross: new Float64Array(p * p) }
}

/** Cross moments of p columns of equal length. Refuses unequal lengths, no columns, NaN and infinite values. */
export function crossMomentsOf(columns: readonly ArrayLike<number>[]): CrossMoments | Refusal {
  const all = crossMomentsByBlock(columns, undefined, 1)
  return 'kind' in all ? all : all[0]!
}

/**
 * Cross moments of p columns in one go for each block 0 .. blocks-1; `block[i]` is the block of row i (all rows in
 * block 0 when undefined). The result has one entry per block, empty ones included.
 */
export function crossMomentsByBlock(
  columns: readonly ArrayLike<number>[],
  block: ArrayLike<number> | undefined,
  blocks: number,
): readonly CrossMoments[] | Refusal {
  const p = columns.length
  if (p === 0) return refuse('empty', 'Give at least one column.')
  const n = columns[0]!.length
  for (const column of columns) {
    if (column.length !== n) return refuse('mismatch', 'All columns must have the same number of rows.')
    const bad = checkFinite(column, 'The values of a column')
    if (bad) return bad
  }
  if (block && block.length !== n) return refuse('mismatch', 'Give one block number per row.')
  const of = (i: number): number => (block ? block[i]! : 0)
  const count = new Float64Array(blocks)
  const centre = new Float64Array(blocks * p)
  for (let i = 0; i < n; i++) {
    const b = of(i)
    if (!(Number.isInteger(b) && b >= 0 && b < blocks)) {
      return refuse('out-of-range', `Row ${i + 1} is in block ${b}; blocks go from 0 to ${blocks - 1}.`)
    }
    count[b]! += 1
    for (let j = 0; j < p; j++) centre[b * p + j]! += (columns[j]![i]! - centre[b * p + j]!) / count[b]!
  }
  const s1 = new Float64Array(blocks * p)
  const s2 = new Float64Array(blocks * p * p)
  const d = new Float64Array(p)
  for (let i = 0; i < n; i++) {
    const b = of(i)
    for (let j = 0; j < p; j++) {
      d[j] = columns[j]![i]! - centre[b * p + j]!
      s1[b * p + j]! += d[j]!
      for (let k = 0; k <= j; k++) s2[(b * p + j) * p + k]! += d[j]! * d[k]!
    }
  }
  return Array.from({ length: blocks }, (_, b) =>
    recentre(
      count[b]!,
      centre.subarray(b * p, b * p + p),
      s1.subarray(b * p, b * p + p),
      s2.subarray(b * p * p, (b + 1) * p * p),
    ),
  )
}

/** Turns sums around a provisional centre into sums around the mean. */
function recentre(n: number, centre: Float64Array, s1: Float64Array, s2: Float64Array): CrossMoments {
  const p = centre.length
  const out = emptyCrossMoments(p)
  if (n === 0) return out
  for (let j = 0; j < p; j++) {
    setMean(out, j, centre[j]!, s1[j]! / n)
    for (let k = 0; k <= j; k++) {
      const c = s2[j * p + k]! - (s1[j]! * s1[k]!) / n
      out.cross[j * p + k] = j === k ? Math.max(0, c) : c
      out.cross[k * p + j] = out.cross[j * p + k]!
    }
  }
  return { ...out, n }
}

function setMean(m: CrossMoments, j: number, large: number, small: number): void {
  const mean = large + small
  const back = mean - large
  m.mean[j] = mean
  m.rest[j] = large - (mean - back) + (small - back)
}

/** Cross moments of the union of two disjoint sets of rows. Refuses different numbers of variables. */
export function mergeCrossMoments(a: CrossMoments, b: CrossMoments): CrossMoments | Refusal {
  return combineCrossMoments([a, b])
}

/**
 * Cross moments of the union of any number of disjoint sets, each counted `weights[i]` times (1 by default). With
 * integer weights drawn with replacement this is a replicate of the block bootstrap.
 */
export function combineCrossMoments(
  parts: readonly CrossMoments[],
  weights?: ArrayLike<number>,
): CrossMoments | Refusal {
  const first = parts[0]
  if (!first) return refuse('empty', 'Give at least one set of cross moments.')
  const p = first.p
  let n = 0
  const out = emptyCrossMoments(p)
  const delta = new Float64Array(p)
  for (let part = 0; part < parts.length; part++) {
    const m = parts[part]!
    if (m.p !== p) return refuse('mismatch', `These moments have ${m.p} variables where others have ${p}.`)
    const w = weights ? weights[part]! : 1
    if (!(w >= 0))
      return refuse('out-of-range', `The weight of set ${part + 1} is ${w}; use numbers from 0 up.`)
    const added = w * m.n
    if (added === 0) continue
    const total = n + added
    for (let j = 0; j < p; j++) {
      delta[j] = n === 0 ? 0 : m.mean[j]! - out.mean[j]! + (m.rest[j]! - out.rest[j]!)
      for (let k = 0; k <= j; k++) {
        out.cross[j * p + k]! += w * m.cross[j * p + k]! + ((delta[j]! * n) / total) * delta[k]! * added
      }
    }
    for (let j = 0; j < p; j++) {
      if (n === 0) setMean(out, j, m.mean[j]!, m.rest[j]!)
      else setMean(out, j, out.mean[j]!, out.rest[j]! + (delta[j]! * added) / total)
    }
    n = total
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) out.cross[k * p + j] = out.cross[j * p + k]!
  return { ...out, n }
}

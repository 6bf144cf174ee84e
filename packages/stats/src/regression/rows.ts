import { cholForward } from '../core/linalg.ts'
import { type Refusal, refuse } from '../core/refusal.ts'
import type { Design, Grouping } from './columns.ts'
import type { CrossProducts } from './least-squares.ts'
import type { ClusterSums, LinearBasis } from './linear-basis.ts'
import { clusterSums } from './linear-basis.ts'
import { addOuter, type Sandwich } from './sandwich.ts'

/** Rows of predictors, then the outcome, as columns less their (weighted) means. */
export interface CentredRows {
  readonly n: number
  /** n, or the sum of weights. */
  readonly totalWeight: number
  readonly mean: Float64Array
  readonly columns: readonly Float64Array[]
  readonly weights: ArrayLike<number> | undefined
}

/** Takes the means off; refuses weights that are not positive numbers, one per row. */
export function centreRows(
  design: Design,
  y: ArrayLike<number>,
  weights?: ArrayLike<number>,
): CentredRows | Refusal {
  const { n } = design
  let totalWeight = n
  if (weights) {
    if (weights.length !== n) return refuse('mismatch', `There are ${weights.length} weights for ${n} rows.`)
    totalWeight = 0
    for (let i = 0; i < n; i++) {
      const w = weights[i]!
      if (!(w > 0 && w < 1e100)) {
        return refuse(
          'out-of-range',
          `Weights must be positive numbers; number ${i + 1} is ${w}. Leave such rows out.`,
        )
      }
      totalWeight += w
    }
  }
  const all = [...design.columns, y]
  const mean = new Float64Array(all.length)
  const columns = all.map((column, j) => {
    const out = Float64Array.from(column)
    // A second pass takes off what rounding left of the mean.
    for (let pass = 0; pass < 2; pass++) {
      let sum = 0
      for (let i = 0; i < n; i++) sum += weights ? weights[i]! * out[i]! : out[i]!
      const m = sum / totalWeight
      for (let i = 0; i < n; i++) out[i]! -= m
      mean[j]! += m
    }
    return out
  })
  return { n, totalWeight, mean, columns, weights }
}

/** Cross products of the rows about their means; `n` of the result is the total weight. */
export function rowMoments(rows: CentredRows): CrossProducts {
  const { n, columns, weights } = rows
  const q = columns.length
  const cross = new Float64Array(q * q)
  for (let a = 0; a < q; a++) {
    for (let b = 0; b <= a; b++) {
      const u = columns[a]!
      const v = columns[b]!
      let sum = 0
      if (weights) for (let i = 0; i < n; i++) sum += weights[i]! * u[i]! * v[i]!
      else for (let i = 0; i < n; i++) sum += u[i]! * v[i]!
      cross[a * q + b] = sum
      cross[b * q + a] = sum
    }
  }
  return { n: rows.totalWeight, mean: rows.mean, cross }
}

/** Standardised predictors of row i (with the intercept column), and the residual as a share of the outcome's scale. */
function readRow(rows: CentredRows, basis: LinearBasis, i: number, z: Float64Array): number {
  const { p, scale, beta } = basis.fit
  const shift = basis.intercept ? 1 : 0
  if (shift) z[0] = basis.constant
  let residual = rows.columns[p]![i]! / scale[p]!
  for (let j = 0; j < p; j++) {
    const v = rows.columns[j]![i]! / scale[j]!
    z[j + shift] = v
    residual -= beta[j]! * v
  }
  return residual
}

/** Which power of 1/(1 - leverage) each heteroskedasticity-consistent covariance gives a squared residual. */
const HC_POWER = { HC0: 0, HC1: 0, HC2: 1, HC3: 2 } as const

/** White's sandwich over single rows (MacKinnon & White 1985), without HC1's factor; df n - k. */
export function rowSandwich(rows: CentredRows, basis: LinearBasis, type: keyof typeof HC_POWER): Sandwich {
  const { k } = basis
  const meat = new Float64Array(k * k)
  const z = new Float64Array(k)
  for (let i = 0; i < rows.n; i++) {
    const residual = readRow(rows, basis, i, z)
    const w = rows.weights ? rows.weights[i]! : 1
    const o = cholForward(basis.factor, k, z, 1)
    let leverage = 0
    for (let j = 0; j < k; j++) leverage += w * o[j]! ** 2
    const room = 1 - leverage
    // A row that alone decides a coefficient has no residual, so it adds nothing.
    if (room < 1e-10) continue
    addOuter(meat, o, k, (w * residual) ** 2 / room ** HC_POWER[type])
  }
  return { meat, df: new Float64Array(k).fill(rows.n - k) }
}

/** Score sums of each cluster, straight from the rows; the Gram matrices are left empty. */
export function* scoresByCluster(
  rows: CentredRows,
  basis: LinearBasis,
  grouping: Grouping,
): Generator<ClusterSums> {
  const { k } = basis
  const sums = new Float64Array(grouping.count * k)
  const z = new Float64Array(k)
  for (let i = 0; i < rows.n; i++) {
    const weighted = readRow(rows, basis, i, z) * (rows.weights ? rows.weights[i]! : 1)
    const at = grouping.index[i]! * k
    for (let j = 0; j < k; j++) sums[at + j]! += weighted * z[j]!
  }
  const gram = new Float64Array(0)
  for (let g = 0; g < grouping.count; g++) {
    yield { gram, score: cholForward(basis.factor, k, sums.slice(g * k, g * k + k), 1) }
  }
}

/** Gram matrix and score of each cluster, one cluster at a time. */
export function* sumsByCluster(
  rows: CentredRows,
  basis: LinearBasis,
  grouping: Grouping,
): Generator<ClusterSums> {
  // The columns are centred already, so a cluster's offset from the grand mean is its mean.
  const aboutZero = { ...basis, mean: new Float64Array(rows.columns.length), rest: undefined }
  for (const members of rowsByGroup(grouping)) {
    yield clusterSums(aboutZero, groupMoments(rows.columns, members))
  }
}

/** Moments of the rows with these numbers, about their own means. */
export function groupMoments(columns: readonly Float64Array[], members: Int32Array): CrossProducts {
  const n = members.length
  const mean = new Float64Array(columns.length)
  const own = columns.map((c, j) => {
    const values = Float64Array.from(members, (i) => c[i]!)
    const m = values.reduce((a, b) => a + b, 0) / n
    mean[j] = m
    return values.map((v) => v - m)
  })
  return rowMoments({ n, totalWeight: n, mean, columns: own, weights: undefined })
}

/** Row numbers of each group, by a counting sort. */
export function* rowsByGroup(grouping: Grouping): Generator<Int32Array> {
  const starts = new Int32Array(grouping.count + 1)
  for (const g of grouping.index) starts[g + 1]!++
  for (let g = 0; g < grouping.count; g++) starts[g + 1]! += starts[g]!
  const order = new Int32Array(grouping.index.length)
  const next = starts.slice()
  for (let i = 0; i < order.length; i++) {
    const g = grouping.index[i]!
    order[next[g]!++] = i
  }
  for (let g = 0; g < grouping.count; g++) yield order.subarray(starts[g]!, starts[g + 1]!)
}

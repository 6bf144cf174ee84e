import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, type Grouping, type Labels, readDesign, readLabels } from './columns.ts'
import type { CovarianceType, LinearFit } from './fit.ts'
import { fitRows } from './ols.ts'

/** Rows for a regression with absorbed (fixed) effects. */
export interface FixedEffectsInput {
  readonly y: ArrayLike<number>
  readonly x: Columns
  /** Label columns whose levels each get an effect of their own: units, periods... One or more. */
  readonly effects: readonly Labels[]
  readonly clusters?: Labels
  readonly clusters2?: Labels
  readonly covariance?: CovarianceType
  readonly level?: number
}

/** A within regression: no intercept; `r2` and `adjustedR2` are of the variation within. */
export interface FixedEffectsFit extends LinearFit {
  /** R2 with the effects counted as explained variation (that of the regression on dummies). */
  readonly r2Overall: number
  /** Degrees of freedom that the effects take. */
  readonly absorbed: number
  /** Levels of each effect. */
  readonly levels: readonly number[]
}

/**
 * Least squares with one or more crossed fixed effects taken out (the "within" estimator). Coefficients and standard
 * errors equal those of a regression on dummies, which count in the degrees of freedom of CR1 as there.
 *
 * @returns the fit, or a refusal: `constant` when a predictor does not vary within the effects, `too-few`, `collinear`...
 */
export function fixedEffects(input: FixedEffectsInput): FixedEffectsFit | Refusal {
  const design = readDesign(input.y, input.x)
  if (isRefusal(design)) return design
  if (input.effects.length === 0) return refuse('empty', 'Give at least one column of effects, or use ols.')
  const groupings: Grouping[] = []
  for (const [i, labels] of input.effects.entries()) {
    const grouping = readLabels(labels, design.n, `effect ${i + 1}`)
    if (isRefusal(grouping)) return grouping
    groupings.push(grouping)
  }
  const { n } = design
  const names = [...design.names, 'the outcome']
  const columns: Float64Array[] = []
  for (const [j, column] of [...design.columns, input.y].entries()) {
    const within = absorb(column, groupings)
    if (!within) return refuse('not-converged', 'The fixed effects are too weakly connected to be taken out.')
    if (vanishes(within, column)) {
      return refuse('constant', `${names[j]} does not vary within the fixed effects; leave it out.`)
    }
    columns.push(within)
  }
  const absorbed = absorbedDf(groupings)
  const mean = new Float64Array(columns.length)
  const rows = { n, totalWeight: n, mean, columns, weights: undefined }
  const warnings = nestingWarnings(input, groupings, n)
  const method = `least squares within ${groupings.length === 1 ? 'one fixed effect' : `${groupings.length} fixed effects`}`
  const fit = fitRows(rows, names, { intercept: false, absorbed, method, warnings }, input)
  if (isRefusal(fit)) return fit
  const total = sumOfSquares(input.y)
  const within = columns[columns.length - 1]!.reduce((s, v) => s + v * v, 0)
  const r2Overall = 1 - ((1 - fit.r2) * within) / total
  return { ...fit, r2Overall, absorbed, levels: groupings.map((g) => g.count) }
}

/** Takes one effect's level means off, in place. */
function demean(values: Float64Array, { index, count }: Grouping): void {
  const sums = new Float64Array(count)
  const sizes = new Float64Array(count)
  for (let i = 0; i < values.length; i++) {
    sums[index[i]!]! += values[i]!
    sizes[index[i]!]! += 1
  }
  for (let g = 0; g < count; g++) sums[g]! /= sizes[g]!
  for (let i = 0; i < values.length; i++) values[i]! -= sums[index[i]!]!
}

/**
 * Residual of a column after all effects. One effect is exact (twice, against rounding); several are taken off in
 * turn, there and back, with conjugate gradients on that symmetric step (Hernandez-Ramos, Escalante & Raydan 2011).
 */
function absorb(column: ArrayLike<number>, groupings: readonly Grouping[]): Float64Array | undefined {
  const values = Float64Array.from(column)
  const last = groupings.length - 1
  const sweep = (v: Float64Array): Float64Array => {
    const out = v.slice()
    for (let g = 0; g <= last; g++) demean(out, groupings[g]!)
    for (let g = last - 1; g >= 0; g--) demean(out, groupings[g]!)
    return out
  }
  demean(values, groupings[0]!)
  if (last === 0) {
    demean(values, groupings[0]!)
    return values
  }
  const size = values.reduce((s, v) => s + v * v, 0)
  const once = sweep(values)
  const residual = values.map((v, i) => v - once[i]!)
  let direction = residual.slice()
  let left = residual.reduce((s, v) => s + v * v, 0)
  for (let iteration = 0; iteration < 10_000; iteration++) {
    if (left <= 1e-28 * size) return sweep(values)
    const swept = sweep(direction)
    let curvature = 0
    for (let i = 0; i < swept.length; i++) curvature += direction[i]! * (direction[i]! - swept[i]!)
    if (!(curvature > 0)) return sweep(values)
    const step = left / curvature
    let next = 0
    for (let i = 0; i < values.length; i++) {
      values[i]! -= step * direction[i]!
      residual[i]! -= step * (direction[i]! - swept[i]!)
      next += residual[i]! ** 2
    }
    const keep = next / left
    direction = direction.map((d, i) => residual[i]! + keep * d)
    left = next
  }
  return undefined
}

function vanishes(within: Float64Array, column: ArrayLike<number>): boolean {
  const left = within.reduce((s, v) => s + v * v, 0)
  let size = 0
  for (let i = 0; i < column.length; i++) size += column[i]! ** 2
  return left <= 1e-20 * size
}

/** Sum of squares about the mean. */
function sumOfSquares(y: ArrayLike<number>): number {
  let mean = 0
  let ss = 0
  for (let i = 0; i < y.length; i++) {
    const delta = y[i]! - mean
    mean += delta / (i + 1)
    ss += delta * (y[i]! - mean)
  }
  return ss
}

/**
 * Rank of the effects' dummies together: exact for one and two (levels less the number of connected parts); for each
 * further effect one less than its levels.
 */
function absorbedDf(groupings: readonly Grouping[]): number {
  const [first, second, ...others] = groupings
  if (!first) return 0
  let df = first.count
  if (second) df += second.count - connectedParts(first, second)
  for (const g of others) df += g.count - 1
  return df
}

/** Connected parts of the graph whose nodes are the levels of two effects and whose edges are the rows. */
function connectedParts(a: Grouping, b: Grouping): number {
  const parent = Int32Array.from({ length: a.count + b.count }, (_, i) => i)
  const find = (start: number): number => {
    let i = start
    while (parent[i] !== i) {
      parent[i] = parent[parent[i]!]!
      i = parent[i]!
    }
    return i
  }
  let parts = a.count + b.count
  for (let i = 0; i < a.index.length; i++) {
    const u = find(a.index[i]!)
    const v = find(a.count + b.index[i]!)
    if (u === v) continue
    parent[u] = v
    parts--
  }
  return parts
}

/** CR2 with absorbed effects equals that with dummies only when every effect lies inside the clusters. */
function nestingWarnings(input: FixedEffectsInput, groupings: readonly Grouping[], n: number): string[] {
  if (!input.clusters || (input.covariance && input.covariance !== 'CR2')) return []
  const clusters = readLabels(input.clusters, n, 'cluster')
  if (isRefusal(clusters)) return []
  if (!input.covariance && (clusters.count >= 40 || input.clusters2)) return []
  const nested = groupings.every((g) => {
    const home = new Int32Array(g.count).fill(-1)
    return g.index.every((level, i) => {
      const cluster = clusters.index[i]!
      if (home[level] === -1) home[level] = cluster
      return home[level] === cluster
    })
  })
  if (nested) return []
  return [
    'An effect crosses the clusters, so CR2 is approximate: give that effect as dummy columns to be exact.',
  ]
}

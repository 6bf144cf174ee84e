/** From the caller's columns to a checked problem: weights, residual outcome, basis of the fixed part. */
import { type Refusal, refuse } from '../core/refusal.ts'
import {
  type Basis,
  designColumns,
  LARGEST,
  lengthRefusal,
  orthonormalise,
  residuals,
  valueRefusal,
} from './design.ts'
import type { CellMoments, MixedModelInput, RandomTerm } from './types.ts'

/** One block of random effects with a covariance matrix of its own; uncorrelated slopes are blocks of their own. */
export type Block = {
  /** Index of the random term it belongs to. */
  readonly term: number
  /** Coefficients per level. */
  readonly size: number
  readonly levels: Int32Array
  readonly levelCount: number
  /** Covariate of each coefficient, centred and scaled; undefined for an intercept. */
  readonly columns: readonly (Float64Array | undefined)[]
  /** Names of the coefficients; '' for the intercept. */
  readonly names: readonly string[]
  /** b = transform * b_scaled, size x size row major (upper triangular). */
  readonly transform: Float64Array
}

/** A checked problem. Rows stand for readings or for cells. */
export type Problem = {
  readonly rows: number
  /** Readings. */
  readonly n: number
  /** Weights with mean 1 over readings, and the factor that was taken out. */
  readonly weights: Float64Array
  readonly weightScale: number
  readonly sumLogWeights: number
  readonly basis: Basis
  /** Ordinary least squares coefficients on the basis, in units of y. */
  readonly olsCoefficients: Float64Array
  /** OLS residuals divided by `scale`, orthogonal to the basis. */
  readonly residual: Float64Array
  readonly scale: number
  /** Weighted residual sum of squares of the readings (within cells included), in the units of `residual`. */
  readonly rss: number
  readonly blocks: readonly Block[]
}

/** Checks the input and prepares it; refuses with a reason where a model can't be had. */
export function makeProblem(input: MixedModelInput): Problem | Refusal {
  const outcome = readOutcome(input)
  if ('reason' in outcome) return outcome
  const { y, weights, n } = outcome
  const rows = y.length
  const blocks = readRandom(input.random, rows, n, weights)
  if ('reason' in blocks) return blocks
  const columns = designColumns(rows, input.fixed ?? [], input.intercept ?? true)
  if ('reason' in columns) return columns
  if (columns.length >= n) {
    return refuse(
      'too-few',
      `${n} readings can't carry ${columns.length} fixed effects; take terms out or bring more readings.`,
    )
  }
  let total = 0
  for (const w of weights) total += w
  const weightScale = total / n
  for (let i = 0; i < rows; i++) weights[i] = weights[i]! / weightScale
  const basis = orthonormalise(columns, weights)
  if ('reason' in basis) return basis
  const fit = residuals(basis, y, weights)
  const within = outcome.withinCells / weightScale
  const spread = spreads(y, fit.residual, weights, within)
  // below 1e-200 squares lose their digits
  if (spread.rss <= 1e-26 * spread.raw || spread.rss < 1e-200) {
    return refuse(
      'constant',
      'The outcome does not vary (or the fixed effects explain it completely), so there is nothing to split into variances.',
    )
  }
  const scale = Math.sqrt(spread.rss / n)
  return {
    rows,
    n,
    weights,
    weightScale,
    sumLogWeights: outcome.sumLogWeights,
    basis,
    olsCoefficients: fit.coefficients,
    residual: fit.residual.map((v) => v / scale),
    scale,
    rss: n,
    blocks,
  }
}

function spreads(
  y: Float64Array,
  residual: Float64Array,
  w: Float64Array,
  within: number,
): { raw: number; rss: number } {
  let raw = within
  let rss = within
  for (let i = 0; i < y.length; i++) {
    raw += w[i]! * y[i]! * y[i]!
    rss += w[i]! * residual[i]! * residual[i]!
  }
  return { raw, rss }
}

type ReadOutcome = {
  y: Float64Array
  weights: Float64Array
  n: number
  sumLogWeights: number
  withinCells: number
}

function readOutcome(input: MixedModelInput): ReadOutcome | Refusal {
  if (input.cells !== undefined) return readCells(input.cells)
  const y = Float64Array.from(input.y)
  if (y.length === 0) return refuse('empty', 'There are no readings to fit a mixed model to.')
  const bad = y.findIndex((v) => !(Math.abs(v) < LARGEST))
  if (bad >= 0) return valueRefusal('The outcome', y[bad]!, bad)
  if (input.weights === undefined) {
    return { y, weights: new Float64Array(y.length).fill(1), n: y.length, sumLogWeights: 0, withinCells: 0 }
  }
  if (input.weights.length !== y.length) return lengthRefusal('weights', input.weights.length, y.length)
  const weights = Float64Array.from(input.weights)
  const wrong = weights.findIndex((w) => !(w > 1 / LARGEST && w < LARGEST))
  if (wrong >= 0)
    return refuse(
      'out-of-range',
      `Weights must be positive; row ${wrong + 1} has ${weights[wrong]}. Leave out rows that don't count.`,
    )
  let sumLogWeights = 0
  for (const w of weights) sumLogWeights += Math.log(w)
  return { y, weights, n: y.length, sumLogWeights, withinCells: 0 }
}

function readCells(cells: CellMoments): ReadOutcome | Refusal {
  const rows = cells.count.length
  if (cells.mean.length !== rows) return lengthRefusal('mean', cells.mean.length, rows)
  if (cells.m2.length !== rows) return lengthRefusal('m2', cells.m2.length, rows)
  const y = new Float64Array(rows)
  const weights = new Float64Array(rows)
  let n = 0
  let withinCells = 0
  for (let i = 0; i < rows; i++) {
    const count = cells.count[i]!
    if (!(Number.isInteger(count) && count >= 0))
      return refuse('out-of-range', `Cell ${i + 1} has count ${count}; counts are whole numbers, 0 or more.`)
    if (count === 0) continue
    const mean = cells.mean[i]!
    const m2 = cells.m2[i]!
    if (!(Math.abs(mean) < LARGEST)) return valueRefusal('The mean', mean, i)
    if (!(Math.abs(m2) < LARGEST ** 2)) return valueRefusal('m2', m2, i)
    if (m2 < 0) return refuse('out-of-range', `Cell ${i + 1} has a negative sum of squares (m2).`)
    y[i] = mean
    weights[i] = count
    n += count
    withinCells += m2
  }
  if (n === 0) return refuse('empty', 'There are no readings to fit a mixed model to.')
  return { y, weights, n, sumLogWeights: 0, withinCells }
}

/** Checks the random terms and splits them into blocks; `weights` says which rows count. */
export function readRandom(
  terms: readonly RandomTerm[],
  rows: number,
  n: number,
  weights: Float64Array,
): Block[] | Refusal {
  if (terms.length === 0) return refuse('too-few', 'A mixed model needs at least one random factor.')
  const blocks: Block[] = []
  for (const [t, term] of terms.entries()) {
    if (terms.findIndex((o) => o.name === term.name) !== t)
      return refuse('mismatch', `Two random factors are called ${term.name}; give each its own name.`)
    const levels = readLevels(term, rows, n, weights)
    if ('reason' in levels) return levels
    const columns: { name: string; values: Float64Array | undefined }[] = []
    if (term.intercept ?? true) columns.push({ name: '', values: undefined })
    for (const slope of term.slopes ?? []) {
      if (slope.values.length !== rows) return lengthRefusal(slope.name, slope.values.length, rows)
      const values = Float64Array.from(slope.values)
      const bad = values.findIndex((v) => !(Math.abs(v) < LARGEST))
      if (bad >= 0) return valueRefusal(slope.name, values[bad]!, bad)
      columns.push({ name: slope.name, values })
    }
    if (columns.length === 0)
      return refuse('mismatch', `The random factor ${term.name} has neither an intercept nor a slope.`)
    if (levels.used * columns.length >= n) {
      return refuse(
        'too-few',
        `${term.name} has ${levels.used * columns.length} random effects for ${n} readings; its variance can't be told apart from the residual one.`,
      )
    }
    const groups = (term.correlated ?? true) ? [columns] : columns.map((c) => [c])
    for (const group of groups) blocks.push(makeBlock(t, term, levels.index, group, weights))
  }
  return blocks
}

function readLevels(
  term: RandomTerm,
  rows: number,
  n: number,
  weights: Float64Array,
): { index: Int32Array; used: number } | Refusal {
  if (term.levels.length !== rows) return lengthRefusal(term.name, term.levels.length, rows)
  const seen = new Uint8Array(term.levelCount)
  let used = 0
  for (let i = 0; i < rows; i++) {
    const l = term.levels[i]!
    if (!(Number.isInteger(l) && l >= 0 && l < term.levelCount)) {
      return refuse(
        'out-of-range',
        `${term.name}: row ${i + 1} has level ${l}, but levels go from 0 to ${term.levelCount - 1}.`,
      )
    }
    if (weights[i]! > 0 && seen[l] === 0) {
      seen[l] = 1
      used++
    }
  }
  if (used < 2)
    return refuse('too-few', `${term.name} has one level only; a random factor needs at least two.`)
  if (used >= n) {
    return refuse(
      'too-few',
      `${term.name} has as many levels as there are readings; its variance can't be told apart from the residual one.`,
    )
  }
  return { index: Int32Array.from(term.levels), used }
}

/** Scales slope covariates (and centres them beside a correlated intercept), which doesn't change the model. */
export function makeBlock(
  term: number,
  source: RandomTerm,
  levels: Int32Array,
  group: readonly { name: string; values: Float64Array | undefined }[],
  weights: Float64Array,
): Block {
  const size = group.length
  const centred = group[0]!.values === undefined
  const transform = new Float64Array(size * size)
  const columns = group.map(({ values }, c) => {
    transform[c * size + c] = 1
    if (values === undefined) return undefined
    let total = 0
    let mean = 0
    for (const [i, w] of weights.entries()) {
      total += w
      mean += w * values[i]!
    }
    mean = centred ? mean / total : 0
    let square = 0
    for (const [i, w] of weights.entries()) square += w * (values[i]! - mean) ** 2
    const scale = Math.sqrt(square / total) || 1
    transform[c * size + c] = 1 / scale
    if (centred) transform[c] = -mean / scale
    return values.map((v) => (v - mean) / scale)
  })
  return {
    term,
    size,
    levels,
    levelCount: source.levelCount,
    columns,
    names: group.map((g) => g.name),
    transform,
  }
}

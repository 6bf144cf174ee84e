import { checkFinite, type Refusal, refuse } from '../core/refusal.ts'

/** Named predictor columns of equal length; the names come back in the results, in this order. */
export type Columns = Readonly<Record<string, ArrayLike<number>>>

/** One identifier per row: which cluster (site, person...) the row belongs to. */
export type Labels = ArrayLike<string | number>

/** Checked predictors: p columns of n finite numbers each. */
export interface Design {
  readonly n: number
  readonly names: readonly string[]
  readonly columns: readonly ArrayLike<number>[]
}

/** Checks outcome and predictors together; n must exceed the number of coefficients. */
export function readDesign(y: ArrayLike<number>, x: Columns): Design | Refusal {
  const names = Object.keys(x)
  const columns = Object.values(x)
  const n = y.length
  if (n === 0) return refuse('empty', 'There are no rows to fit a model to.')
  const finite = checkFinite(y, 'Outcome values')
  if (finite) return finite
  for (const [j, column] of columns.entries()) {
    if (column.length !== n) {
      return refuse('mismatch', `Column ${names[j]} has ${column.length} values but the outcome has ${n}.`)
    }
    const bad = checkFinite(column, `Values of ${names[j]}`)
    if (bad) return bad
    const huge = checkSize(column, `Values of ${names[j]}`)
    if (huge) return huge
  }
  return checkSize(y, 'Outcome values') ?? { n, names, columns }
}

/** Squares and products of values beyond this size would overflow, and the answer with them. */
const LARGEST = 1e100

function checkSize(values: ArrayLike<number>, what: string): Refusal | undefined {
  for (let i = 0; i < values.length; i++) {
    if (Math.abs(values[i]!) > LARGEST) {
      return refuse(
        'out-of-range',
        `${what} must stay below 1e100 in size; use a larger unit of measurement.`,
      )
    }
  }
  return undefined
}

/** Labels as numbers 0 .. count-1 in order of first appearance. */
export interface Grouping {
  readonly index: Int32Array
  readonly count: number
}

/** Numbers the labels; refuses when there isn't one per row. */
export function readLabels(labels: Labels, n: number, what: string): Grouping | Refusal {
  if (labels.length !== n) {
    return refuse('mismatch', `There are ${labels.length} ${what} labels for ${n} rows; give one per row.`)
  }
  const seen = new Map<string | number, number>()
  const index = new Int32Array(n)
  for (let i = 0; i < n; i++) {
    const label = labels[i]!
    let at = seen.get(label)
    if (at === undefined) {
      at = seen.size
      seen.set(label, at)
    }
    index[i] = at
  }
  return { index, count: seen.size }
}

/** The grouping whose groups are the pairs of two groupings that occur together. */
export function crossGroupings(a: Grouping, b: Grouping): Grouping {
  const pairs = new Float64Array(a.index.length)
  for (let i = 0; i < pairs.length; i++) pairs[i] = a.index[i]! * b.count + b.index[i]!
  const crossed = readLabels(pairs, pairs.length, 'pair')
  return 'kind' in crossed ? a : crossed
}

/**
 * Dummy columns of a categorical variable (treatment contrasts, as R's default): one column of 0 and 1 per level but
 * the first in ascending order (or `reference`), named `<name><level>`.
 */
export function dummyColumns(
  name: string,
  values: Labels,
  reference?: string | number,
): Record<string, Float64Array> {
  const levels = [...new Set(Array.from(values))].sort((a, b) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1,
  )
  const base = reference ?? levels[0]
  const out: Record<string, Float64Array> = {}
  for (const level of levels) {
    if (level === base) continue
    out[`${name}${level}`] = Float64Array.from(values, (v) => (v === level ? 1 : 0))
  }
  return out
}

/** Indices of the rows without a missing (NaN, infinite) value in any of the columns: complete cases. */
export function completeRows(...columns: readonly ArrayLike<number>[]): Int32Array {
  const n = columns[0]?.length ?? 0
  const rows: number[] = []
  for (let i = 0; i < n; i++) if (columns.every((c) => Number.isFinite(c[i]))) rows.push(i)
  return Int32Array.from(rows)
}

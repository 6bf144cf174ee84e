/** The fixed part: columns from terms, and an orthonormal basis of them. */
import { type Refusal, refuse } from '../core/refusal.ts'
import type { FactorTerm, NumericTerm, Term } from './types.ts'

type Column = { readonly name: string; readonly values: Float64Array }

/** Design columns in order, the intercept first. */
export function designColumns(rows: number, fixed: readonly Term[], intercept: boolean): Column[] | Refusal {
  const columns: Column[] = intercept ? [{ name: '(Intercept)', values: new Float64Array(rows).fill(1) }] : []
  for (const term of fixed) {
    const made = term.kind === 'interaction' ? interactionColumns(rows, term.of) : mainColumns(rows, term)
    if ('reason' in made) return made
    columns.push(...made)
  }
  return columns
}

function mainColumns(rows: number, term: NumericTerm | FactorTerm): Column[] | Refusal {
  return term.kind === 'numeric' ? numericColumn(rows, term) : dummyColumns(rows, term)
}

function numericColumn(rows: number, term: NumericTerm): Column[] | Refusal {
  if (term.values.length !== rows) return lengthRefusal(term.name, term.values.length, rows)
  const values = Float64Array.from(term.values)
  const bad = values.findIndex((v) => !(Math.abs(v) < LARGEST))
  if (bad >= 0) return valueRefusal(term.name, values[bad]!, bad)
  return [{ name: term.name, values }]
}

function dummyColumns(rows: number, term: FactorTerm): Column[] | Refusal {
  if (term.levels.length !== rows) return lengthRefusal(term.name, term.levels.length, rows)
  const slot = new Int32Array(term.names.length).fill(-1)
  for (let i = 0; i < rows; i++) {
    const l = term.levels[i]!
    if (!(Number.isInteger(l) && l >= 0 && l < term.names.length)) {
      return refuse(
        'out-of-range',
        `${term.name}: row ${i + 1} has level ${l}, but levels go from 0 to ${term.names.length - 1}.`,
      )
    }
    slot[l] = 0
  }
  const used = term.names.map((_, l) => l).filter((l) => slot[l] === 0)
  const columns = used.slice(1).map((l, j) => {
    slot[l] = j + 1
    return { name: term.name + term.names[l]!, values: new Float64Array(rows) }
  })
  for (let i = 0; i < rows; i++) {
    const s = slot[term.levels[i]!]!
    if (s > 0) columns[s - 1]!.values[i] = 1
  }
  return columns
}

function interactionColumns(rows: number, parts: readonly (NumericTerm | FactorTerm)[]): Column[] | Refusal {
  let columns: Column[] | undefined
  for (const part of parts) {
    const next = mainColumns(rows, part)
    if ('reason' in next) return next
    const previous = columns
    columns = previous === undefined ? next : next.flatMap((b) => previous.map((a) => product(a, b)))
  }
  return columns ?? []
}

function product(a: Column, b: Column): Column {
  return { name: `${a.name}:${b.name}`, values: a.values.map((v, i) => v * b.values[i]!) }
}

/** Numbers beyond this have squares that overflow. */
export const LARGEST = 1e100

/** A refusal for a value that isn't finite, or too large to be squared. */
export function valueRefusal(name: string, value: number, row: number): Refusal {
  return Number.isFinite(value)
    ? refuse(
        'out-of-range',
        `${name} is ${value} in row ${row + 1}; use a unit in which numbers stay below 1e100.`,
      )
    : refuse(
        'not-finite',
        `${name} must be a finite number in every row; row ${row + 1} has none. Leave out incomplete rows.`,
      )
}

/** A refusal for a column of the wrong length. */
export function lengthRefusal(name: string, length: number, rows: number): Refusal {
  return refuse(
    'mismatch',
    `${name} has ${length} entries, but there are ${rows} rows; every column needs one per row.`,
  )
}

/** X = Q R with Q'WQ = I: the basis that all computations are done in. */
export type Basis = {
  readonly names: readonly string[]
  /** p columns of Q. */
  readonly q: readonly Float64Array[]
  /** R, p x p upper triangular, row major. */
  readonly r: Float64Array
  /** Weighted mean of each original column. */
  readonly means: Float64Array
}

const dot = (w: Float64Array, a: Float64Array, b: Float64Array): number => {
  let s = 0
  for (let i = 0; i < w.length; i++) s += w[i]! * a[i]! * b[i]!
  return s
}

/** Below this share of its own spread a column counts as a combination of the columns before it (as R's lm). */
const COLLINEAR = 1e-7

/** Weighted Gram-Schmidt, done twice for full accuracy ("twice is enough", Giraud et al. 2005). */
export function orthonormalise(columns: readonly Column[], w: Float64Array): Basis | Refusal {
  const p = columns.length
  const r = new Float64Array(p * p)
  const q: Float64Array[] = []
  let total = 0
  for (const v of w) total += v
  const means = new Float64Array(p)
  const ones = new Float64Array(w.length).fill(1)
  for (let j = 0; j < p; j++) {
    const v = Float64Array.from(columns[j]!.values)
    means[j] = dot(w, ones, v) / total
    const raw = Math.sqrt(dot(w, v, v))
    // the first projection is on the intercept if there is one: spread is judged after it, so that a covariate
    // with a large mean isn't taken for a constant
    if (j > 0) project(v, q.slice(0, 1), w, r, p, j, 0)
    const spread = Math.sqrt(dot(w, v, v))
    project(v, q.slice(1), w, r, p, j, 1)
    project(v, q, w, r, p, j, 0)
    const norm = Math.sqrt(dot(w, v, v))
    if (!(norm > COLLINEAR * spread && spread > 1e-12 * raw && norm > 1 / LARGEST)) {
      return refuse('collinear', collinearMessage(columns, j))
    }
    for (let i = 0; i < v.length; i++) v[i] = v[i]! / norm
    r[j * p + j] = norm
    q.push(v)
  }
  return { names: columns.map((c) => c.name), q, r, means }
}

function collinearMessage(columns: readonly Column[], j: number): string {
  const before = columns
    .slice(0, j)
    .map((c) => c.name)
    .join(', ')
  return before === ''
    ? `${columns[j]!.name} is zero in every row; leave it out.`
    : `${columns[j]!.name} can't be told apart from ${before}; leave it out.`
}

function project(
  v: Float64Array,
  q: readonly Float64Array[],
  w: Float64Array,
  r: Float64Array,
  p: number,
  j: number,
  from: number,
): void {
  for (const [t, base] of q.entries()) {
    const s = dot(w, base, v)
    for (let i = 0; i < v.length; i++) v[i] = v[i]! - s * base[i]!
    const at = (from + t) * p + j
    r[at] = r[at]! + s
  }
}

/** The part of y that the columns don't explain, with the coefficients on Q that do. */
export function residuals(
  basis: Basis,
  y: Float64Array,
  w: Float64Array,
): { residual: Float64Array; coefficients: Float64Array } {
  const residual = Float64Array.from(y)
  const p = basis.q.length
  const coefficients = new Float64Array(p)
  for (let pass = 0; pass < 2; pass++) {
    for (let j = 0; j < p; j++) {
      const base = basis.q[j]!
      const s = dot(w, base, residual)
      for (let i = 0; i < y.length; i++) residual[i] = residual[i]! - s * base[i]!
      coefficients[j] = coefficients[j]! + s
    }
  }
  return { residual, coefficients }
}

/** R^-1, p x p upper triangular, row major. */
export function invertUpper(r: Float64Array, p: number): Float64Array {
  const out = new Float64Array(p * p)
  for (let j = 0; j < p; j++) {
    out[j * p + j] = 1 / r[j * p + j]!
    for (let i = j - 1; i >= 0; i--) {
      let s = 0
      for (let k = i + 1; k <= j; k++) s += r[i * p + k]! * out[k * p + j]!
      out[i * p + j] = -s / r[i * p + i]!
    }
  }
  return out
}

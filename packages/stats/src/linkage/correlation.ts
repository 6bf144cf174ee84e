import { normalQuantile, tSurvival } from '../core/distributions.ts'
import { cholesky, cholForward, matMul, symmetricEigen, transpose } from '../core/linalg.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, readDesign } from '../regression/columns.ts'
import { correlationOf } from '../regression/least-squares.ts'
import { type CentredRows, centreRows, rowMoments } from '../regression/rows.ts'

/** A correlation, weighted or given other columns, with its test of "none". */
export interface PartialCorrelation {
  readonly estimate: number
  readonly p: number
  /** By Fisher's z. */
  readonly interval: Interval
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Pearson's correlation of two columns, optionally weighted, or given controls (then of the residuals on them). For
 * rank correlations see `correlation`.
 *
 * @returns the correlation with Fisher's interval, or a refusal: `constant`, `too-few` (fewer than 4 rows beyond the
 * controls), `mismatch`, `not-finite`, `collinear`
 */
export function partialCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: {
    readonly weights?: ArrayLike<number>
    readonly controls?: Columns
    readonly level?: number
  } = {},
): PartialCorrelation | Refusal {
  const { weights, controls = {}, level = 0.95 } = options
  const bad = checkLevel(level)
  if (bad) return bad
  const rows = readRows({ ...controls, x }, y, weights)
  if (isRefusal(rows)) return rows
  const names = [...Object.keys(controls), 'The first column', 'The second column']
  const corr = correlationOf(rowMoments(rows), names)
  if (isRefusal(corr)) return corr
  const controlCount = names.length - 2
  const df = rows.n - 2 - controlCount
  if (df < 2)
    return refuse('too-few', `${rows.n} rows are too few for a correlation with ${controlCount} controls.`)
  const estimate = partial(corr.r, names.length)
  if (isRefusal(estimate)) return estimate
  const half = normalQuantile(0.5 + level / 2) / Math.sqrt(df - 1)
  // A perfect correlation has no sampling spread that Fisher's z could show: the interval is a point.
  const z = Math.atanh(Math.min(1 - 1e-16, Math.max(-1 + 1e-16, estimate)))
  const interval = { lower: Math.tanh(z - half), upper: Math.tanh(z + half), level }
  const kind = weights ? 'weighted Pearson correlation' : 'Pearson correlation'
  return {
    estimate,
    p: correlationP(estimate, df),
    interval,
    n: rows.n,
    method: controlCount > 0 ? `${kind} given ${names.slice(0, -2).join(', ')}` : kind,
    warnings: weights
      ? ['The p-value and the interval take the weights as if rows were equally precise.']
      : [],
  }
}

function readRows(x: Columns, y: ArrayLike<number>, weights?: ArrayLike<number>): CentredRows | Refusal {
  const design = readDesign(y, x)
  return isRefusal(design) ? design : centreRows(design, y, weights)
}

/** Correlation of the last two of q variables after eliminating the others from the correlation matrix. */
function partial(r: Float64Array, q: number): number | Refusal {
  const m = r.slice()
  for (let k = 0; k < q - 2; k++) {
    const pivot = m[k * q + k]!
    if (!(pivot > 1e-11))
      return refuse('collinear', 'Some controls are combinations of others; leave one out.')
    for (let i = k + 1; i < q; i++) {
      const f = m[i * q + k]! / pivot
      for (let j = k + 1; j < q; j++) m[i * q + j]! -= f * m[k * q + j]!
    }
  }
  const a = m[(q - 2) * q + q - 2]!
  const b = m[q * q - 1]!
  if (!(a > 1e-11 && b > 1e-11)) {
    return refuse('collinear', 'The controls explain one of the two columns completely.')
  }
  return Math.max(-1, Math.min(1, m[(q - 2) * q + q - 1]! / Math.sqrt(a * b)))
}

/** Two-sided p of "no correlation" by t with df degrees of freedom. */
function correlationP(r: number, df: number): number {
  const left = 1 - r * r
  return left > 0 ? Math.min(1, 2 * tSurvival(Math.abs(r) * Math.sqrt(df / left), df)) : 0
}

/**
 * Canonical correlations (Hotelling 1936) of two sets of columns, in descending order: how much all customer scores
 * together go with all employee scores.
 *
 * @returns min(p, q) correlations, or a refusal: `constant`, `collinear`, `too-few`, `mismatch`, `not-finite`
 */
export function canonicalCorrelations(first: Columns, second: Columns): readonly number[] | Refusal {
  const names = [...Object.keys(first), ...Object.keys(second)]
  const p = Object.keys(first).length
  const q = names.length - p
  if (p === 0 || q === 0) return refuse('empty', 'Give at least one column in each set.')
  const columns = [...Object.values(first), ...Object.values(second)]
  const last = columns[p + q - 1]!
  const head = Object.fromEntries(columns.slice(0, -1).map((c, i) => [`${i}`, c]))
  const rows = readRows(head, last)
  if (isRefusal(rows)) return rows
  if (rows.n <= p + q) return refuse('too-few', `${rows.n} rows are too few for ${p + q} columns.`)
  const corr = correlationOf(rowMoments(rows), names)
  if (isRefusal(corr)) return corr
  const size = p + q
  const block = (from: number, n: number, at: number, m: number) =>
    Float64Array.from({ length: n * m }, (_, i) => corr.r[(from + Math.floor(i / m)) * size + at + (i % m)]!)
  const a = cholesky(block(0, p, 0, p), p, 1e-11)
  const b = cholesky(block(p, q, p, q), q, 1e-11)
  if (!a || !b)
    return refuse('collinear', 'Within one of the sets a column is a combination of others; leave it out.')
  // Singular values of La^-1 Rab Lb^-T.
  const half = cholForward(a, p, block(0, p, p, q), q)
  const k = cholForward(b, q, transpose(half, p, q), p)
  const small = p <= q ? matMul(transpose(k, q, p), k, p, q, p) : matMul(k, transpose(k, q, p), q, p, q)
  const { values } = symmetricEigen(small, Math.min(p, q))
  return Array.from(values, (v) => Math.sqrt(Math.min(1, Math.max(0, v))))
}

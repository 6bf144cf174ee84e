import { normalCdf, normalQuantile, tSurvival } from '../core/distributions.ts'
import { cholesky, cholForward, matMul, symmetricEigen, transpose } from '../core/linalg.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, readDesign } from '../regression/columns.ts'
import { correlationOf } from '../regression/least-squares.ts'
import { type CentredRows, centreRows, rowMoments } from '../regression/rows.ts'

/** A correlation with its test of "none". */
export interface Correlation {
  readonly estimate: number
  readonly pValue: number
  /** By Fisher's z; null where the method has none. */
  readonly interval: Interval | null
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Pearson's correlation of two columns, optionally weighted, or given controls (then of the residuals on them).
 *
 * @returns the correlation with Fisher's interval, or a refusal: `constant`, `too-few` (fewer than 4 rows beyond the
 * controls), `mismatch`, `not-finite`, `collinear`
 */
export function correlate(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: {
    readonly weights?: ArrayLike<number>
    readonly controls?: Columns
    readonly level?: number
  } = {},
): Correlation | Refusal {
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
    pValue: correlationP(estimate, df),
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

/** Mid-ranks, 1 to n; equal values share the mean of their ranks. */
export function midRanks(values: ArrayLike<number>): {
  readonly ranks: Float64Array
  readonly ties: readonly number[]
} {
  const n = values.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(n)
  const ties: number[] = []
  for (let from = 0; from < n; ) {
    let to = from
    while (to < n && values[order[to]!] === values[order[from]!]) to++
    for (let i = from; i < to; i++) ranks[order[i]!] = (from + to + 1) / 2
    if (to - from > 1) ties.push(to - from)
    from = to
  }
  return { ranks, ties }
}

/** Spearman's rank correlation (mid-ranks; p by t with n - 2 degrees of freedom). */
export function rankCorrelation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  level = 0.95,
): Correlation | Refusal {
  const rows = readRows({ x }, y)
  if (isRefusal(rows)) return rows
  const result = correlate(midRanks(x).ranks, midRanks(y).ranks, { level })
  if (isRefusal(result)) return result
  return { ...result, interval: null, method: 'Spearman rank correlation' }
}

/** Kendall's tau-b, with the normal approximation of its test under ties; n log n comparisons are not needed below 20,000 rows. */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): Correlation | Refusal {
  const rows = readRows({ x }, y)
  if (isRefusal(rows)) return rows
  const { n } = rows
  if (n < 3) return refuse('too-few', `${n} rows are too few for a rank correlation.`)
  if (n > 20_000)
    return refuse('too-large', `${n} rows are too many to compare all pairs; use rankCorrelation.`)
  let score = 0
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) score += Math.sign(x[i]! - x[j]!) * Math.sign(y[i]! - y[j]!)
  }
  const tiesX = midRanks(x).ties
  const tiesY = midRanks(y).ties
  const sum = (ties: readonly number[], f: (t: number) => number) => ties.reduce((s, t) => s + f(t), 0)
  const pairs = (n * (n - 1)) / 2
  const pairsX = pairs - sum(tiesX, (t) => (t * (t - 1)) / 2)
  const pairsY = pairs - sum(tiesY, (t) => (t * (t - 1)) / 2)
  if (pairsX === 0 || pairsY === 0) {
    return refuse(
      'constant',
      `The ${pairsX === 0 ? 'first' : 'second'} column has the same value in every row.`,
    )
  }
  const spread = (t: number) => t * (t - 1) * (2 * t + 5)
  const two = (t: number) => t * (t - 1)
  const three = (t: number) => t * (t - 1) * (t - 2)
  const variance =
    (spread(n) - sum(tiesX, spread) - sum(tiesY, spread)) / 18 +
    (sum(tiesX, two) * sum(tiesY, two)) / (2 * two(n)) +
    (sum(tiesX, three) * sum(tiesY, three)) / (9 * three(n))
  return {
    estimate: score / Math.sqrt(pairsX * pairsY),
    pValue: variance > 0 ? Math.min(1, 2 * normalCdf(-Math.abs(score) / Math.sqrt(variance))) : 1,
    interval: null,
    n,
    method: 'Kendall tau-b',
    warnings: [],
  }
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

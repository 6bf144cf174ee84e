import { chiSquareSurvival, normalCdf, normalQuantile, tSurvival } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkFinite, checkLevel, type Refusal, refuse } from '../core/refusal.ts'

/** Ranks 1..n with ties sharing their average, and the sum of t^3 - t over tie groups of size t. */
export function midRanks(values: ArrayLike<number>): { readonly ranks: Float64Array; readonly ties: number } {
  const n = values.length
  const order = Int32Array.from({ length: n }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const ranks = new Float64Array(n)
  let ties = 0
  for (let i = 0; i < n; ) {
    let j = i
    while (j + 1 < n && values[order[j + 1]!] === values[order[i]!]) j++
    for (let k = i; k <= j; k++) ranks[order[k]!] = (i + j) / 2 + 1
    const t = j - i + 1
    ties += t ** 3 - t
    i = j + 1
  }
  return { ranks, ties }
}

/** A rank test: statistic and two-sided p-value. */
export type RankTest = {
  readonly statistic: number
  readonly p: number
  readonly n: number
  readonly method: string
}

/** Wilcoxon-Mann-Whitney test of two samples (normal approximation with ties and continuity correction). */
export function wilcoxonTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): (RankTest & { readonly cliffsDelta: number }) | Refusal {
  const bad = checkFinite(a, 'The values') ?? checkFinite(b, 'The values')
  if (bad) return bad
  const [na, nb] = [a.length, b.length]
  if (na === 0 || nb === 0) return refuse('empty', 'Both samples need values.')
  const { ranks, ties } = midRanks([...Array.from(a), ...Array.from(b)])
  let w = (-na * (na + 1)) / 2
  for (let i = 0; i < na; i++) w += ranks[i]!
  const n = na + nb
  const variance = ((na * nb) / 12) * (n + 1 - ties / (n * (n - 1)))
  if (!(variance > 0)) return refuse('constant', 'All values are equal; there is nothing to compare.')
  const gap = w - (na * nb) / 2
  const z = (gap - Math.sign(gap) * 0.5) / Math.sqrt(variance)
  const p = Math.min(1, 2 * normalCdf(-Math.abs(z)))
  return { statistic: w, p, n, cliffsDelta: (2 * w) / (na * nb) - 1, method: 'Wilcoxon rank sum' }
}

/** Kruskal-Wallis test of equal location in several groups; `groups[i]` is the group of value i. */
export function kruskalWallis(
  values: ArrayLike<number>,
  groups: ArrayLike<string | number>,
): (RankTest & { readonly df: number }) | Refusal {
  const bad = checkFinite(values, 'The values')
  if (bad) return bad
  const n = values.length
  if (groups.length !== n) return refuse('mismatch', 'Give one group per value.')
  const { ranks, ties } = midRanks(values)
  const sums = new Map<string | number, { n: number; sum: number }>()
  for (let i = 0; i < n; i++) {
    const s = sums.get(groups[i]!) ?? { n: 0, sum: 0 }
    sums.set(groups[i]!, { n: s.n + 1, sum: s.sum + ranks[i]! })
  }
  if (sums.size < 2) return refuse('too-few', 'The test needs at least two groups.')
  let h = 0
  for (const s of sums.values()) h += (s.sum - (s.n * (n + 1)) / 2) ** 2 / s.n
  const scale = (n * (n + 1)) / 12 - ties / (12 * (n - 1))
  if (!(scale > 0)) return refuse('constant', 'All values are equal; there is nothing to compare.')
  const statistic = h / scale
  const df = sums.size - 1
  return { statistic, df, p: chiSquareSurvival(statistic, df), n, method: 'Kruskal-Wallis' }
}

/** A correlation with its test of zero. `statistic` is t for Pearson and Spearman, z for Kendall. */
export type CorrelationTest = Estimate & { readonly statistic: number; readonly p: number }

/**
 * Pearson, Spearman or Kendall (tau-b) correlation with the two-sided p-value of none. Intervals by Fisher's z, with
 * the variance 1/(n-3) for Pearson, 1.06/(n-3) for Spearman and 0.437/(n-4) for Kendall (Fieller et al. 1957).
 */
export function correlation(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  method: 'pearson' | 'spearman' | 'kendall' = 'pearson',
  level = 0.95,
): CorrelationTest | Refusal {
  const bad = checkLevel(level) ?? checkFinite(x, 'The values') ?? checkFinite(y, 'The values')
  if (bad) return bad
  const n = x.length
  if (y.length !== n) return refuse('mismatch', 'Both variables need the same number of values.')
  if (n < 5) return refuse('too-few', 'A correlation needs at least five pairs.')
  const found = method === 'kendall' ? kendall(x, y) : productMoment(x, y, method === 'spearman')
  if (found === undefined) return refuse('constant', 'A variable does not vary, so nothing can go with it.')
  const variance =
    method === 'pearson' ? 1 / (n - 3) : method === 'spearman' ? 1.06 / (n - 3) : 0.437 / (n - 4)
  const half = normalQuantile(0.5 + level / 2) * Math.sqrt(variance)
  const z = Math.atanh(found.r)
  return {
    estimate: found.r,
    standardError: (1 - found.r ** 2) * Math.sqrt(variance),
    interval: { lower: Math.tanh(z - half), upper: Math.tanh(z + half), level },
    statistic: found.statistic,
    p: found.p,
    n,
    method,
    warnings: [],
  }
}

type Found = { r: number; statistic: number; p: number } | undefined

function productMoment(x: ArrayLike<number>, y: ArrayLike<number>, ranked: boolean): Found {
  const a = ranked ? midRanks(x).ranks : Float64Array.from(x)
  const b = ranked ? midRanks(y).ranks : Float64Array.from(y)
  const n = a.length
  const ma = a.reduce((m, v, i) => m + (v - m) / (i + 1), 0)
  const mb = b.reduce((m, v, i) => m + (v - m) / (i + 1), 0)
  let [saa, sbb, sab] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    saa += (a[i]! - ma) ** 2
    sbb += (b[i]! - mb) ** 2
    sab += (a[i]! - ma) * (b[i]! - mb)
  }
  if (!(saa > 0 && sbb > 0)) return undefined
  const r = Math.max(-1, Math.min(1, sab / Math.sqrt(saa * sbb)))
  const statistic = r * Math.sqrt((n - 2) / Math.max(1e-300, 1 - r * r))
  return { r, statistic, p: Math.min(1, 2 * tSurvival(Math.abs(statistic), n - 2)) }
}

function kendall(x: ArrayLike<number>, y: ArrayLike<number>): Found {
  const n = x.length
  let [s, tx, ty] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const a = Math.sign(x[i]! - x[j]!)
      const b = Math.sign(y[i]! - y[j]!)
      s += a * b
      tx += Math.abs(a)
      ty += Math.abs(b)
    }
  }
  if (tx === 0 || ty === 0) return undefined
  const u = tieSums(x)
  const v = tieSums(y)
  const v0 = n * (n - 1) * (2 * n + 5)
  const variance =
    (v0 - u.t5 - v.t5) / 18 + (u.t2 * v.t2) / (2 * n * (n - 1)) + (u.t3 * v.t3) / (9 * n * (n - 1) * (n - 2))
  const statistic = s / Math.sqrt(variance)
  return { r: s / Math.sqrt(tx * ty), statistic, p: Math.min(1, 2 * normalCdf(-Math.abs(statistic))) }
}

/** Sums over tie groups that the variance of Kendall's S needs. */
function tieSums(values: ArrayLike<number>): { t2: number; t3: number; t5: number } {
  const counts = new Map<number, number>()
  for (let i = 0; i < values.length; i++) counts.set(values[i]!, (counts.get(values[i]!) ?? 0) + 1)
  const out = { t2: 0, t3: 0, t5: 0 }
  for (const t of counts.values()) {
    out.t2 += t * (t - 1)
    out.t3 += t * (t - 1) * (t - 2)
    out.t5 += t * (t - 1) * (2 * t + 5)
  }
  return out
}

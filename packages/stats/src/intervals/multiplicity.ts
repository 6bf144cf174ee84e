import { type Refusal, refuse } from '../core/refusal.ts'

/** How p-values are adjusted: BH and BY control the false discovery rate, Holm and Bonferroni any false discovery. */
export type Adjustment = 'benjamini-hochberg' | 'benjamini-yekutieli' | 'holm' | 'bonferroni'

/**
 * Adjusted p-values, in the order given; reject those at or below the wanted level. Sources: Benjamini & Hochberg
 * 1995; Benjamini & Yekutieli 2001; Holm 1979. Refuses none and values outside [0, 1].
 */
export function adjustPValues(
  p: ArrayLike<number>,
  method: Adjustment = 'benjamini-hochberg',
): Float64Array | Refusal {
  const m = p.length
  if (m === 0) return refuse('empty', 'Give at least one p-value.')
  for (let i = 0; i < m; i++) {
    if (!(p[i]! >= 0 && p[i]! <= 1))
      return refuse('out-of-range', `p-value ${i + 1} is ${p[i]}; it must be in 0..1.`)
  }
  if (method === 'bonferroni') return Float64Array.from(p, (x) => Math.min(1, m * x))
  const order = Int32Array.from({ length: m }, (_, i) => i).sort((a, b) => p[a]! - p[b]!)
  const out = new Float64Array(m)
  if (method === 'holm') {
    let running = 0
    for (let k = 0; k < m; k++) {
      running = Math.max(running, (m - k) * p[order[k]!]!)
      out[order[k]!] = Math.min(1, running)
    }
    return out
  }
  let factor = 1
  if (method === 'benjamini-yekutieli') for (let k = 2; k <= m; k++) factor += 1 / k
  let running = 1
  for (let k = m - 1; k >= 0; k--) {
    running = Math.min(running, (factor * m * p[order[k]!]!) / (k + 1))
    out[order[k]!] = running
  }
  return out
}

/** Which hypotheses e-BH rejects, and the e-value that was needed. */
export type EbhResult = {
  readonly rejected: readonly boolean[]
  readonly count: number
  /** smallest e-value that would be rejected: m / (level k) */
  readonly threshold: number
}

/**
 * e-BH (Wang & Ramdas 2022): rejects the k largest e-values with e >= m / (k level). Controls the false discovery rate
 * at `level` whatever the dependence between the e-values. Refuses none and negative values; Infinity is allowed.
 */
export function eBenjaminiHochberg(e: ArrayLike<number>, level = 0.05): EbhResult | Refusal {
  const m = e.length
  if (m === 0) return refuse('empty', 'Give at least one e-value.')
  if (!(level > 0 && level < 1))
    return refuse('out-of-range', `The level must lie between 0 and 1, not ${level}.`)
  for (let i = 0; i < m; i++) {
    if (!(e[i]! >= 0)) return refuse('out-of-range', `e-value ${i + 1} is ${e[i]}; it must be 0 or more.`)
  }
  const sorted = Float64Array.from(e).sort().reverse()
  let count = 0
  for (let k = 1; k <= m; k++) if (sorted[k - 1]! >= m / (k * level)) count = k
  const threshold = m / (level * Math.max(1, count))
  return { rejected: Array.from(e, (x) => count > 0 && x >= threshold), count, threshold }
}

import { type SurvivalData, timeOrder } from './observations.ts'

/** Harrell's C: of the pairs whose order of events is known, the share that a risk score orders rightly. */
export interface Concordance {
  /** Ties of the score count half. */
  readonly estimate: number
  /** By the infinitesimal jackknife. */
  readonly standardError: number
  /** Comparable pairs. */
  readonly pairs: number
}

/**
 * Concordance of a risk score with survival times. A pair counts when the earlier time is an event; at equal times
 * when one is an event and the other is censored.
 */
export function concordance({ time, event }: SurvivalData, score: Float64Array): Concordance {
  const n = time.length
  const distinct = Float64Array.from(new Set(score)).sort()
  const rank = Int32Array.from(score, (s) => lowerBound(distinct, s))
  const order = timeOrder(time)
  const right = new Float64Array(n)
  const known = new Float64Array(n)
  // Backwards, each event against those who outlast it; forwards, each row against the events it outlasts.
  comparePass(order.slice().reverse(), { time, event }, rank, distinct.length, true, right, known)
  const wrong = new Float64Array(n)
  const among = new Float64Array(n)
  comparePass(order, { time, event }, rank, distinct.length, false, wrong, among)
  let good = 0
  let pairs = 0
  for (let i = 0; i < n; i++) {
    good += right[i]!
    pairs += known[i]!
  }
  if (pairs === 0) return { estimate: 0.5, standardError: 0, pairs: 0 }
  const estimate = good / pairs
  let variance = 0
  for (let i = 0; i < n; i++) {
    const own = right[i]! + wrong[i]! - estimate * (known[i]! + among[i]!)
    variance += (own / pairs) ** 2
  }
  return { estimate, standardError: Math.sqrt(variance), pairs }
}

/**
 * For every row of interest the number of comparable rows seen so far, and how many of them lie on the right side of
 * its score (ties half), with a Fenwick tree over the ranks of the scores.
 */
function comparePass(
  order: Int32Array,
  { time, event }: SurvivalData,
  rank: Int32Array,
  ranks: number,
  backwards: boolean,
  right: Float64Array,
  known: Float64Array,
): void {
  const tree = new Float64Array(ranks + 1)
  let size = 0
  const add = (i: number): void => {
    size++
    for (let k = rank[i]! + 1; k <= ranks; k += k & -k) tree[k]! += 1
  }
  const upTo = (r: number): number => {
    let sum = 0
    for (let k = r; k > 0; k -= k & -k) sum += tree[k]!
    return sum
  }
  const compare = (i: number): void => {
    const below = upTo(rank[i]!)
    const notAbove = upTo(rank[i]! + 1)
    // Backwards, an event should score above those who outlast it; forwards, a row below the events before it.
    right[i] = backwards ? (below + notAbove) / 2 : size - (below + notAbove) / 2
    known[i] = size
  }
  for (let from = 0; from < order.length; ) {
    const at = time[order[from]!]!
    let to = from
    while (to < order.length && time[order[to]!] === at) to++
    const tied = order.subarray(from, to)
    // At equal times the censored outlast the events, so backwards they come first and forwards last.
    if (backwards) for (const i of tied) if (event[i] === 0) add(i)
    for (const i of tied) if (event[i] === 1) compare(i)
    for (const i of tied) if (event[i] === 1) add(i)
    if (!backwards) for (const i of tied) if (event[i] === 0) compare(i)
    from = to
  }
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < value) low = middle + 1
    else high = middle
  }
  return low
}

import { createRng } from '../core/rng.ts'

/** What is known about each group's rank (1 = best) from joint posterior draws. All arrays have one entry a group. */
export type RankDistribution = {
  readonly expected: Float64Array
  readonly lower: Float64Array
  readonly upper: Float64Array
  /** posterior probability to be among the first / last `size` */
  readonly pTop: Float64Array
  readonly pBottom: Float64Array
  /** number of groups that count as top and as bottom */
  readonly size: number
  readonly draws: number
}

/** A joint posterior of one number per group: `draw` fills `out` with one draw of all groups. */
export type JointSampler = (out: Float64Array) => void

/**
 * A joint posterior of independent normals plus shared directions: group g has mean[g] + sd[g] z_g +
 * sum_j loadings[g * q + j] u_j with independent standard normal z and u.
 */
export type FactorPosterior = {
  readonly mean: Float64Array
  readonly sd: Float64Array
  readonly loadings: Float64Array
  readonly q: number
}

/** Most (draws x groups) ranks kept in memory at a time: 120 million take 240 MB as 16-bit numbers. */
const MOST_RANKS = 1.2e8

/** How many draws fit for a number of groups; at least 200. */
export function affordableDraws(groups: number, wanted: number): number {
  return Math.max(200, Math.min(wanted, Math.floor(MOST_RANKS / Math.max(1, groups))))
}

/** Draws from it. Source of the approach: Laird & Louis 1989; Goldstein & Spiegelhalter 1996. */
export function factorSampler({ mean, sd, loadings, q }: FactorPosterior, seed: number): JointSampler {
  const rng = createRng(seed)
  const u = new Float64Array(q)
  return (out) => {
    rng.fillNormal(u)
    rng.fillNormal(out)
    for (let g = 0; g < out.length; g++) {
      let x = mean[g]! + sd[g]! * out[g]!
      for (let j = 0; j < q; j++) x += loadings[g * q + j]! * u[j]!
      out[g] = x
    }
  }
}

/** Ranks by sorting each draw; larger values are better, rank 1 is best. */
export function rankDistribution(
  groups: number,
  sampler: JointSampler,
  draws: number,
  share: number,
  level: number,
): RankDistribution {
  const size = Math.max(1, Math.round(groups * share))
  const ranks = groups < 65536 ? new Uint16Array(draws * groups) : new Uint32Array(draws * groups)
  const values = new Float64Array(groups)
  const rank = createRanker(groups)
  for (let d = 0; d < draws; d++) {
    sampler(values)
    rank(values, ranks, d * groups)
  }
  const out = {
    expected: new Float64Array(groups),
    lower: new Float64Array(groups),
    upper: new Float64Array(groups),
    pTop: new Float64Array(groups),
    pBottom: new Float64Array(groups),
  }
  // Groups are gathered 32 at a time: their ranks of one draw lie side by side in memory.
  const gathered = groups < 65536 ? new Uint16Array(32 * draws) : new Uint32Array(32 * draws)
  const counts = new Uint32Array(groups)
  for (let from = 0; from < groups; from += 32) {
    const width = Math.min(32, groups - from)
    for (let d = 0; d < draws; d++) {
      const row = d * groups + from
      for (let k = 0; k < width; k++) gathered[k * draws + d] = ranks[row + k]!
    }
    for (let k = 0; k < width; k++) {
      summarise(gathered.subarray(k * draws, (k + 1) * draws), from + k, counts, size, level, out)
    }
  }
  return { ...out, size, draws }
}

type Columns = Record<'expected' | 'lower' | 'upper' | 'pTop' | 'pBottom', Float64Array>

/** Summary of one group's 0-based ranks; `counts` is scratch space of one zero per group and is left so. */
function summarise(
  ranks: Uint16Array | Uint32Array,
  g: number,
  counts: Uint32Array,
  size: number,
  level: number,
  out: Columns,
): void {
  const draws = ranks.length
  const last = counts.length - size
  let sum = 0
  let top = 0
  let bottom = 0
  let min = counts.length
  let max = 0
  for (let d = 0; d < draws; d++) {
    const r = ranks[d]!
    counts[r]! += 1
    sum += r
    if (r < size) top++
    if (r >= last) bottom++
    if (r < min) min = r
    if (r > max) max = r
  }
  const tail = ((1 - level) / 2) * draws
  let seen = 0
  for (let r = min; r <= max; r++) {
    const next = seen + counts[r]!
    if (seen <= tail && next > tail) out.lower[g] = r + 1
    if (seen < draws - tail && next >= draws - tail) out.upper[g] = r + 1
    seen = next
  }
  counts.fill(0, min, max + 1)
  out.expected[g] = sum / draws + 1
  out.pTop[g] = top / draws
  out.pBottom[g] = bottom / draws
}

/**
 * Ranks from above (0 = largest) by a radix sort on fixed-point keys in digits of 11 bits: linear, and the same time
 * whatever the distribution. 22 bits are enough when the values spread evenly (neighbours within 1 / 4,000,000 of the
 * range may swap); with outliers, which squeeze all others together, 33 bits are used. Ties keep their index order.
 * The ranks are written to `ranks` from `base` on.
 */
export function createRanker(
  n: number,
): (values: Float64Array, ranks: Uint16Array | Uint32Array, base: number) => void {
  const low = new Uint16Array(n)
  const middle = new Uint16Array(n)
  const high = new Uint16Array(n)
  const counts = [new Int32Array(2048), new Int32Array(2048), new Int32Array(2048)] as const
  const a = new Int32Array(n)
  const b = new Int32Array(n)
  const index = Int32Array.from(a.keys())
  return (values, ranks, base) => {
    const { min, max, crowded } = rangeOf(values)
    for (const count of counts) count.fill(0)
    if (crowded) {
      const scale = max > min ? 8589934591 / (max - min) : 0
      for (let i = 0; i < n; i++) {
        const key = (values[i]! - min) * scale
        const top = (key / 4194304) | 0
        const rest = (key - top * 4194304) | 0
        high[i] = top
        middle[i] = rest >>> 11
        low[i] = rest & 2047
        counts[2][top]! += 1
        counts[1][rest >>> 11]! += 1
        counts[0][rest & 2047]! += 1
      }
      scatter(index, a, low, counts[0])
      scatter(a, b, middle, counts[1])
    } else {
      const scale = max > min ? 4194303 / (max - min) : 0
      for (let i = 0; i < n; i++) {
        const key = ((values[i]! - min) * scale) | 0
        high[i] = key >>> 11
        middle[i] = key & 2047
        counts[2][key >>> 11]! += 1
        counts[1][key & 2047]! += 1
      }
      scatter(index, b, middle, counts[1])
    }
    // the last pass needs no order any more, only where each value ends up
    const place = starts(counts[2])
    for (let i = 0; i < n; i++) {
      const g = b[i]!
      const v = high[g]!
      ranks[base + g] = n - 1 - place[v]!
      place[v]! += 1
    }
  }
}

/** Range of values, and whether outliers leave little of it to the others. */
function rangeOf(values: Float64Array): { min: number; max: number; crowded: boolean } {
  let min = Number.POSITIVE_INFINITY
  let max = Number.NEGATIVE_INFINITY
  let size = 0
  const centre = values[0]!
  for (let i = 0; i < values.length; i++) {
    const x = values[i]!
    if (x < min) min = x
    if (x > max) max = x
    size += Math.abs(x - centre)
  }
  return { min, max, crowded: (max - min) * values.length > 40 * size }
}

/** Turns counts into the position at which each digit starts, in place. */
function starts(count: Int32Array): Int32Array {
  let start = 0
  for (let v = 0; v < count.length; v++) {
    const c = count[v]!
    count[v] = start
    start += c
  }
  return count
}

function scatter(from: Int32Array, to: Int32Array, digit: Uint16Array, count: Int32Array): void {
  const place = starts(count)
  for (let i = 0; i < from.length; i++) {
    const g = from[i]!
    const v = digit[g]!
    to[place[v]!] = g
    place[v]! += 1
  }
}

import { checkSds, checkSize, type Refusal, refuse, SMALLEST_SD } from '../core/refusal.ts'

/** A stretch of periods with one level. */
export type Segment = {
  /** first and last period (0-based, inclusive) */
  readonly from: number
  readonly to: number
  readonly mean: number
  readonly standardError: number
}

export type ChangePoints = {
  /** periods at which a new level begins */
  readonly changes: readonly number[]
  readonly segments: readonly Segment[]
  /** standard deviation of a single score that was used (1 when standard errors were given) */
  readonly sd: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Sd of the noise from first differences, which lasting shifts touch only a few of: differences beyond 3.5 robust
 * standard deviations are left out, the others give the von Neumann (1941) estimate.
 */
function noise(values: Float64Array): number {
  const steps = values.slice(1).map((x, i) => Math.abs(x - values[i]!))
  const sorted = steps.toSorted()
  const middle = sorted.length >> 1
  const median = sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
  const usual = steps.filter((d) => d <= (3.5 * median) / 0.6744897501960817)
  return Math.sqrt(usual.reduce((s, d) => s + d * d, 0) / (2 * Math.max(1, usual.length)))
}

/**
 * Lasting shifts of the level of a series: the segmentation with the least weighted sum of squares plus a penalty per
 * change, found exactly by dynamic programming with pruning (PELT, Killick, Fearnhead & Eckley 2012). The penalty is
 * `penalty` x log n (default 3, as the modified BIC of Zhang & Siegmund 2007 suggests). Standard errors per period are
 * used as weights; without them one noise level is estimated from first differences. At least 4 periods.
 */
export function changePoints(
  values: ArrayLike<number>,
  options: { readonly standardErrors?: ArrayLike<number>; readonly penalty?: number } = {},
): ChangePoints | Refusal {
  const n = values.length
  if (n < 4) return refuse('too-few', 'Finding changes needs at least four periods.')
  if (n > 100000) return refuse('too-large', `A series of ${n} periods is too long; make the periods longer.`)
  const bad = checkSize(values, 'The scores')
  if (bad) return bad
  const factor = options.penalty ?? 3
  if (!(factor > 0)) return refuse('out-of-range', 'The penalty must be above 0.')
  const x = Float64Array.from(values)
  const given = options.standardErrors
  if (given && given.length !== n) return refuse('mismatch', 'Give one standard error per period.')
  const sd = given ? 1 : noise(x)
  if (!given && !(sd > SMALLEST_SD)) {
    if (x.every((v) => v === x[0]))
      return refuse('constant', 'All scores are equal; there is no change to find.')
    return refuse(
      'constant',
      'Most scores repeat exactly, so the noise cannot be estimated; give standard errors.',
    )
  }
  const wrong = given && checkSds(given, 'Standard errors')
  if (wrong) return wrong
  const w = Float64Array.from({ length: n }, (_, t) => 1 / (given ? given[t]! : sd) ** 2)
  const changes = pelt(x, w, factor * Math.log(n))
  const edges = [0, ...changes, n]
  const segments = edges.slice(1).map((end, i) => {
    const from = edges[i]!
    let [weight, mean] = [0, 0]
    for (let t = from; t < end; t++) {
      weight += w[t]!
      mean += ((x[t]! - mean) * w[t]!) / weight
    }
    return { from, to: end - 1, mean, standardError: Math.sqrt(1 / weight) }
  })
  const warnings =
    !given && n < 20 ? ['Fewer than 20 periods: the noise is known too roughly to trust each change.'] : []
  return { changes, segments, sd, n, method: `PELT, penalty ${factor} log n`, warnings }
}

function pelt(x: Float64Array, w: Float64Array, penalty: number): number[] {
  const n = x.length
  const shift = x[0]!
  const [s0, s1, s2] = [new Float64Array(n + 1), new Float64Array(n + 1), new Float64Array(n + 1)]
  for (let t = 0; t < n; t++) {
    const d = x[t]! - shift
    s0[t + 1] = s0[t]! + w[t]!
    s1[t + 1] = s1[t]! + w[t]! * d
    s2[t + 1] = s2[t]! + w[t]! * d * d
  }
  const cost = (a: number, b: number) => s2[b]! - s2[a]! - (s1[b]! - s1[a]!) ** 2 / (s0[b]! - s0[a]!)
  const best = new Float64Array(n + 1)
  best[0] = -penalty
  const last = new Int32Array(n + 1)
  let candidates = [0]
  for (let t = 1; t <= n; t++) {
    best[t] = Number.POSITIVE_INFINITY
    const costs = candidates.map((a) => best[a]! + cost(a, t))
    for (const [i, c] of costs.entries()) {
      if (c + penalty < best[t]!) {
        best[t] = c + penalty
        last[t] = candidates[i]!
      }
    }
    candidates = candidates.filter((_, i) => costs[i]! <= best[t]!)
    candidates.push(t)
  }
  const changes: number[] = []
  for (let t = last[n]!; t > 0; t = last[t]!) changes.push(t)
  return changes.reverse()
}

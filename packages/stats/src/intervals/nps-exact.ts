import { logGamma, normalQuantile } from '../core/distributions.ts'

/**
 * Score statistic of H: P - D = theta for the trinomial, with the nuisance at its restricted maximum likelihood
 * estimate (Tango 1998, written there for paired proportions, which have the same likelihood).
 */
function scoreStatistic(promoters: number, detractors: number, n: number, theta: number): number {
  const b = (2 * n - promoters + detractors) * theta - promoters - detractors
  const c = -detractors * theta * (1 - theta)
  const root = Math.sqrt(Math.max(0, b * b - 8 * n * c))
  const d = Math.max(0, (root - b) / (4 * n))
  const variance = n * (2 * d + theta * (1 - theta))
  const gap = promoters - detractors - n * theta
  if (variance <= 1e-14 * n) return Math.abs(gap) < 1e-9 ? 0 : Math.sign(gap) * Number.POSITIVE_INFINITY
  return gap / Math.sqrt(variance)
}

/** Where `inside` turns false when theta moves from `from` (inside) to `to`; `to` when it never does. */
function edge(inside: (theta: number) => boolean, from: number, to: number): number {
  if (inside(to)) return to
  let a = from
  let b = to
  for (let i = 0; i < 50; i++) {
    const m = (a + b) / 2
    if (inside(m)) a = m
    else b = m
  }
  return (a + b) / 2
}

/** Limits of P - D by inverting the score test. */
export function scoreLimits(
  promoters: number,
  detractors: number,
  n: number,
  level: number,
): [number, number] {
  const z = normalQuantile(0.5 + level / 2)
  const share = (promoters - detractors) / n
  const inside = (theta: number) => Math.abs(scoreStatistic(promoters, detractors, n, theta)) <= z
  return [edge(inside, share, -1), edge(inside, share, 1)]
}

/**
 * Exact limits of P - D: theta is inside when the probability of a score statistic at least as large as the observed
 * one exceeds (1 - level) / 2 for some share of passives. The lower limit is the first such theta from below, so
 * coverage is at least nominal (up to the grid over the nuisance).
 */
export function exactLimits(
  promoters: number,
  detractors: number,
  n: number,
  level: number,
): [number, number] {
  return [
    lowerLimit(promoters, detractors, n, (1 - level) / 2),
    -lowerLimit(detractors, promoters, n, (1 - level) / 2),
  ]
}

/** Steps of the search from below; coverage stays nominal however the p-value wiggles between them. */
const STEPS = 100

function lowerLimit(promoters: number, detractors: number, n: number, tail: number): number {
  const share = (promoters - detractors) / n
  const coefficients = logCoefficients(n)
  const possible = (theta: number) => tailProbability(promoters, detractors, n, theta, coefficients) > tail
  let below = -1
  if (possible(below)) return -1
  for (let step = 1; step <= STEPS; step++) {
    const theta = -1 + ((share + 1) * step) / STEPS
    if (possible(theta) || step === STEPS) {
      let above = theta
      for (let i = 0; i < 20; i++) {
        const m = (below + above) / 2
        if (possible(m)) above = m
        else below = m
      }
      return below
    }
    below = theta
  }
  return share
}

function logCoefficients(n: number): Float64Array {
  const logs = Float64Array.from({ length: n + 1 }, (_, k) => logGamma(k + 1))
  const out = new Float64Array((n + 1) * (n + 1))
  for (let i = 0; i <= n; i++) {
    for (let j = 0; i + j <= n; j++)
      out[i * (n + 1) + j] = Math.exp(logs[n]! - logs[i]! - logs[j]! - logs[n - i - j]!)
  }
  return out
}

/** Largest probability, over the nuisance, of a statistic at least as large as the observed one under theta. */
function tailProbability(
  promoters: number,
  detractors: number,
  n: number,
  theta: number,
  coefficients: Float64Array,
): number {
  const observed = scoreStatistic(promoters, detractors, n, theta)
  // For a number of detractors the statistic grows with the promoters: the tail is everything from some count up.
  const first = new Int32Array(n + 1)
  for (let j = 0; j <= n; j++) {
    let i = 0
    while (i + j <= n && scoreStatistic(i, j, n, theta) < observed - 1e-9) i++
    first[j] = i
  }
  const low = Math.max(0, -theta)
  const high = (1 - theta) / 2
  const at = (d: number) => tailAt(d + theta, d, n, first, coefficients)
  let best = 0
  let where = low
  for (let k = 0; k <= 40; k++) {
    const d = low + ((high - low) * k) / 40
    const p = at(d)
    if (p > best) {
      best = p
      where = d
    }
  }
  const width = (high - low) / 40
  for (let k = -9; k <= 9; k++) {
    const d = where + (width * k) / 10
    if (d >= low && d <= high) best = Math.max(best, at(d))
  }
  return best
}

function tailAt(p: number, d: number, n: number, first: Int32Array, coefficients: Float64Array): number {
  const powers = (x: number) => {
    const out = new Float64Array(n + 1)
    out[0] = 1
    for (let k = 1; k <= n; k++) out[k] = out[k - 1]! * x
    return out
  }
  const pp = powers(Math.max(0, p))
  const dd = powers(Math.max(0, d))
  const qq = powers(Math.max(0, 1 - p - d))
  let sum = 0
  for (let j = 0; j <= n; j++) {
    for (let i = first[j]!; i + j <= n; i++)
      sum += coefficients[i * (n + 1) + j]! * pp[i]! * dd[j]! * qq[n - i - j]!
  }
  return sum
}

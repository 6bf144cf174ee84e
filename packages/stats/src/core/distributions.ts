import { betaPdf, incompleteBeta, incompleteGamma, logBeta, logGamma } from './special.ts'

export { betaPdf, incompleteBeta, incompleteGamma, logBeta, logGamma }

const SQRT_2PI = 2.5066282746310002

/** Density of the standard normal. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2PI
}

/** P(Z <= z) of the standard normal; full relative accuracy in the lower tail. */
export function normalCdf(z: number): number {
  if (z > 2.5) return 1 - normalCdf(-z)
  if (z >= -2.5) {
    // Marsaglia (2004): 1/2 + phi(z) (z + z^3/3 + z^5/15 + ...), all terms of one sign.
    let term = z
    let sum = z
    for (let k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
      term *= (z * z) / k
      sum += term
    }
    return 0.5 + normalPdf(z) * sum
  }
  if (z < -38.6) return 0
  // Mills ratio by Laplace's continued fraction.
  const x = -z
  let f = 0
  for (let k = Math.ceil(30 + 600 / (x * x)); k >= 1; k--) f = k / (x + f)
  return normalPdf(x) / (x + f)
}

/** P(Z > z): the upper tail without cancellation. */
export function normalSurvival(z: number): number {
  return normalCdf(-z)
}

/** z with P(Z <= z) = p; -Infinity at 0 and Infinity at 1, NaN outside [0, 1] (check first). */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p)
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (!(p > 0)) return Number.NaN
  // Abramowitz & Stegun 26.2.23 as a start (4.5e-4), then Halley's method (cubic convergence).
  const t = Math.sqrt(-2 * Math.log(p))
  const start =
    (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  let z = start - t
  for (let i = 0; i < 3; i++) {
    const u = (normalCdf(z) - p) / normalPdf(z)
    if (!Number.isFinite(u)) break
    z -= u / (1 + 0.5 * z * u)
  }
  return z
}

/** P(T <= t) of Student's t with df > 0 degrees of freedom (Infinity gives the normal). */
export function tCdf(t: number, df: number): number {
  return tSurvival(-t, df)
}

/** P(T > t) of Student's t. */
export function tSurvival(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalSurvival(t)
  const s = t * t
  const half = 0.5 * incompleteBeta(df / (df + s), df / 2, 0.5, s / (df + s))
  return t >= 0 ? half : 1 - half
}

/** Density of Student's t. */
export function tPdf(t: number, df: number): number {
  if (df === Number.POSITIVE_INFINITY) return normalPdf(t)
  return Math.exp(-logBeta(0.5, df / 2) - 0.5 * Math.log(df) - ((df + 1) / 2) * Math.log1p((t * t) / df))
}

/** t with P(T <= t) = p. */
export function tQuantile(p: number, df: number): number {
  if (p > 0.5) return -tQuantile(1 - p, df)
  if (p === 0.5) return 0
  if (!(p > 0)) return p === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (df === Number.POSITIVE_INFINITY) return normalQuantile(p)
  const start = Math.max(1e-8, -normalQuantile(p))
  return -solveTail(
    (x) => tSurvival(x, df),
    (x) => tPdf(x, df),
    p,
    start,
  )
}

/** P(X <= x) of chi-square with df degrees of freedom. */
export function chiSquareCdf(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2)
}

/** P(X > x) of chi-square. */
export function chiSquareSurvival(x: number, df: number): number {
  return incompleteGamma(df / 2, x / 2, true)
}

/** x with P(X <= x) = p of chi-square. */
export function chiSquareQuantile(p: number, df: number): number {
  return 2 * gammaQuantile(p, df / 2)
}

/** x with P(a, x) = p: quantile of the gamma distribution with shape a and scale 1. */
export function gammaQuantile(p: number, a: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return 0
  if (p === 1) return Number.POSITIVE_INFINITY
  const pdf = (x: number) => Math.exp((a - 1) * Math.log(x) - x - logGamma(a))
  const c = 1 / (9 * a) // Wilson & Hilferty (1931) as a start
  const cube = a * (1 - c + normalQuantile(p) * Math.sqrt(c)) ** 3
  const start = cube > 0 ? cube : Math.exp((Math.log(p) + logGamma(a + 1)) / a)
  if (p > 0.5) return solveTail((x) => incompleteGamma(a, x, true), pdf, 1 - p, start)
  // In the lower tail x = 1/u turns the cdf into a decreasing function of u.
  return (
    1 /
    solveTail(
      (u) => incompleteGamma(a, 1 / u),
      (u) => pdf(1 / u) / (u * u),
      p,
      1 / start,
    )
  )
}

/** P(F <= x) with d1 and d2 degrees of freedom. */
export function fCdf(x: number, d1: number, d2: number): number {
  if (d2 === Number.POSITIVE_INFINITY) return chiSquareCdf(x * d1, d1)
  const s = d2 + d1 * x
  return x <= 0 ? 0 : incompleteBeta((d1 * x) / s, d1 / 2, d2 / 2, d2 / s)
}

/** P(F > x) with d1 and d2 degrees of freedom. */
export function fSurvival(x: number, d1: number, d2: number): number {
  if (d2 === Number.POSITIVE_INFINITY) return chiSquareSurvival(x * d1, d1)
  const s = d2 + d1 * x
  return x <= 0 ? 1 : incompleteBeta((d1 * x) / s, d1 / 2, d2 / 2, d2 / s, true)
}

/** x with P(F <= x) = p. */
export function fQuantile(p: number, d1: number, d2: number): number {
  if (d2 === Number.POSITIVE_INFINITY) return chiSquareQuantile(p, d1) / d1
  if (p === 1) return Number.POSITIVE_INFINITY
  const odds = betaOdds(p, d1 / 2, d2 / 2)
  return (odds * d2) / d1
}

/** x with I_x(a, b) = p: quantile of Beta(a, b). */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p === 1) return 1
  const odds = betaOdds(p, a, b)
  return odds / (1 + odds)
}

/** Odds x / (1 - x) of the Beta quantile: both tails keep their relative accuracy. */
function betaOdds(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return 0
  // density of the odds o: x = o/(1+o), dx/do = 1/(1+o)^2
  const pdf = (o: number) => betaPdf(o / (1 + o), a, b, 1 / (1 + o)) / ((1 + o) * (1 + o))
  if (p > 0.5) {
    return solveTail((o) => incompleteBeta(o / (1 + o), a, b, 1 / (1 + o), true), pdf, 1 - p, a / b)
  }
  const lower = (u: number) => incompleteBeta(1 / (1 + u), a, b, u / (1 + u))
  return 1 / solveTail(lower, (u) => pdf(1 / u) / (u * u), p, b / a)
}

/**
 * Solves tail(x) = p for a decreasing `tail` on (0, Infinity) with derivative -pdf: Newton steps on log x against
 * log tail (nearly straight lines for all our tails), kept inside a bracket by bisection.
 */
function solveTail(
  tail: (x: number) => number,
  pdf: (x: number) => number,
  p: number,
  start: number,
): number {
  let lo = start
  let hi = start
  while (tail(lo) < p && lo > 1e-300) lo /= 8
  while (tail(hi) > p && hi < 1e300) hi *= 8
  let x = start
  const target = Math.log(p)
  for (let i = 0; i < 200; i++) {
    const value = tail(x)
    if (value === p) return x
    if (value > p) lo = x
    else hi = x
    const slope = (pdf(x) * x) / value
    let next = x * Math.exp((Math.log(value) - target) / slope)
    if (Math.abs(next - x) <= 2e-16 * x || hi - lo <= 4e-16 * hi) return x
    if (!(next > lo && next < hi)) next = lo > 0 && hi / lo > 4 ? Math.sqrt(lo * hi) : 0.5 * (lo + hi)
    x = next
  }
  return x
}

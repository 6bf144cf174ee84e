/**
 * Log-gamma, incomplete gamma and incomplete beta functions. Densities go through the saddle-point form of Loader
 * (2000), so that large parameters don't cancel; continued fractions by the modified Lentz algorithm.
 */
const TINY = 1e-300
const EPS = 1e-16
const LOG_SQRT_2PI = 0.9189385332046727

/** Stirling's correction: logGamma(x+1) - [(x+1/2) log x - x + log sqrt(2 pi)], for x >= 10. */
function stirlingSeries(x: number): number {
  const z = 1 / (x * x)
  const tail = 1 / 1188 - z * (691 / 360360 - z * (1 / 156 - (z * 3617) / 122400))
  return (1 / 12 - z * (1 / 360 - z * (1 / 1260 - z * (1 / 1680 - z * tail)))) / x
}

/** Natural logarithm of the gamma function for x > 0. */
export function logGamma(x: number): number {
  if (x <= 0) return Number.POSITIVE_INFINITY
  if (x === 1 || x === 2) return 0
  let shift = 1
  let y = x
  while (y < 15) shift *= y++
  return (y - 0.5) * Math.log(y) - y + LOG_SQRT_2PI + stirlingSeries(y) - Math.log(shift)
}

/** logGamma(a) + logGamma(b) - logGamma(a + b). */
export function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

function stirlingError(n: number): number {
  if (n >= 15) return stirlingSeries(n)
  return logGamma(n + 1) - (n + 0.5) * Math.log(n) + n - LOG_SQRT_2PI
}

/** x log(x / m) + m - x without cancellation when x is near m. */
function deviance(x: number, m: number): number {
  const d = x - m
  if (Math.abs(d) >= 0.1 * (x + m)) return x * Math.log(x / m) - d
  const v = d / (x + m)
  let sum = d * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v * v
    const next = sum + term / (2 * j + 1)
    if (next === sum) break
    sum = next
  }
  return sum
}

/** p^k (1-p)^(n-k) times the (continuous) binomial coefficient; q = 1 - p is given for accuracy. */
function binomialRaw(k: number, n: number, p: number, q: number): number {
  if (p === 0) return k === 0 ? 1 : 0
  if (q === 0) return k === n ? 1 : 0
  if (k === 0) return Math.exp(n * Math.log1p(-p))
  if (k === n) return Math.exp(n * Math.log1p(-q))
  const r = n - k
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(r) - deviance(k, n * p) - deviance(r, n * q)
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * r))
}

/** m^k exp(-m) / Gamma(k+1). */
function poissonRaw(k: number, m: number): number {
  if (m === 0) return k === 0 ? 1 : 0
  if (k === 0) return Math.exp(-m)
  return Math.exp(-stirlingError(k) - deviance(k, m)) / Math.sqrt(2 * Math.PI * k)
}

/** Density of Beta(a, b) at x; y = 1 - x may be given for accuracy near 1. */
export function betaPdf(x: number, a: number, b: number, y: number = 1 - x): number {
  if (x < 0 || x > 1) return 0
  return binomialRaw(a, a + b, x, y) * ((a * b) / (a + b) / (x * y))
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1
  let d = 1 - ((a + b) * x) / (a + 1)
  d = 1 / (Math.abs(d) < TINY ? TINY : d)
  let h = d
  for (let m = 1; m < 200000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 + even * d
    d = 1 / (Math.abs(d) < TINY ? TINY : d)
    c = 1 + even / c
    c = Math.abs(c) < TINY ? TINY : c
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + odd * d
    d = 1 / (Math.abs(d) < TINY ? TINY : d)
    c = 1 + odd / c
    c = Math.abs(c) < TINY ? TINY : c
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 3 * EPS) break
  }
  return h
}

/**
 * Regularised incomplete beta function I_x(a, b): the cdf of Beta(a, b). y = 1 - x may be given for accuracy.
 * `upper` gives 1 - I_x(a, b) without cancellation.
 */
export function incompleteBeta(x: number, a: number, b: number, y: number = 1 - x, upper = false): number {
  if (x <= 0) return upper ? 1 : 0
  if (y <= 0) return upper ? 0 : 1
  const front = (binomialRaw(a, a + b, x, y) * (a * b)) / (a + b)
  const direct = x < (a + 1) / (a + b + 2)
  const part = direct ? (front * betaFraction(x, a, b)) / a : (front * betaFraction(y, b, a)) / b
  return direct === upper ? 1 - part : part
}

/** Regularised incomplete gamma P(a, x), or Q = 1 - P with `upper`. */
export function incompleteGamma(a: number, x: number, upper = false): number {
  if (x <= 0) return upper ? 1 : 0
  if (x === Number.POSITIVE_INFINITY) return upper ? 0 : 1
  const front = poissonRaw(a, x) // x^a e^-x / Gamma(a+1)
  if (x < a + 1) {
    let sum = 1
    let term = 1
    for (let k = 1; k < 200000; k++) {
      term *= x / (a + k)
      sum += term
      if (term < sum * EPS) break
    }
    return upper ? 1 - front * sum : front * sum
  }
  let b = x + 1 - a
  let c = 1 / TINY
  let d = 1 / b
  let h = d
  for (let i = 1; i < 200000; i++) {
    const an = -i * (i - a)
    b += 2
    d = an * d + b
    d = 1 / (Math.abs(d) < TINY ? TINY : d)
    c = b + an / c
    c = Math.abs(c) < TINY ? TINY : c
    const step = d * c
    h *= step
    if (Math.abs(step - 1) < 3 * EPS) break
  }
  return upper ? front * a * h : 1 - front * a * h
}

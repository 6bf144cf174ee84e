import { fQuantile } from '../core/distributions.ts'
import { symmetricEigen } from '../core/linalg.ts'
import { checkLevel, type Interval, type Refusal, refuse } from '../core/refusal.ts'
import type { CrossMoments } from '../moments/cross.ts'

/** Reliability of the sum of several items. */
export type ScaleReliability = {
  /** Cronbach's alpha with Feldt's (1965) interval */
  readonly alpha: number
  readonly alphaInterval: Interval
  /** alpha of the standardised items */
  readonly standardisedAlpha: number
  /** mean correlation between items */
  readonly averageCorrelation: number
  /** McDonald's omega (total) of a one-factor model fitted by unweighted least squares */
  readonly omega: number
  /** loadings of the one factor, in the items' units */
  readonly loadings: Float64Array
  /** correlation of each item with the sum of the others, and alpha without it */
  readonly itemRestCorrelation: Float64Array
  readonly alphaIfDropped: Float64Array
  readonly n: number
  readonly items: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Cronbach's (1951) alpha and McDonald's (1999) omega from the items' cross moments. Refuses fewer than two items,
 * fewer than three people, and items that don't vary.
 */
export function scaleReliability(m: CrossMoments, level = 0.95): ScaleReliability | Refusal {
  const bad = checkLevel(level)
  if (bad) return bad
  const p = m.p
  if (p < 2) return refuse('too-few', 'The reliability of a scale needs at least two items.')
  if (m.n < 3) return refuse('too-few', 'The reliability of a scale needs at least three people.')
  const s = m.cross.map((c) => c / (m.n - 1))
  for (let j = 0; j < p; j++) {
    if (!Number.isFinite(s[j * p + j]!)) return refuse('not-finite', 'Cross moments must be finite.')
    if (!(s[j * p + j]! > 0)) return refuse('constant', `Item ${j + 1} does not vary; leave it out.`)
  }
  const sd = Float64Array.from({ length: p }, (_, j) => Math.sqrt(s[j * p + j]!))
  const r = s.map((x, at) => x / (sd[Math.floor(at / p)]! * sd[at % p]!))
  const all = s.reduce((t, x) => t + x, 0)
  if (!(all > 0))
    return refuse('constant', 'The sum of the items does not vary; an item may need to be reversed.')
  const alpha = alphaOf(s, p, -1)
  const { loadings, uniqueness, converged } = oneFactor(s, p)
  const general = loadings.reduce((t, x) => t + x, 0) ** 2
  const restCorrelation = Float64Array.from({ length: p }, (_, j) => {
    let row = -s[j * p + j]!
    for (let k = 0; k < p; k++) row += s[j * p + k]!
    const rest = all - 2 * row - s[j * p + j]!
    return rest > 0 ? row / (sd[j]! * Math.sqrt(rest)) : 0
  })
  const [d1, d2] = [m.n - 1, (m.n - 1) * (p - 1)]
  const tail = (1 + level) / 2
  const warnings: string[] = []
  if (!converged) warnings.push('The one-factor model did not settle; read omega as approximate.')
  if (restCorrelation.some((x) => x < 0))
    warnings.push('An item runs against the others; it may need to be reversed.')
  const averageCorrelation = (r.reduce((t, x) => t + x, 0) - p) / (p * (p - 1))
  return {
    alpha,
    alphaInterval: {
      lower: 1 - (1 - alpha) * fQuantile(tail, d1, d2),
      upper: 1 - (1 - alpha) / fQuantile(tail, d2, d1),
      level,
    },
    standardisedAlpha: alphaOf(r, p, -1),
    averageCorrelation,
    omega: general / (general + uniqueness.reduce((t, x) => t + x, 0)),
    loadings,
    itemRestCorrelation: restCorrelation,
    alphaIfDropped: Float64Array.from({ length: p }, (_, j) => (p > 2 ? alphaOf(s, p, j) : 0)),
    n: m.n,
    items: p,
    method: "Cronbach's alpha (Feldt interval), omega of one factor by least squares",
    warnings,
  }
}

/** Alpha of a covariance matrix without item `dropped` (-1 keeps all). */
function alphaOf(s: Float64Array, p: number, dropped: number): number {
  let trace = 0
  let all = 0
  for (let i = 0; i < p; i++) {
    if (i === dropped) continue
    trace += s[i * p + i]!
    for (let j = 0; j < p; j++) if (j !== dropped) all += s[i * p + j]!
  }
  const k = dropped < 0 ? p : p - 1
  return all > 0 ? (k / (k - 1)) * (1 - trace / all) : 0
}

/** One common factor by iterated principal axes, which minimises the squared residual covariances. */
function oneFactor(s: Float64Array, p: number) {
  let uniqueness = Float64Array.from({ length: p }, (_, j) => 0.5 * s[j * p + j]!)
  let loadings = new Float64Array(p)
  let converged = false
  for (let i = 0; i < 1000 && !converged; i++) {
    const reduced = s.slice()
    for (let j = 0; j < p; j++) reduced[j * p + j]! -= uniqueness[j]!
    const { values, vectors } = symmetricEigen(reduced, p)
    const root = Math.sqrt(Math.max(0, values[0]!))
    loadings = Float64Array.from({ length: p }, (_, j) => root * vectors[j * p]!)
    const next = loadings.map((l, j) => Math.max(0, s[j * p + j]! - l * l))
    converged = next.every((u, j) => Math.abs(u - uniqueness[j]!) <= 1e-9 * s[j * p + j]!)
    uniqueness = next
  }
  return { loadings, uniqueness, converged }
}

/** Reliability of a measure made `factor` times as long (Spearman 1910; Brown 1910). */
export function spearmanBrown(reliability: number, factor: number): number | Refusal {
  if (!(reliability >= 0 && reliability <= 1))
    return refuse('out-of-range', 'A reliability lies between 0 and 1.')
  if (!(factor > 0 && Number.isFinite(factor))) return refuse('out-of-range', 'The factor must be above 0.')
  return (factor * reliability) / (1 + (factor - 1) * reliability)
}

/** How many times as long a measure must be for a wanted reliability. */
export function lengthForReliability(reliability: number, wanted: number): number | Refusal {
  if (!(reliability > 0 && reliability < 1 && wanted > 0 && wanted < 1)) {
    return refuse('out-of-range', 'Both reliabilities must lie strictly between 0 and 1.')
  }
  return (wanted * (1 - reliability)) / (reliability * (1 - wanted))
}

/** A correlation freed from measurement error. */
export type DisattenuatedCorrelation = {
  readonly estimate: number
  /** standard error of the corrected correlation, when that of the observed one was given (else null) */
  readonly standardError: number | null
  readonly warnings: readonly string[]
}

/**
 * Correlation of the true values: r / sqrt(reliabilityX reliabilityY) (Spearman 1904). `standardError` of r is scaled
 * alike (reliabilities taken as known). A result beyond 1 is cut to 1 with a warning.
 */
export function disattenuate(
  r: number,
  reliabilityX: number,
  reliabilityY: number,
  standardError?: number,
): DisattenuatedCorrelation | Refusal {
  if (!(Math.abs(r) <= 1)) return refuse('out-of-range', `A correlation lies between -1 and 1, not ${r}.`)
  if (!(reliabilityX > 0 && reliabilityX <= 1 && reliabilityY > 0 && reliabilityY <= 1)) {
    return refuse('out-of-range', 'Reliabilities must lie above 0 and up to 1.')
  }
  const scale = Math.sqrt(reliabilityX * reliabilityY)
  const raw = r / scale
  const warnings =
    Math.abs(raw) > 1 ? ['The corrected correlation exceeds 1: the reliabilities are set too low.'] : []
  if (scale < 0.5) warnings.push('The reliabilities are low, so the correction is large and uncertain.')
  return {
    estimate: Math.max(-1, Math.min(1, raw)),
    standardError: standardError === undefined ? null : standardError / scale,
    warnings,
  }
}

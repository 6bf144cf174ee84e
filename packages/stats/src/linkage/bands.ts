import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Labels, readDesign } from '../regression/columns.ts'
import type { Coefficient, LinearFit } from '../regression/fit.ts'
import { ols } from '../regression/ols.ts'

/** One band of a score: from `from` (included) up to `to` (not included); null ends are open. */
export interface Band {
  readonly from: number | null
  readonly to: number | null
  readonly n: number
  /** Mean outcome in the band, with its interval; null in an empty band. */
  readonly mean: Coefficient | null
  /** Mean outcome less that of the reference band; null for that band itself and for empty ones. */
  readonly difference: Coefficient | null
}

/** An outcome compared over bands of a score. */
export interface BandComparison {
  readonly bands: readonly Band[]
  /** Index of the band that the others are compared with. */
  readonly reference: number
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Compares an outcome (turnover, retention as 0 and 1, revenue...) over bands of a score, for example turnover by
 * engagement band or retention by NPS band.
 *
 * @param input `score` and `outcome` per row; `cuts` in ascending order, which make cuts + 1 bands; `reference`: index
 * of the band to compare with (the lowest that has rows, by default); `clusters`: labels for cluster-robust errors,
 * else HC2 errors, which allow the bands unequal spread
 * @returns each band's mean and difference with intervals, or a refusal
 */
export function compareBands(input: {
  readonly score: ArrayLike<number>
  readonly outcome: ArrayLike<number>
  readonly cuts: readonly number[]
  readonly reference?: number
  readonly clusters?: Labels
  readonly level?: number
}): BandComparison | Refusal {
  const { score, outcome, cuts, level } = input
  const design = readDesign(outcome, { 'the score': score })
  if (isRefusal(design)) return design
  if (cuts.length === 0 || cuts.some((c, i) => !Number.isFinite(c) || (i > 0 && c <= cuts[i - 1]!))) {
    return refuse('out-of-range', 'Give at least one cut between bands, in ascending order.')
  }
  const member = Int32Array.from({ length: design.n }, (_, i) => cuts.filter((c) => score[i]! >= c).length)
  const sizes = new Int32Array(cuts.length + 1)
  for (const b of member) sizes[b]! += 1
  const filled = [...sizes.keys()].filter((b) => sizes[b]! > 0)
  const reference = input.reference ?? filled[0]!
  if (!filled.includes(reference)) {
    return refuse('too-few', 'The reference band has no rows; compare with another one.')
  }
  if (filled.length < 2) return refuse('constant', 'All rows lie in one band; choose other cuts.')
  // Each band in turn as the base makes the intercept that band's mean, with its own standard error.
  const fits = new Map<number, LinearFit>()
  for (const base of filled) {
    const x = Object.fromEntries(
      filled
        .filter((b) => b !== base)
        .map((b) => [`${b}`, Float64Array.from(member, (m) => (m === b ? 1 : 0))]),
    )
    const errors = input.clusters ? { clusters: input.clusters } : { covariance: 'HC2' as const }
    const fit = ols({ y: outcome, x, ...errors, ...(level === undefined ? {} : { level }) })
    if (isRefusal(fit)) return fit
    fits.set(base, fit)
  }
  const main = fits.get(reference)!
  const bands = Array.from(
    sizes,
    (n, b): Band => ({
      from: b === 0 ? null : cuts[b - 1]!,
      to: b === cuts.length ? null : cuts[b]!,
      n,
      mean: fits.get(b)?.coefficients[0] ?? null,
      difference: main.coefficients.find((c) => c.name === `${b}`) ?? null,
    }),
  )
  const thin = bands.filter((b) => b.n > 0 && b.n < 10).length
  return {
    bands,
    reference,
    n: design.n,
    method: `difference of band means, ${main.covarianceType} standard errors`,
    warnings: thin > 0 ? [`${thin} of the bands have fewer than 10 rows; their means are uncertain.`] : [],
  }
}

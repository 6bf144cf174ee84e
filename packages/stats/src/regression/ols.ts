import { checkLevel, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { combineCrossMoments } from '../moments/cross.ts'
import {
  type Columns,
  crossGroupings,
  type Grouping,
  type Labels,
  readDesign,
  readLabels,
} from './columns.ts'
import { type CovarianceType, type LinearFit, linearFit, type Uncertainty } from './fit.ts'
import { type CrossProducts, checkMoments, collinearityWarnings, fitStandardised } from './least-squares.ts'
import {
  type ClusterSums,
  clusterSums,
  type LinearBasis,
  linearBasis,
  toCoefficientCovariance,
} from './linear-basis.ts'
import {
  type CentredRows,
  centreRows,
  rowMoments,
  rowSandwich,
  scoresByCluster,
  sumsByCluster,
} from './rows.ts'
import { biasReducedSandwich, cr1Factor, plainSandwich } from './sandwich.ts'

/** Below this many clusters the default is CR2 with Satterthwaite degrees of freedom instead of CR1. */
const FEW_CLUSTERS = 40

/** Fewer clusters than this and even CR2 is shaky. */
const VERY_FEW_CLUSTERS = 10

/** Options that every linear fit takes. */
export interface FitOptions {
  /**
   * Covariance of the coefficients. Default: `classical` without clusters; with clusters `CR1`, or `CR2` with
   * Satterthwaite degrees of freedom when there are fewer than 40 of them.
   */
  readonly covariance?: CovarianceType
  /** Level of the intervals, default 0.95. */
  readonly level?: number
}

/**
 * Ordinary least squares of the last column on those before it, from mergeable moments.
 *
 * @param moments total moments, or one per cluster (then the standard errors are cluster-robust)
 * @param names one per column: the predictors, then the outcome
 * @returns the fit, or a refusal: `empty`, `mismatch`, `too-few`, `constant`, `collinear`, `not-finite`
 */
export function olsFromMoments(
  moments: CrossProducts | readonly CrossProducts[],
  names: readonly string[],
  options: FitOptions = {},
): LinearFit | Refusal {
  const parts = Array.isArray(moments) ? (moments as readonly CrossProducts[]) : undefined
  const used = parts?.filter((m) => m.n > 0)
  const total = used ? poolMoments(used) : (moments as CrossProducts)
  if (isRefusal(total)) return total
  const start = prepare(
    total,
    names,
    { n: total.n, totalWeight: total.n, intercept: true, absorbed: 0 },
    options,
  )
  if (isRefusal(start)) return start
  const type = options.covariance ?? defaultCovariance(used?.length)
  if (type.startsWith('HC')) return refuse('mismatch', `${type} needs the rows: use ols.`)
  if (type.startsWith('CR') && !used)
    return refuse('mismatch', `${type} needs the moments of each cluster, in a list.`)
  const basis = start.basis
  const uncertainty =
    type === 'classical' || !used
      ? classical(start)
      : clustered(type, [{ count: used.length, sums: () => used.map((m) => clusterSums(basis, m)) }], start)
  if (isRefusal(uncertainty)) return uncertainty
  return finish(start, names.slice(0, -1), uncertainty, 'ordinary least squares from moments')
}

/** Rows for a linear model. */
export interface OlsInput extends FitOptions {
  readonly y: ArrayLike<number>
  readonly x: Columns
  /** Positive weights, one per row (analytic weights: variance inversely proportional). */
  readonly weights?: ArrayLike<number>
  /** Labels of the rows' clusters. */
  readonly clusters?: Labels
  /** A second, crossed clustering (Cameron, Gelbach & Miller 2011). */
  readonly clusters2?: Labels
}

/**
 * (Weighted) least squares from rows, with classical, heteroskedasticity-consistent or cluster-robust standard
 * errors. With two clusterings the covariance is that of the first, plus the second, less that of their pairs.
 *
 * @returns the fit, or a refusal: `empty`, `mismatch`, `too-few`, `constant`, `collinear`, `not-finite`, `out-of-range`
 */
export function ols(input: OlsInput): LinearFit | Refusal {
  const design = readDesign(input.y, input.x)
  if (isRefusal(design)) return design
  const rows = centreRows(design, input.y, input.weights)
  if (isRefusal(rows)) return rows
  const names = [...design.names, 'the outcome']
  const method = input.weights ? 'weighted least squares' : 'ordinary least squares'
  return fitRows(rows, names, { intercept: true, absorbed: 0, method }, input)
}

/** What distinguishes a plain regression from one with absorbed effects. */
interface RowModel {
  readonly intercept: boolean
  /** Degrees of freedom of absorbed effects. */
  readonly absorbed: number
  readonly method: string
  readonly warnings?: readonly string[]
}

/** Fits centred (or within-transformed) rows; `names` ends with the outcome. */
export function fitRows(
  rows: CentredRows,
  names: readonly string[],
  model: RowModel,
  input: Pick<OlsInput, 'clusters' | 'clusters2' | 'covariance' | 'level' | 'weights'>,
): LinearFit | Refusal {
  const start = prepare(
    rowMoments(rows),
    names,
    { ...model, n: rows.n, totalWeight: rows.totalWeight },
    input,
  )
  if (isRefusal(start)) return start
  const groupings = readGroupings(input, rows.n)
  if (isRefusal(groupings)) return groupings
  const counts = groupings.slice(0, 2).map((g) => g.count)
  const type = input.covariance ?? defaultCovariance(counts.length > 1 ? Number.POSITIVE_INFINITY : counts[0])
  const uncertainty = rowUncertainty(type, rows, groupings, start)
  if (isRefusal(uncertainty)) return uncertainty
  return finish(start, names.slice(0, -1), uncertainty, model.method, model.warnings)
}

/** The clusterings asked for: none, one, or two and their crossing. */
function readGroupings(input: Pick<OlsInput, 'clusters' | 'clusters2'>, n: number): Grouping[] | Refusal {
  if (!input.clusters) return []
  const first = readLabels(input.clusters, n, 'cluster')
  if (isRefusal(first)) return first
  if (!input.clusters2) return [first]
  const second = readLabels(input.clusters2, n, 'second cluster')
  if (isRefusal(second)) return second
  return [first, second, crossGroupings(first, second)]
}

function defaultCovariance(clusters: number | undefined): CovarianceType {
  if (clusters === undefined) return 'classical'
  return clusters < FEW_CLUSTERS ? 'CR2' : 'CR1'
}

interface Prepared {
  readonly basis: LinearBasis
  readonly n: number
  /** Coefficients and absorbed effects. */
  readonly used: number
  readonly level: number
  readonly warnings: readonly string[]
}

function prepare(
  moments: CrossProducts,
  names: readonly string[],
  model: { n: number; totalWeight: number; intercept: boolean; absorbed: number },
  options: FitOptions,
): Prepared | Refusal {
  const level = options.level ?? 0.95
  const bad = checkLevel(level) ?? checkMoments(moments, names)
  if (bad) return bad
  const used = names.length - 1 + (model.intercept ? 1 : 0) + model.absorbed
  if (model.n <= used) {
    return refuse(
      'too-few',
      `${model.n} rows are too few for ${used} coefficients; at least ${used + 1} are needed.`,
    )
  }
  const fit = fitStandardised(moments, names)
  if (isRefusal(fit)) return fit
  const basis = linearBasis(fit, moments, model.totalWeight, model.intercept)
  return { basis, n: model.n, used, level, warnings: collinearityWarnings(fit, names) }
}

/** Classical least squares from moments whose rows and weights are counted apart, or without an intercept. */
export function fitMoments(
  moments: CrossProducts,
  names: readonly string[],
  model: RowModel & { readonly n: number },
  level?: number,
): LinearFit | Refusal {
  const counts = { ...model, totalWeight: moments.n }
  const start = prepare(moments, names, counts, level === undefined ? {} : { level })
  if (isRefusal(start)) return start
  return finish(start, names.slice(0, -1), classical(start), model.method, model.warnings)
}

function classical(start: Prepared): Uncertainty {
  const { basis, n, used } = start
  const { k } = basis
  const v = new Float64Array(k * k)
  for (let i = 0; i < k; i++) v[i * k + i] = (1 - basis.fit.r2) / (n - used)
  return { type: 'classical', v, df: new Float64Array(k).fill(n - used), clusters: [] }
}

function rowUncertainty(
  type: CovarianceType,
  rows: CentredRows,
  groupings: readonly Grouping[],
  start: Prepared,
): Uncertainty | Refusal {
  const { basis, n, used } = start
  if (type === 'classical') return classical(start)
  if (type === 'HC0' || type === 'HC1' || type === 'HC2' || type === 'HC3') {
    if (used > basis.k && (type === 'HC2' || type === 'HC3')) {
      return refuse(
        'mismatch',
        `${type} is not offered with absorbed effects; use CR2 with clusters, or HC1.`,
      )
    }
    const { meat } = rowSandwich(rows, basis, type)
    const factor = type === 'HC1' ? n / (n - used) : 1
    return {
      type,
      v: meat.map((x) => x * factor),
      df: new Float64Array(basis.k).fill(n - used),
      clusters: [],
    }
  }
  if (groupings.length === 0) return refuse('mismatch', `${type} needs a cluster label for each row.`)
  if (type === 'CR2' && rows.weights) return refuse('mismatch', 'CR2 is not offered with weights; use CR1.')
  const sums = type === 'CR2' ? sumsByCluster : scoresByCluster
  const dimensions = groupings.map((g) => ({ count: g.count, sums: () => sums(rows, basis, g) }))
  return clustered(type, dimensions, start)
}

/** One clustering: how many clusters, and what each contributes. */
interface Dimension {
  readonly count: number
  readonly sums: () => Iterable<ClusterSums>
}

/** Cluster-robust covariance over one clustering, or over two and (third) their crossing. */
function clustered(
  type: CovarianceType,
  dimensions: readonly Dimension[],
  start: Prepared,
): Uncertainty | Refusal {
  const { basis, n, used } = start
  const { k } = basis
  const clusters = dimensions.slice(0, 2).map((d) => d.count)
  if (Math.min(...clusters) < 2)
    return refuse('too-few', 'Cluster-robust standard errors need at least two clusters.')
  if (type === 'CR2') {
    if (dimensions.length > 1) return refuse('mismatch', 'CR2 is for one clustering; use CR1 for two.')
    const { meat, df } = biasReducedSandwich(dimensions[0]!.sums(), basis)
    return { type, v: meat, df, clusters }
  }
  const v = new Float64Array(k * k)
  const oneWay = new Float64Array(k)
  for (const [d, { count, sums }] of dimensions.entries()) {
    const { meat } = plainSandwich(sums(), k)
    const factor = type === 'CR1' ? cr1Factor(count, n, used) : 1
    const sign = d === 2 ? -1 : 1
    for (let i = 0; i < v.length; i++) v[i]! += sign * factor * meat[i]!
    if (sign < 0) continue
    const own = toCoefficientCovariance(basis, meat, factor)
    for (let i = 0; i < k; i++) oneWay[i] = Math.max(oneWay[i]!, own[i * k + i]!)
  }
  const df = new Float64Array(k).fill(Math.min(...clusters) - 1)
  return { type, v, df, clusters, ...(dimensions.length > 1 ? { oneWay } : {}) }
}

function finish(
  start: Prepared,
  names: readonly string[],
  uncertainty: Uncertainty,
  method: string,
  extra: readonly string[] = [],
): LinearFit {
  const { basis, n, used, level } = start
  const warnings = [...extra, ...start.warnings]
  const fewest = Math.min(...uncertainty.clusters)
  if (fewest < VERY_FEW_CLUSTERS) {
    warnings.push(`Only ${fewest} clusters: the standard errors are rough; take the intervals with care.`)
  } else if (fewest < FEW_CLUSTERS && uncertainty.type !== 'CR2') {
    warnings.push(
      `Only ${fewest} clusters: ${uncertainty.type} standard errors tend to be too small; prefer CR2.`,
    )
  }
  const full = `${method}, ${uncertainty.type}${uncertainty.clusters.length > 1 ? ' two-way' : ''} standard errors`
  return linearFit(basis, names, uncertainty, { n, residualDf: n - used, level, method: full, warnings })
}

/** Merges moments exactly; refuses an empty list or parts of different size. */
export function poolMoments(parts: readonly CrossProducts[]): CrossProducts | Refusal {
  return combineCrossMoments(
    parts.map(({ n, mean, rest, cross }) => ({
      n,
      p: mean.length,
      mean,
      rest: rest ?? new Float64Array(mean.length),
      cross,
    })),
  )
}

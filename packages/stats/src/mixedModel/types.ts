import type { Interval } from '../core/refusal.ts'

/** A numeric covariate: one finite number per row (or per cell). */
export type NumericTerm = {
  readonly kind: 'numeric'
  readonly name: string
  readonly values: ArrayLike<number>
}

/**
 * A factor with treatment contrasts. `levels[i]` is the index into `names` of row i; the first level that occurs
 * is the reference, levels that don't occur are left out. Coefficients are called name + level name, as in R.
 */
export type FactorTerm = {
  readonly kind: 'factor'
  readonly name: string
  readonly levels: ArrayLike<number>
  readonly names: readonly string[]
}

/** Products of the columns of its parts; give the main effects as terms of their own. */
export type InteractionTerm = {
  readonly kind: 'interaction'
  readonly of: readonly (NumericTerm | FactorTerm)[]
}

/** One term of the fixed part; the intercept is added unless `intercept: false`. */
export type Term = NumericTerm | FactorTerm | InteractionTerm

/** A grouping factor whose levels are draws from a population. */
export type RandomTerm = {
  /** Unique name; keys of `blups` and names of variances are made of it. */
  readonly name: string
  /** Level index of each row (or cell), 0 .. levelCount - 1. Levels without rows are allowed: their BLUP is 0. */
  readonly levels: ArrayLike<number>
  readonly levelCount: number
  /** Names of the levels, only passed through to the result. */
  readonly names?: readonly string[]
  /** Covariates whose effect varies by level. */
  readonly slopes?: readonly { readonly name: string; readonly values: ArrayLike<number> }[]
  /** false leaves only the slopes, R's (0 + x | g). Default true. */
  readonly intercept?: boolean
  /** false makes intercept and slopes independent, R's (x || g). Default true. */
  readonly correlated?: boolean
}

/** Cells of crossed factors: rows with the same levels and covariates, summed up. A count of 0 is left out. */
export type CellMoments = {
  readonly count: ArrayLike<number>
  readonly mean: ArrayLike<number>
  /** Sum of squared deviations from the cell's mean. */
  readonly m2: ArrayLike<number>
}

/** The outcome: raw rows, with optional positive precision weights (as lme4's), or cell moments. */
export type Outcome =
  | { readonly y: ArrayLike<number>; readonly weights?: ArrayLike<number>; readonly cells?: undefined }
  | { readonly cells: CellMoments; readonly y?: undefined; readonly weights?: undefined }

/** What `mixedModel` fits. All columns have one entry per row (or per cell), complete cases only. */
export type MixedModelInput = Outcome & {
  readonly fixed?: readonly Term[]
  /** false leaves the intercept out. Default true. */
  readonly intercept?: boolean
  /** One or more, crossed or nested in any way. */
  readonly random: readonly RandomTerm[]
  /** Default 'REML'. */
  readonly method?: 'REML' | 'ML'
  /** Level of the intervals. Default 0.95. */
  readonly level?: number
}

/** One coefficient of the fixed part. */
export type FixedEffect = {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  /** Satterthwaite degrees of freedom; Infinity where no variance parameter bears on it. */
  readonly df: number
  readonly t: number
  /** Two-sided. */
  readonly p: number
  readonly interval: Interval
}

/** Variance of one random coefficient; `name` is the factor's, with `|slope` appended for a slope. */
export type VarianceComponent = { readonly name: string; readonly variance: number; readonly sd: number }

/** Covariance of two random coefficients of a factor. */
export type CovarianceComponent = {
  readonly name: string
  readonly first: string
  readonly second: string
  readonly covariance: number
  /** 0 when one of the variances is 0. */
  readonly correlation: number
}

/** Predictions of one random coefficient for all levels of its factor, in the order of the level index. */
export type LevelEffects = {
  /** BLUP: conditional mode at the estimated parameters. */
  readonly estimate: Float64Array
  /** Conditional standard deviation given the estimated fixed effects (lme4's condSD). */
  readonly conditionalSd: Float64Array
  /** Standard deviation of the prediction error, with the uncertainty of the fixed effects. */
  readonly predictionSd: Float64Array
}

/** BLUPs of a factor. The arrays at the top are those of its intercept (of its first slope if it has none). */
export type FactorBlups = LevelEffects & {
  /** mu + BLUP, mu being the fixed part at the average row: what the level scores, other factors taken out. */
  readonly level: Float64Array
  /** Posterior sd of `level`, with the uncertainty of the fixed effects. */
  readonly levelSd: Float64Array
  readonly names: readonly string[] | undefined
  readonly slopes: Readonly<Record<string, LevelEffects>>
}

/** A fitted linear mixed model. */
export type MixedModel = {
  readonly kind: 'mixedModel'
  readonly fixed: readonly FixedEffect[]
  /** Covariance matrix of the fixed effects, row by row. */
  readonly fixedCovariance: readonly (readonly number[])[]
  /** Fixed part at the average row (the weighted mean of the design), with its standard error. */
  readonly grandMean: { readonly estimate: number; readonly standardError: number }
  readonly variances: readonly VarianceComponent[]
  readonly covariances: readonly CovarianceComponent[]
  readonly residualVariance: number
  /** Relative Cholesky factors, factor by factor in the order given, column by column (lme4's theta). */
  readonly theta: readonly number[]
  readonly blups: Readonly<Record<string, FactorBlups>>
  /** Restricted log-likelihood under REML. */
  readonly logLik: number
  readonly aic: number
  readonly bic: number
  readonly converged: boolean
  /** True when a variance is 0 or a correlation is 1 or -1. */
  readonly singular: boolean
  /** Readings (the sum of counts for cells). */
  readonly n: number
  /** Evaluations of the deviance that the fit took. */
  readonly evaluations: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** A random intercept: a grouping factor without slopes. */
export type RandomIntercept = Omit<RandomTerm, 'slopes' | 'intercept' | 'correlated'>

/** What `logisticMixedModel` fits. All columns have one entry per row, complete cases only. */
export type LogisticMixedModelInput = {
  /** Successes of each row: 0 or 1, or up to `trials`. */
  readonly y: ArrayLike<number>
  /** Answers that each row (or cell) stands for. Default 1 each. */
  readonly trials?: ArrayLike<number>
  readonly fixed?: readonly Term[]
  readonly random: readonly RandomIntercept[]
  /** 1 is Laplace's approximation; 2 .. 50 adaptive Gauss-Hermite points, for one factor only. Default 1. */
  readonly quadraturePoints?: number
  /** Level of the intervals. Default 0.95. */
  readonly level?: number
}

/** What `ordinalMixedModel` fits. */
export type OrdinalMixedModelInput = {
  /** Category of each row, 0 .. categories - 1 in ascending order; every category must occur. */
  readonly y: ArrayLike<number>
  readonly categories: number
  /** How many answers each row stands for. Default 1 each. */
  readonly counts?: ArrayLike<number>
  readonly fixed?: readonly Term[]
  readonly random: readonly RandomIntercept[]
  readonly quadraturePoints?: number
  readonly level?: number
}

/** One coefficient on the logit scale, with a normal-theory test. */
export type LogitEffect = {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  readonly z: number
  /** Two-sided. */
  readonly p: number
  readonly interval: Interval
}

/** Conditional modes of a factor's levels on the logit scale, with their conditional standard deviations. */
export type LogitBlups = {
  readonly estimate: Float64Array
  readonly conditionalSd: Float64Array
  readonly names: readonly string[] | undefined
}

type CategoryModel = {
  readonly variances: readonly VarianceComponent[]
  readonly logLik: number
  readonly aic: number
  readonly bic: number
  readonly converged: boolean
  readonly singular: boolean
  /** Answers. */
  readonly n: number
  readonly method: string
  readonly warnings: readonly string[]
}

/** A fitted logistic mixed model. */
export type LogisticMixedModel = CategoryModel & {
  readonly kind: 'logisticMixedModel'
  /** Standard errors are given the variances, as lme4's from the fit itself. */
  readonly fixed: readonly (LogitEffect & {
    /** With the uncertainty of the variances, from the Hessian; undefined where that isn't positive definite. */
    readonly hessianStandardError: number | undefined
  })[]
  /** `probability` is the share of a level at the average row. */
  readonly blups: Readonly<Record<string, LogitBlups & { readonly probability: Float64Array }>>
}

/** A fitted cumulative logit mixed model: logit P(Y <= j) = cut_j - x'beta - b. */
export type OrdinalMixedModel = CategoryModel & {
  readonly kind: 'ordinalMixedModel'
  /** Cuts between the categories, named `1|2`, `2|3`, ... */
  readonly cuts: readonly LogitEffect[]
  readonly fixed: readonly LogitEffect[]
  readonly blups: Readonly<Record<string, LogitBlups>>
}

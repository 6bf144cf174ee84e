import { cholesky, cholInverse, cholSolve, matMul, transpose } from '../core/linalg.ts'
import { checkLevel, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { areaUnderCurve } from './classification.ts'
import { type Columns, type Labels, readDesign, readLabels } from './columns.ts'
import { type Coefficient, coefficient } from './fit.ts'
import { fitStandardised } from './least-squares.ts'
import { type CentredRows, centreRows, rowMoments } from './rows.ts'
import { addOuter } from './sandwich.ts'

/** Rows of a logistic regression. */
export interface LogisticInput {
  /** 0 or 1 per row. */
  readonly y: ArrayLike<number>
  readonly x: Columns
  /**
   * Ridge penalty, default 0: half of `ridge` times the sum of squared coefficients of predictors scaled to standard
   * deviation 1 is taken from the log-likelihood; the intercept is free.
   */
  readonly ridge?: number
  /** Labels of clusters: standard errors become cluster-robust with the factor G/(G-1). */
  readonly clusters?: Labels
  /** `classical` from the information matrix (default), or White's `HC0`. */
  readonly covariance?: 'classical' | 'HC0'
  readonly level?: number
}

/** A fitted logistic regression. */
export interface LogisticFit {
  /** On the log-odds scale, the intercept first, normal approximation (df is Infinity). */
  readonly coefficients: readonly Coefficient[]
  readonly covariance: Float64Array
  readonly n: number
  readonly events: number
  /** Probability of each row. */
  readonly fitted: Float64Array
  readonly logLik: number
  readonly deviance: number
  readonly nullDeviance: number
  readonly aic: number
  readonly bic: number
  /** McFadden's 1 - deviance / null deviance. */
  readonly pseudoR2: number
  /** Area under the ROC curve on these same rows; use `areaUnderCurve` on held-out ones. */
  readonly auc: number
  /** Mean squared distance of probability and outcome on these same rows. */
  readonly brier: number
  readonly iterations: number
  readonly ridge: number
  /** Means of the predictors, which `logOddsContributions` measures from. */
  readonly means: readonly number[]
  readonly method: string
  readonly warnings: readonly string[]
}

/** Predictors with mean 0 and standard deviation 1 (dividing by n), row-major with an intercept column: n x k. */
interface Standardised {
  readonly z: Float64Array
  readonly n: number
  readonly k: number
  readonly mean: Float64Array
  readonly sd: Float64Array
}

const MAX_ITERATIONS = 100

/**
 * Logistic regression by iteratively reweighted least squares (Newton's method) with step halving, with an optional
 * ridge penalty.
 *
 * @returns the fit, or a refusal: `separated` when predictors split the outcome perfectly, wholly or in part (then
 * estimates are infinite: leave the predictor out, or set `ridge`), `constant`, `collinear`, `too-few`, `not-finite`...
 */
export function logistic(input: LogisticInput): LogisticFit | Refusal {
  const { y, ridge = 0, level = 0.95 } = input
  const design = readDesign(y, input.x)
  if (isRefusal(design)) return design
  const bad = checkLevel(level) ?? checkOutcome(y, design.names.length + 1) ?? checkRidge(ridge)
  if (bad) return bad
  const rows = centreRows(design, y)
  if (isRefusal(rows)) return rows
  const overlap = checkPredictors(rows, design.names, ridge)
  if (overlap) return overlap
  const data = standardise(rows)
  const solution = newton(data, y, ridge)
  if (isRefusal(solution)) return solution
  if (solution.diverging) return separation(data, solution.step, design.names)
  const labels = input.clusters ? readLabels(input.clusters, design.n, 'cluster') : undefined
  if (labels && isRefusal(labels)) return labels
  if (labels && labels.count < 2) {
    return refuse('too-few', 'Cluster-robust standard errors need at least two clusters.')
  }
  const robust = labels ?? (input.covariance === 'HC0' ? 'rows' : undefined)
  const scores =
    robust === undefined ? undefined : scoreMeat(data, y, solution, robust === 'rows' ? undefined : robust)
  return describe(data, y, solution, scores, ['(Intercept)', ...design.names], {
    ridge,
    level,
    clusters: labels?.count,
  })
}

function checkOutcome(y: ArrayLike<number>, k: number): Refusal | undefined {
  let events = 0
  for (let i = 0; i < y.length; i++) {
    if (y[i] !== 0 && y[i] !== 1) {
      return refuse('out-of-range', `The outcome must be 0 or 1 in every row; row ${i + 1} has ${y[i]}.`)
    }
    events += y[i]!
  }
  if (events === 0 || events === y.length) {
    return refuse(
      'constant',
      `The outcome is ${events === 0 ? 0 : 1} in every row, so nothing can be predicted.`,
    )
  }
  return y.length > k ? undefined : refuse('too-few', `${y.length} rows are too few for ${k} coefficients.`)
}

function checkRidge(ridge: number): Refusal | undefined {
  if (ridge >= 0 && ridge < 1e100) return undefined
  return refuse('out-of-range', `The ridge penalty must be zero or a positive number, not ${ridge}.`)
}

/** Refuses constant predictors, and collinear ones unless a ridge holds them apart. */
function checkPredictors(rows: CentredRows, names: readonly string[], ridge: number): Refusal | undefined {
  if (names.length === 0) return undefined
  const fit = fitStandardised(rowMoments(rows), [...names, 'the outcome'])
  if (isRefusal(fit) && !(fit.reason === 'collinear' && ridge > 0)) return fit
  return undefined
}

function standardise(rows: CentredRows): Standardised {
  const { n, columns, mean } = rows
  const p = columns.length - 1
  const k = p + 1
  const z = new Float64Array(n * k)
  const sd = new Float64Array(p)
  for (let i = 0; i < n; i++) z[i * k] = 1
  for (let j = 0; j < p; j++) {
    const column = columns[j]!
    let ss = 0
    for (let i = 0; i < n; i++) ss += column[i]! ** 2
    sd[j] = Math.sqrt(ss / n)
    for (let i = 0; i < n; i++) z[i * k + j + 1] = column[i]! / sd[j]!
  }
  return { z, n, k, mean, sd }
}

interface Solution {
  readonly beta: Float64Array
  readonly eta: Float64Array
  /** Lower factor of the (penalised) information matrix. */
  readonly factor: Float64Array
  readonly logLik: number
  readonly iterations: number
  /** The last Newton step, and whether it still moves although the likelihood does not. */
  readonly step: Float64Array
  readonly diverging: boolean
}

/**
 * Newton's method. At a finite maximum the steps shrink quadratically; towards a maximum at infinity each step moves
 * the log-odds of the split rows by about 1 for ever, while the likelihood gains less and less. That tells them apart.
 */
function newton(data: Standardised, y: ArrayLike<number>, ridge: number): Solution | Refusal {
  const { n, k } = data
  let beta: Float64Array = new Float64Array(k)
  let mean = 0
  for (let i = 0; i < n; i++) mean += y[i]! / n
  beta[0] = Math.log(mean / (1 - mean))
  let eta: Float64Array = linearPredictor(data, beta)
  let value = penalisedLogLik(y, eta, beta, ridge)
  let last: { step: Float64Array; factor: Float64Array; move: number } = {
    step: new Float64Array(k),
    factor: new Float64Array(0),
    move: 0,
  }
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const { gradient, information } = derivatives(data, y, eta, beta, ridge)
    const factor = cholesky(information, k)
    if (!factor) return { beta, eta, ...last, logLik: value, iterations: iteration, diverging: true }
    const step = cholSolve(factor, k, gradient)
    const along = linearPredictor(data, step)
    let move = 0
    for (let i = 0; i < n; i++) move = Math.max(move, Math.abs(along[i]!))
    let length = 1
    let next = value
    let trial: Float64Array = beta
    let trialEta: Float64Array = eta
    for (let half = 0; half < 40; half++, length /= 2) {
      trial = beta.map((b, j) => b + length * step[j]!)
      trialEta = eta.map((e, i) => e + length * along[i]!)
      next = penalisedLogLik(y, trialEta, trial, ridge)
      if (next >= value - 1e-12 * Math.abs(value)) break
    }
    beta = trial
    eta = linearPredictor(data, trial)
    last = { step, factor, move }
    if (move < 1e-9) {
      const logLik = penalisedLogLik(y, eta, beta, 0)
      return { beta, eta, factor, logLik, iterations: iteration, step, diverging: false }
    }
    value = next
    if (Math.abs(value) < 1e-9 * n) break
  }
  if (last.move < 0.1) {
    return refuse('not-converged', `Logistic regression did not settle in ${MAX_ITERATIONS} steps.`)
  }
  return { beta, eta, ...last, logLik: value, iterations: MAX_ITERATIONS, diverging: true }
}

function linearPredictor(data: Standardised, beta: Float64Array): Float64Array {
  const { z, n, k } = data
  const eta = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < k; j++) sum += z[i * k + j]! * beta[j]!
    eta[i] = sum
  }
  return eta
}

/** log(1 + exp(x)) without overflow. */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x))
}

/** 1 / (1 + exp(-x)) without overflow. */
export function inverseLogit(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

function penalisedLogLik(y: ArrayLike<number>, eta: Float64Array, beta: Float64Array, ridge: number): number {
  let sum = 0
  for (let i = 0; i < eta.length; i++) sum -= softplus(y[i] === 1 ? -eta[i]! : eta[i]!)
  for (let j = 1; j < beta.length; j++) sum -= 0.5 * ridge * beta[j]! ** 2
  return sum
}

function derivatives(
  data: Standardised,
  y: ArrayLike<number>,
  eta: Float64Array,
  beta: Float64Array,
  ridge: number,
): { gradient: Float64Array; information: Float64Array } {
  const { z, n, k } = data
  const gradient = new Float64Array(k)
  const information = new Float64Array(k * k)
  for (let i = 0; i < n; i++) {
    const mu = inverseLogit(eta[i]!)
    const residual = y[i]! - mu
    const weight = mu * inverseLogit(-eta[i]!)
    const at = i * k
    for (let a = 0; a < k; a++) {
      const za = z[at + a]!
      gradient[a]! += residual * za
      const f = weight * za
      for (let b = 0; b <= a; b++) information[a * k + b]! += f * z[at + b]!
    }
  }
  for (let j = 1; j < k; j++) {
    gradient[j]! -= ridge * beta[j]!
    information[j * k + j]! += ridge
  }
  return { gradient, information }
}

/** Sum of outer products of the rows' (or clusters') scores. */
function scoreMeat(
  data: Standardised,
  y: ArrayLike<number>,
  solution: Solution,
  clusters: { readonly index: Int32Array; readonly count: number } | undefined,
): Float64Array {
  const { z, n, k } = data
  const meat = new Float64Array(k * k)
  const sums = new Float64Array((clusters ? clusters.count : 1) * k)
  for (let i = 0; i < n; i++) {
    const residual = y[i]! - inverseLogit(solution.eta[i]!)
    const at = clusters ? clusters.index[i]! * k : 0
    if (!clusters) sums.fill(0)
    for (let j = 0; j < k; j++) sums[at + j]! += residual * z[i * k + j]!
    if (!clusters) addOuter(meat, sums, k)
  }
  if (!clusters) return meat
  for (let g = 0; g < clusters.count; g++) addOuter(meat, sums.subarray(g * k, g * k + k), k)
  const factor = clusters.count / (clusters.count - 1)
  return meat.map((v) => v * factor)
}

/** Names the predictors whose coefficients run away. */
function separation(data: Standardised, step: Float64Array, names: readonly string[]): Refusal {
  const largest = step.subarray(1).reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  const running = names.filter((_, j) => Math.abs(step[j + 1]!) > 0.2 * largest && data.k > 1)
  return refuse(
    'separated',
    `${running.join(', ')} split${running.length === 1 ? 's' : ''} the outcome perfectly, at least for some rows, so no finite estimate exists. Leave out what splits it, or set a ridge penalty.`,
  )
}

/** Covariance and coefficients back in the predictors' units. */
function describe(
  data: Standardised,
  y: ArrayLike<number>,
  solution: Solution,
  meat: Float64Array | undefined,
  names: readonly string[],
  options: { ridge: number; level: number; clusters: number | undefined },
): LogisticFit {
  const { n, k, mean, sd } = data
  const { beta, eta, factor, logLik } = solution
  const { ridge, clusters } = options
  const inverse = cholInverse(factor, k)
  const covariance = toUnits(meat ? sandwichOf(inverse, meat, k) : inverse, k, mean, sd)
  const estimates = beta.map((b, j) => (j === 0 ? b : b / sd[j - 1]!))
  for (let j = 1; j < k; j++) estimates[0]! -= estimates[j]! * mean[j - 1]!
  const fitted = eta.map(inverseLogit)
  let events = 0
  let brier = 0
  for (let i = 0; i < n; i++) {
    events += y[i]!
    brier += (y[i]! - fitted[i]!) ** 2 / n
  }
  const share = events / n
  const nullDeviance = -2 * (events * Math.log(share) + (n - events) * Math.log(1 - share))
  const auc = areaUnderCurve(y, fitted)
  const errors = clusters === undefined ? (meat ? 'HC0' : 'classical') : 'cluster-robust'
  return {
    coefficients: names.map((name, j) =>
      coefficient(
        name,
        estimates[j]!,
        Math.sqrt(covariance[j * k + j]!),
        Number.POSITIVE_INFINITY,
        options.level,
      ),
    ),
    covariance,
    n,
    events,
    fitted,
    logLik,
    deviance: -2 * logLik,
    nullDeviance,
    aic: -2 * logLik + 2 * k,
    bic: -2 * logLik + Math.log(n) * k,
    pseudoR2: 1 - (-2 * logLik) / nullDeviance,
    auc: isRefusal(auc) ? 0.5 : auc.estimate,
    brier,
    iterations: solution.iterations,
    ridge,
    means: Array.from(mean.subarray(0, k - 1)),
    method: `${ridge > 0 ? 'ridge ' : ''}logistic regression, ${errors} standard errors`,
    warnings: warningsOf(fitted, events, k, ridge),
  }
}

function warningsOf(fitted: Float64Array, events: number, k: number, ridge: number): string[] {
  const warnings: string[] = []
  const rarer = Math.min(events, fitted.length - events)
  if (rarer < 10 * (k - 1)) {
    warnings.push(`Only ${rarer} rows of the rarer outcome for ${k - 1} predictors (10 each are advised).`)
  }
  if (fitted.some((p) => p < 1e-8 || p > 1 - 1e-8)) {
    warnings.push(
      'Some probabilities are practically 0 or 1; check for a predictor that gives the outcome away.',
    )
  }
  if (ridge > 0) warnings.push('Ridge estimates are shrunk; their intervals do not include that bias.')
  return warnings
}

function sandwichOf(bread: Float64Array, meat: Float64Array, k: number): Float64Array {
  return matMul(matMul(bread, meat, k, k, k), bread, k, k, k)
}

/** T V T' with T from standardised coefficients to those in the predictors' units. */
function toUnits(v: Float64Array, k: number, mean: Float64Array, sd: Float64Array): Float64Array {
  const t = new Float64Array(k * k)
  t[0] = 1
  for (let j = 1; j < k; j++) {
    t[j] = -mean[j - 1]! / sd[j - 1]!
    t[j * k + j] = 1 / sd[j - 1]!
  }
  return matMul(matMul(t, v, k, k, k), transpose(t, k, k), k, k, k)
}

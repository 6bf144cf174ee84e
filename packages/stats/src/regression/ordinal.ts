import { cholesky, cholInverse, cholSolve } from '../core/linalg.ts'
import { checkLevel, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, readDesign } from './columns.ts'
import { type Coefficient, coefficient } from './fit.ts'
import { fitStandardised } from './least-squares.ts'
import { inverseLogit } from './logistic.ts'
import { type CentredRows, centreRows, rowMoments } from './rows.ts'

/** A fitted proportional-odds model: log-odds of `y <= j` are threshold_j less the predictors' effect. */
export interface OrdinalFit {
  /** Boundaries between neighbouring answers, named `low|high`. */
  readonly thresholds: readonly Coefficient[]
  /** Effects: positive ones go with higher answers. */
  readonly coefficients: readonly Coefficient[]
  /** Covariance of thresholds, then coefficients, row-major. */
  readonly covariance: Float64Array
  readonly n: number
  readonly logLik: number
  readonly aic: number
  readonly bic: number
  readonly iterations: number
  readonly method: string
  readonly warnings: readonly string[]
}

const MAX_ITERATIONS = 100

/** What the iteration works on: answers 0 .. levels-1 and predictors scaled to mean 0 and deviation 1. */
interface Problem {
  readonly n: number
  readonly p: number
  readonly cuts: number
  readonly answer: Int32Array
  readonly z: Float64Array
}

/**
 * Proportional-odds (cumulative logit) regression for ordered answers (McCullagh 1980), by Newton's method with the
 * observed information, as R's ordinal::clm.
 *
 * @param input `y`: ordered codes, one per row; `x`: predictors; `levelNames`: names of the distinct codes in
 * ascending order (the codes themselves by default)
 * @returns thresholds and effects, or a refusal: `constant`, `separated`, `collinear`, `too-few`, `not-finite`...
 */
export function ordinalLogit(input: {
  readonly y: ArrayLike<number>
  readonly x: Columns
  readonly levelNames?: readonly string[]
  readonly level?: number
}): OrdinalFit | Refusal {
  const { y, level = 0.95 } = input
  const design = readDesign(y, input.x)
  if (isRefusal(design)) return design
  const codes = [...new Set(Array.from(y))].sort((a, b) => a - b)
  const names = input.levelNames ?? codes.map(String)
  const bad = checkLevel(level) ?? checkCodes(codes, names, design.n, design.names.length)
  if (bad) return bad
  const rows = centreRows(design, y)
  if (isRefusal(rows)) return rows
  if (design.names.length > 0) {
    const overlap = fitStandardised(rowMoments(rows), [...design.names, 'the outcome'])
    if (isRefusal(overlap)) return overlap
  }
  const { problem, sd } = standardise(rows, y, codes)
  const solution = newton(problem)
  if (isRefusal(solution)) return solution
  const { cuts, p, n } = problem
  const k = cuts + p
  const { estimates, covariance } = toUnits(solution, problem, rows.mean, sd)
  const all = [...Array.from({ length: cuts }, (_, j) => `${names[j]}|${names[j + 1]}`), ...design.names].map(
    (name, i) => {
      const se = Math.sqrt(covariance[i * k + i]!)
      return coefficient(name, estimates[i]!, se, Number.POSITIVE_INFINITY, level)
    },
  )
  const { logLik } = solution
  return {
    thresholds: all.slice(0, cuts),
    coefficients: all.slice(cuts),
    covariance,
    n,
    logLik,
    aic: -2 * logLik + 2 * k,
    bic: -2 * logLik + Math.log(n) * k,
    iterations: solution.iterations,
    method: 'proportional-odds logit, maximum likelihood',
    warnings: [],
  }
}

function checkCodes(
  codes: readonly number[],
  names: readonly string[],
  n: number,
  p: number,
): Refusal | undefined {
  if (codes.length < 2) return refuse('constant', 'All answers are the same, so nothing can be predicted.')
  if (names.length !== codes.length) {
    return refuse('mismatch', `${names.length} names were given for ${codes.length} distinct answers.`)
  }
  if (codes.length > 100) {
    return refuse('too-large', `${codes.length} distinct answers are a measurement, not a scale: use ols.`)
  }
  const k = codes.length - 1 + p
  return n > k ? undefined : refuse('too-few', `${n} rows are too few for ${k} parameters.`)
}

function standardise(
  rows: CentredRows,
  y: ArrayLike<number>,
  codes: readonly number[],
): { problem: Problem; sd: Float64Array } {
  const { n, columns } = rows
  const p = columns.length - 1
  const rank = new Map(codes.map((c, j) => [c, j]))
  const z = new Float64Array(n * p)
  const sd = new Float64Array(p)
  for (let j = 0; j < p; j++) {
    const column = columns[j]!
    sd[j] = Math.sqrt(column.reduce((s, v) => s + v * v, 0) / n)
    for (let i = 0; i < n; i++) z[i * p + j] = column[i]! / sd[j]!
  }
  const answer = Int32Array.from({ length: n }, (_, i) => rank.get(y[i]!)!)
  return { problem: { n, p, cuts: codes.length - 1, answer, z }, sd }
}

interface Solution {
  readonly parameters: Float64Array
  readonly factor: Float64Array
  readonly logLik: number
  readonly iterations: number
}

function newton(problem: Problem): Solution | Refusal {
  const { n, cuts, p, answer } = problem
  const k = cuts + p
  let parameters = new Float64Array(k)
  const counts = new Float64Array(cuts + 1)
  for (const a of answer) counts[a]! += 1
  for (let j = 0, seen = 0; j < cuts; j++) {
    seen += counts[j]!
    parameters[j] = Math.log(seen / (n - seen))
  }
  let value = logLikelihood(problem, parameters)
  let move = 0
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const { gradient, information } = derivatives(problem, parameters)
    const factor = cholesky(information, k)
    if (!factor) return separated()
    const step = cholSolve(factor, k, gradient)
    move = step.reduce((a, s) => Math.max(a, Math.abs(s)), 0)
    let length = 1
    let trial = parameters
    let next = value
    for (let half = 0; half < 40; half++, length /= 2) {
      trial = parameters.map((v, j) => v + length * step[j]!)
      next = logLikelihood(problem, trial)
      if (next >= value - 1e-12 * Math.abs(value)) break
    }
    parameters = trial
    value = next
    if (move < 1e-9) {
      const final = cholesky(derivatives(problem, parameters).information, k)
      return final ? { parameters, factor: final, logLik: value, iterations: iteration } : separated()
    }
    if (Math.abs(value) < 1e-9 * n) return separated()
  }
  return move > 0.01 ? separated() : refuse('not-converged', 'The ordinal model did not settle.')
}

function separated(): Refusal {
  return refuse(
    'separated',
    'A predictor splits the answers perfectly, at least for some rows, so no finite estimate exists. Leave it out.',
  )
}

/** log P(answer) summed; -Infinity when the thresholds are out of order. */
function logLikelihood(problem: Problem, parameters: Float64Array): number {
  const { n, p, cuts, answer, z } = problem
  let sum = 0
  for (let i = 0; i < n; i++) {
    let eta = 0
    for (let j = 0; j < p; j++) eta += parameters[cuts + j]! * z[i * p + j]!
    const a = answer[i]!
    const upper = a < cuts ? parameters[a]! - eta : Number.POSITIVE_INFINITY
    const lower = a > 0 ? parameters[a - 1]! - eta : Number.NEGATIVE_INFINITY
    const chance = between(lower, upper)
    if (!(chance > 0)) return Number.NEGATIVE_INFINITY
    sum += Math.log(chance)
  }
  return sum
}

/** Logistic probability of an interval, without cancellation in either tail. */
function between(lower: number, upper: number): number {
  return lower > 0 ? inverseLogit(-lower) - inverseLogit(-upper) : inverseLogit(upper) - inverseLogit(lower)
}

/** Gradient and observed information of thresholds, then effects. */
function derivatives(
  problem: Problem,
  parameters: Float64Array,
): { gradient: Float64Array; information: Float64Array } {
  const { n, p, cuts, answer, z } = problem
  const k = cuts + p
  const gradient = new Float64Array(k)
  const information = new Float64Array(k * k)
  const upperRow = new Float64Array(k)
  const lowerRow = new Float64Array(k)
  for (let i = 0; i < n; i++) {
    let eta = 0
    for (let j = 0; j < p; j++) {
      const v = z[i * p + j]!
      eta += parameters[cuts + j]! * v
      upperRow[cuts + j] = -v
      lowerRow[cuts + j] = -v
    }
    const a = answer[i]!
    const upper = a < cuts ? parameters[a]! - eta : Number.POSITIVE_INFINITY
    const lower = a > 0 ? parameters[a - 1]! - eta : Number.NEGATIVE_INFINITY
    const chance = between(lower, upper)
    const u = slope(upper)
    const l = slope(lower)
    const gu = u.density / chance
    const gl = -l.density / chance
    if (a < cuts) upperRow[a] = 1
    if (a > 0) lowerRow[a - 1] = 1
    const uu = gu * gu - u.change / chance
    const ll = gl * gl + l.change / chance
    const ul = gu * gl
    for (let r = 0; r < k; r++) {
      const ur = upperRow[r]!
      const lr = lowerRow[r]!
      if (ur === 0 && lr === 0) continue
      gradient[r]! += gu * ur + gl * lr
      const onUpper = uu * ur + ul * lr
      const onLower = ul * ur + ll * lr
      for (let c = 0; c <= r; c++) information[r * k + c]! += onUpper * upperRow[c]! + onLower * lowerRow[c]!
    }
    if (a < cuts) upperRow[a] = 0
    if (a > 0) lowerRow[a - 1] = 0
  }
  return { gradient, information }
}

/** Density of the standard logistic distribution and its derivative; both 0 at infinity. */
function slope(x: number): { density: number; change: number } {
  const f = inverseLogit(x)
  const density = f * inverseLogit(-x)
  return { density, change: density * (1 - 2 * f) }
}

/** Estimates and covariance for predictors in their own units. */
function toUnits(
  solution: Solution,
  problem: Problem,
  mean: Float64Array,
  sd: Float64Array,
): { estimates: Float64Array; covariance: Float64Array } {
  const { cuts, p } = problem
  const k = cuts + p
  const t = new Float64Array(k * k)
  for (let r = 0; r < cuts; r++) {
    t[r * k + r] = 1
    for (let j = 0; j < p; j++) t[r * k + cuts + j] = mean[j]! / sd[j]!
  }
  for (let j = 0; j < p; j++) t[(cuts + j) * k + cuts + j] = 1 / sd[j]!
  const inverse = cholInverse(solution.factor, k)
  const estimates = new Float64Array(k)
  const covariance = new Float64Array(k * k)
  for (let a = 0; a < k; a++) {
    for (let i = 0; i < k; i++) {
      const f = t[a * k + i]!
      if (f === 0) continue
      estimates[a]! += f * solution.parameters[i]!
      for (let b = 0; b < k; b++) {
        let sum = 0
        for (let j = 0; j < k; j++) sum += inverse[i * k + j]! * t[b * k + j]!
        covariance[a * k + b]! += f * sum
      }
    }
  }
  return { estimates, covariance }
}

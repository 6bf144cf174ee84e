import { chiSquareSurvival } from '../core/distributions.ts'
import { cholesky, cholInverse, cholSolve } from '../core/linalg.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import { type Columns, readDesign } from '../regression/columns.ts'
import { type Coefficient, coefficient } from '../regression/fit.ts'
import { fitStandardised } from '../regression/least-squares.ts'
import { centreRows, rowMoments } from '../regression/rows.ts'
import { type Concordance, concordance } from './concordance.ts'
import { checkSurvival, type SurvivalData, timeOrder } from './observations.ts'

/** How events at the same time share the risk set. */
export type Ties = 'efron' | 'breslow'

/** A fitted proportional-hazards model. */
export interface CoxFit {
  /** On the log-hazard scale, normal approximation, with the hazard ratio per unit of the predictor. */
  readonly coefficients: readonly (Coefficient & {
    readonly hazardRatio: number
    readonly hazardRatioInterval: Interval
  })[]
  readonly covariance: Float64Array
  readonly n: number
  readonly events: number
  readonly logLikNull: number
  readonly logLik: number
  /** Likelihood-ratio test of all predictors together. */
  readonly likelihoodRatio: { readonly chiSquare: number; readonly df: number; readonly p: number }
  /** How well the predicted risk orders the times, on these same rows. */
  readonly concordance: Concordance
  readonly iterations: number
  readonly ties: Ties
  readonly method: string
  readonly warnings: readonly string[]
}

const MAX_ITERATIONS = 50

/** Standardised predictors row by row, and the rows grouped by time from last to first. */
interface Problem {
  readonly n: number
  readonly p: number
  readonly z: Float64Array
  readonly time: ArrayLike<number>
  readonly event: ArrayLike<number>
  readonly order: Int32Array
  readonly ties: Ties
}

/**
 * Cox (1972) regression by Newton's method on the partial likelihood, with Efron's (1977) or Breslow's (1974)
 * handling of ties.
 *
 * @returns the fit, or a refusal: `constant` without events, `separated` when a predictor orders the events
 * perfectly, `collinear`, `too-few`, `mismatch`, `not-finite`...
 */
export function cox(
  input: SurvivalData & { readonly x: Columns; readonly ties?: Ties; readonly level?: number },
): CoxFit | Refusal {
  const { time, event, ties = 'efron', level = 0.95 } = input
  const bad = checkSurvival(input) ?? checkLevel(level)
  if (bad) return bad
  const design = readDesign(time, input.x)
  if (isRefusal(design)) return design
  const { n, names } = design
  const p = names.length
  if (p === 0) return refuse('empty', 'Give at least one predictor.')
  let events = 0
  for (let i = 0; i < n; i++) events += event[i]!
  if (events === 0)
    return refuse('constant', 'No event was seen, so nothing can be said about what leads to it.')
  if (n <= p) return refuse('too-few', `${n} rows are too few for ${p} predictors.`)
  const rows = centreRows(design, event)
  if (isRefusal(rows)) return rows
  const overlap = predictorsOverlap(rows, names)
  if (overlap) return overlap
  const sd = rows.columns.slice(0, p).map((c) => Math.sqrt(c.reduce((s, v) => s + v * v, 0) / n))
  const z = new Float64Array(n * p)
  for (let j = 0; j < p; j++) for (let i = 0; i < n; i++) z[i * p + j] = rows.columns[j]![i]! / sd[j]!
  const problem = { n, p, z, time, event, order: timeOrder(time).reverse(), ties }
  const solution = newton(problem, names)
  if (isRefusal(solution)) return solution
  return describe(problem, solution, names, sd, { events, level })
}

function predictorsOverlap(
  rows: Parameters<typeof rowMoments>[0],
  names: readonly string[],
): Refusal | undefined {
  const moments = rowMoments(rows)
  const last = names.length
  // All rows may have the event; only the predictors matter here, so the outcome's corner is made harmless.
  if (moments.cross[(last + 1) ** 2 - 1] === 0) moments.cross[(last + 1) ** 2 - 1] = 1
  const fit = fitStandardised({ ...moments, mean: moments.mean.fill(0, last) }, [...names, 'the event'])
  return isRefusal(fit) ? fit : undefined
}

interface Solution {
  readonly beta: Float64Array
  readonly factor: Float64Array
  readonly logLik: number
  readonly logLikNull: number
  readonly iterations: number
}

function newton(problem: Problem, names: readonly string[]): Solution | Refusal {
  const { p } = problem
  let beta: Float64Array = new Float64Array(p)
  let state = partialLikelihood(problem, beta)
  const logLikNull = state.logLik
  let move = 0
  let step = new Float64Array(p)
  for (let iteration = 1; iteration <= MAX_ITERATIONS; iteration++) {
    const factor = cholesky(state.information, p)
    if (!factor) break
    step = Float64Array.from(cholSolve(factor, p, state.gradient))
    move = step.reduce((a, s) => Math.max(a, Math.abs(s)), 0)
    if (move < 1e-10) return { beta, factor, logLik: state.logLik, logLikNull, iterations: iteration }
    let length = 1
    let trial: Float64Array = beta
    let next = state
    for (let half = 0; half < 40; half++, length /= 2) {
      trial = beta.map((b, j) => b + length * step[j]!)
      next = partialLikelihood(problem, trial)
      if (next.logLik >= state.logLik - 1e-12 * Math.abs(state.logLik)) break
    }
    beta = trial
    state = next
  }
  if (move < 0.01) return refuse('not-converged', `Cox regression did not settle in ${MAX_ITERATIONS} steps.`)
  const running = names.filter((_, j) => Math.abs(step[j]!) > 0.2 * move)
  return refuse(
    'separated',
    `${running.join(', ')} order${running.length === 1 ? 's' : ''} the events perfectly, so no finite estimate exists; leave it out.`,
  )
}

interface Likelihood {
  readonly logLik: number
  readonly gradient: Float64Array
  readonly information: Float64Array
}

/** Sums of risk, risk x and risk x x' over a set of rows. */
interface RiskSums {
  total: number
  readonly first: Float64Array
  readonly second: Float64Array
}

function partialLikelihood(problem: Problem, beta: Float64Array): Likelihood {
  const { n, p, z, time, event, order, ties } = problem
  const eta = new Float64Array(n)
  let top = Number.NEGATIVE_INFINITY
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < p; j++) eta[i]! += beta[j]! * z[i * p + j]!
    top = Math.max(top, eta[i]!)
  }
  const gradient = new Float64Array(p)
  const information = new Float64Array(p * p)
  const zero = (): RiskSums => ({ total: 0, first: new Float64Array(p), second: new Float64Array(p * p) })
  const risk = zero()
  const dying = zero()
  let logLik = 0
  for (let from = 0; from < n; ) {
    const at = time[order[from]!]!
    let deaths = 0
    dying.total = 0
    dying.first.fill(0)
    dying.second.fill(0)
    let to = from
    for (; to < n && time[order[to]!] === at; to++) {
      const i = order[to]!
      const row = z.subarray(i * p, i * p + p)
      const r = Math.exp(eta[i]! - top)
      addRisk(risk, row, r)
      if (event[i] !== 1) continue
      deaths++
      logLik += eta[i]! - top
      for (let j = 0; j < p; j++) gradient[j]! += row[j]!
      addRisk(dying, row, r)
    }
    for (let d = 0; d < deaths; d++) {
      // Efron: the d-th of the tied events finds the others partly gone.
      const gone = ties === 'efron' ? d / deaths : 0
      const left = risk.total - gone * dying.total
      logLik -= Math.log(left)
      for (let a = 0; a < p; a++) {
        const mean = (risk.first[a]! - gone * dying.first[a]!) / left
        gradient[a]! -= mean
        for (let b = 0; b <= a; b++) {
          const second = (risk.second[a * p + b]! - gone * dying.second[a * p + b]!) / left
          information[a * p + b]! += second - (mean * (risk.first[b]! - gone * dying.first[b]!)) / left
        }
      }
    }
    from = to
  }
  return { logLik, gradient, information }
}

function addRisk(sums: RiskSums, row: Float64Array, r: number): void {
  const p = row.length
  sums.total += r
  for (let a = 0; a < p; a++) {
    const f = r * row[a]!
    sums.first[a]! += f
    for (let b = 0; b <= a; b++) sums.second[a * p + b]! += f * row[b]!
  }
}

function describe(
  problem: Problem,
  solution: Solution,
  names: readonly string[],
  sd: readonly number[],
  rest: { events: number; level: number },
): CoxFit {
  const { p, n, z, time, event, ties } = problem
  const { beta, logLik, logLikNull } = solution
  const inverse = cholInverse(solution.factor, p)
  const covariance = inverse.map((v, i) => v / sd[Math.floor(i / p)]! / sd[i % p]!)
  const score = new Float64Array(n)
  for (let i = 0; i < n; i++) for (let j = 0; j < p; j++) score[i]! += beta[j]! * z[i * p + j]!
  const chiSquare = 2 * (logLik - logLikNull)
  const warnings: string[] = []
  if (rest.events < 10 * p) {
    warnings.push(`Only ${rest.events} events for ${p} predictors (10 each are advised).`)
  }
  return {
    coefficients: names.map((name, j) => {
      const se = Math.sqrt(covariance[j * p + j]!)
      const c = coefficient(name, beta[j]! / sd[j]!, se, Number.POSITIVE_INFINITY, rest.level)
      // A hazard ratio beyond the largest double is given as that.
      const ratio = (x: number) => Math.min(Math.exp(x), Number.MAX_VALUE)
      const { lower, upper, level } = c.interval
      const hazardRatioInterval = { lower: ratio(lower), upper: ratio(upper), level }
      return { ...c, hazardRatio: ratio(c.estimate), hazardRatioInterval }
    }),
    covariance,
    n,
    events: rest.events,
    logLikNull,
    logLik,
    likelihoodRatio: { chiSquare, df: p, p: chiSquareSurvival(Math.max(0, chiSquare), p) },
    concordance: concordance({ time, event }, score),
    iterations: solution.iterations,
    ties,
    method: `Cox regression, ${ties === 'efron' ? 'Efron' : 'Breslow'} ties`,
    warnings,
  }
}

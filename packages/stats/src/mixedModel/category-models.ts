import { normalQuantile, normalSurvival } from '../core/distributions.ts'
import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'
import { type Answers, type CategoryFit, fitCategories } from './category-fit.ts'
import { lengthRefusal } from './design.ts'
import { logistic } from './laplace.ts'
import type {
  LogisticMixedModel,
  LogisticMixedModelInput,
  LogitBlups,
  LogitEffect,
  OrdinalMixedModel,
  OrdinalMixedModelInput,
  RandomIntercept,
  VarianceComponent,
} from './types.ts'

/**
 * Logistic mixed model with crossed or nested random intercepts, for shares (top box, recommend, passed):
 * logit P(y = 1) = X beta + Z b, b ~ N(0, variance) per factor. Maximum likelihood by Laplace's approximation with
 * exact gradients, or by adaptive Gauss-Hermite quadrature for one factor. R: `glmer(..., family = binomial)`.
 *
 * The log-likelihood is that of the single answers, so rows and cells of the same answers give the same fit.
 * Refuses ('empty', 'constant', 'too-few', 'separated', 'collinear', 'mismatch', 'out-of-range', 'not-finite',
 * 'not-converged') instead of throwing. Estimates are on the logit scale.
 */
export function logisticMixedModel(input: LogisticMixedModelInput): LogisticMixedModel | Refusal {
  const level = input.level ?? 0.95
  const points = input.quadraturePoints ?? 1
  const wrong = checkLevel(level) ?? checkPoints(points, input.random)
  if (wrong) return wrong
  const answers = shareAnswers(input.y, input.trials)
  if ('reason' in answers) return answers
  const { y, fixed = [], random } = input
  const fit = fitCategories({ answers, rows: y.length, fixed, intercept: true, random, points })
  if ('reason' in fit) return fit
  if (fit.conditionalCovariance === undefined) return notPositive()
  const p = fit.coefficients.length
  const given = fit.conditionalCovariance
  const effects = [...fit.coefficients.keys()].map((j) => {
    const effect = logitEffect(fit.basis.names[j]!, fit.coefficients[j]!, given[j * p + j]!, level)
    const variance = fit.covariance?.[j * p + j]
    return { ...effect, hessianStandardError: variance === undefined ? undefined : Math.sqrt(variance) }
  })
  const mean = fit.basis.means.reduce((s, m, j) => s + m * fit.coefficients[j]!, 0)
  const blups = Object.fromEntries(
    modes(fit, random).map(([name, b]) => [
      name,
      { ...b, probability: b.estimate.map((v) => logistic(mean + v)) },
    ]),
  )
  return {
    kind: 'logisticMixedModel',
    fixed: effects,
    blups,
    ...common(fit, answers, random, points, 'logistic mixed model'),
  }
}

/**
 * Cumulative logit mixed model with crossed or nested random intercepts, for ordered answers:
 * logit P(Y <= j) = cut_j - x'beta - b. Laplace or adaptive Gauss-Hermite as in `logisticMixedModel`; standard
 * errors from the Hessian of all parameters. R: `ordinal::clmm` (Christensen 2019). Refuses like
 * `logisticMixedModel`.
 */
export function ordinalMixedModel(input: OrdinalMixedModelInput): OrdinalMixedModel | Refusal {
  const level = input.level ?? 0.95
  const points = input.quadraturePoints ?? 1
  const wrong = checkLevel(level) ?? checkPoints(points, input.random)
  if (wrong) return wrong
  const answers = orderedAnswers(input)
  if ('reason' in answers) return answers
  const { y, fixed = [], random } = input
  const fit = fitCategories({ answers, rows: y.length, fixed, intercept: false, random, points })
  if ('reason' in fit) return fit
  const covariance = fit.covariance
  if (covariance === undefined) return notPositive()
  const p = fit.coefficients.length
  const width = p + fit.cuts.length
  const effect = (name: string, value: number, t: number): LogitEffect =>
    logitEffect(name, value, covariance[t * width + t]!, level)
  return {
    kind: 'ordinalMixedModel',
    cuts: Array.from(fit.cuts, (v, j) => effect(`${j + 1}|${j + 2}`, v, p + j)),
    fixed: Array.from(fit.coefficients, (v, j) => effect(fit.basis.names[j + 1]!, v, j)),
    blups: Object.fromEntries(modes(fit, random)),
    ...common(fit, answers, random, points, 'cumulative logit mixed model'),
  }
}

const notPositive = (): Refusal =>
  refuse(
    'not-positive-definite',
    'The fixed effects are too uncertain for standard errors; leave terms out or bring more answers.',
  )

function checkPoints(points: number, random: readonly RandomIntercept[]): Refusal | undefined {
  if (!(Number.isInteger(points) && points >= 1 && points <= 50)) {
    return refuse(
      'out-of-range',
      `The number of quadrature points must be a whole number from 1 to 50, not ${points}.`,
    )
  }
  if (points > 1 && random.length !== 1) {
    return refuse(
      'out-of-range',
      'Quadrature works for one random factor only; use 1 point (Laplace) with more.',
    )
  }
  return undefined
}

function shareAnswers(y: ArrayLike<number>, trials: ArrayLike<number> | undefined): Answers | Refusal {
  if (y.length === 0) return refuse('empty', 'There are no answers to fit a mixed model to.')
  if (trials !== undefined && trials.length !== y.length)
    return lengthRefusal('trials', trials.length, y.length)
  const category: number[] = []
  const count: number[] = []
  const source: number[] = []
  const totals = [0, 0]
  for (let i = 0; i < y.length; i++) {
    const all = trials?.[i] ?? 1
    const yes = y[i]!
    if (!(Number.isInteger(all) && all >= 0 && Number.isInteger(yes) && yes >= 0 && yes <= all)) {
      return refuse(
        'out-of-range',
        `Row ${i + 1} has ${yes} successes of ${all}; both must be whole numbers, successes from 0 to trials.`,
      )
    }
    for (const [c, m] of [all - yes, yes].entries()) {
      if (m === 0) continue
      category.push(c)
      count.push(m)
      source.push(i)
      totals[c] = totals[c]! + m
    }
  }
  if (totals[0] === 0 || totals[1] === 0) {
    return totals[0] === totals[1]
      ? refuse('empty', 'There are no answers to fit a mixed model to.')
      : refuse('constant', 'All answers are the same, so there is nothing to explain.')
  }
  return {
    category: Int32Array.from(category),
    count: Float64Array.from(count),
    source: Int32Array.from(source),
    categories: 2,
  }
}

function orderedAnswers({ y, counts, categories }: OrdinalMixedModelInput): Answers | Refusal {
  if (y.length === 0) return refuse('empty', 'There are no answers to fit a mixed model to.')
  if (counts !== undefined && counts.length !== y.length)
    return lengthRefusal('counts', counts.length, y.length)
  if (!(Number.isInteger(categories) && categories >= 2))
    return refuse('out-of-range', 'An ordered answer needs two categories or more.')
  const category: number[] = []
  const count: number[] = []
  const source: number[] = []
  const seen = new Float64Array(categories)
  for (let i = 0; i < y.length; i++) {
    const c = y[i]!
    const m = counts?.[i] ?? 1
    if (!(Number.isInteger(c) && c >= 0 && c < categories))
      return refuse(
        'out-of-range',
        `Row ${i + 1} has category ${c}, but categories go from 0 to ${categories - 1}.`,
      )
    if (!(Number.isInteger(m) && m >= 0))
      return refuse('out-of-range', `Row ${i + 1} has count ${m}; counts are whole numbers, 0 or more.`)
    if (m === 0) continue
    category.push(c)
    count.push(m)
    source.push(i)
    seen[c] = seen[c]! + m
  }
  if (seen.filter((m) => m > 0).length === 1)
    return refuse('constant', 'All answers are the same, so there is nothing to explain.')
  const missing = seen.indexOf(0)
  if (missing >= 0)
    return refuse('too-few', `No answer is in category ${missing}; merge it with a neighbour.`)
  return {
    category: Int32Array.from(category),
    count: Float64Array.from(count),
    source: Int32Array.from(source),
    categories,
  }
}

function logitEffect(name: string, estimate: number, variance: number, level: number): LogitEffect {
  const standardError = Math.sqrt(variance)
  const half = normalQuantile((1 + level) / 2) * standardError
  const z = estimate / standardError
  const interval = { lower: estimate - half, upper: estimate + half, level }
  return { name, estimate, standardError, z, p: 2 * normalSurvival(Math.abs(z)), interval }
}

/** Conditional modes and standard deviations at the optimum, factor by factor. */
function modes(fit: CategoryFit, random: readonly RandomIntercept[]): [string, LogitBlups][] {
  const { model, at } = fit
  const { symbolic, nodeStart } = model.data.pattern
  const inverse = new Float64Array(symbolic.unknowns)
  model.factor.visitInverse((front, memory, offset) => {
    for (let j = 0; j < front.columns; j++) inverse[front.first + j] = memory[offset + j * front.size + j]!
  })
  return random.map((term, k) => {
    const estimate = new Float64Array(term.levelCount)
    const conditionalSd = new Float64Array(term.levelCount)
    for (let l = 0; l < term.levelCount; l++) {
      const t = symbolic.nodeOffset[nodeStart[k]! + l]!
      estimate[l] = at.theta[k]! * model.u[t]!
      conditionalSd[l] = at.theta[k]! * Math.sqrt(inverse[t]!)
    }
    return [term.name, { estimate, conditionalSd, names: term.names }]
  })
}

type Common = {
  variances: VarianceComponent[]
  logLik: number
  aic: number
  bic: number
  converged: boolean
  singular: boolean
  n: number
  method: string
  warnings: string[]
}

function common(
  fit: CategoryFit,
  answers: Answers,
  random: readonly RandomIntercept[],
  points: number,
  kind: string,
): Common {
  const n = answers.count.reduce((s, c) => s + c, 0)
  const parameters = fit.at.theta.length + fit.coefficients.length + fit.cuts.length
  const variances = random.map(({ name }, k) => ({
    name,
    variance: fit.at.theta[k]! ** 2,
    sd: fit.at.theta[k]!,
  }))
  const zero = variances.filter((v) => v.variance === 0).map((v) => v.name)
  const warnings: string[] = []
  if (!fit.converged)
    warnings.push('The search for the variances did not settle; read the results with care.')
  if (zero.length > 0)
    warnings.push(`No variation was found between the levels of ${zero.join(', ')} beyond chance.`)
  return {
    variances,
    logLik: fit.logLik,
    aic: 2 * parameters - 2 * fit.logLik,
    bic: Math.log(n) * parameters - 2 * fit.logLik,
    converged: fit.converged,
    singular: zero.length > 0,
    n,
    method: `${kind}, ${points === 1 ? "Laplace's approximation" : `adaptive Gauss-Hermite quadrature with ${points} points`}`,
    warnings,
  }
}

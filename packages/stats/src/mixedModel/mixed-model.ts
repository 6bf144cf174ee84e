import { checkLevel, type Refusal, refuse } from '../core/refusal.ts'
import { crossProducts } from './cross-products.ts'
import { checkStorage } from './factor.ts'
import { minimise, type Optimum } from './optimise.ts'
import { makeProblem, type Problem } from './problem.ts'
import { Profile } from './profile.ts'
import { components, fixedEffects, grandMean, predictions } from './result.ts'
import { varianceUncertainty } from './satterthwaite.ts'
import { startTheta } from './start.ts'
import type { MixedModel, MixedModelInput } from './types.ts'

/** Below this share of the outcome's variation the residual one is rounding. */
const NO_RESIDUAL = 1e-13
/** Work per factorization up to which a second start is affordable. */
const SECOND_START_WORK = 2e7

/**
 * Linear mixed model with any number of crossed or nested random factors, by REML or maximum likelihood.
 *
 * y = X beta + Z b + e, e ~ N(0, sigma^2 / weight), b of each factor's levels ~ N(0, variance). The deviance is
 * profiled over theta, the relative covariance factors (Bates, Maechler, Bolker & Walker 2015), with a sparse
 * Cholesky factor, exact gradients and average-information Newton steps (Gilmour, Thompson & Cullis 1995). Works
 * from raw rows or from cell moments; both give the same fit. What R writes
 * `lmer(y ~ x + (1 | site) + (1 | evaluator))` is
 * `mixedModel({ y, fixed: [x], random: [site, evaluator] })`.
 *
 * Everything is in the units of y. Levels without rows get BLUP 0. Refuses ('empty', 'too-few', 'constant',
 * 'not-finite', 'collinear', 'mismatch', 'out-of-range', 'too-large', 'not-converged') instead of throwing.
 */
export function mixedModel(input: MixedModelInput): MixedModel | Refusal {
  const level = input.level ?? 0.95
  const wrongLevel = checkLevel(level)
  if (wrongLevel) return wrongLevel
  const problem = makeProblem(input)
  if ('reason' in problem) return problem
  const reml = (input.method ?? 'REML') === 'REML'
  const cross = crossProducts(problem)
  const tooLarge = checkStorage(cross.symbolic)
  if (tooLarge) return tooLarge
  const profile = new Profile(cross, problem.n, problem.rss, reml)
  const optimum = search(profile, problem)
  if (optimum === undefined) return unsettled()
  const uncertainty = varianceUncertainty(profile, optimum)
  const { deviance, pwrss } = optimum.evaluation
  if (!Number.isFinite(deviance) || pwrss < NO_RESIDUAL * problem.rss) return unsettled()
  profile.restore(optimum.evaluation)
  return assemble(input, problem, profile, optimum, uncertainty, level)
}

const unsettled = (): Refusal =>
  refuse(
    'not-converged',
    'The outcome is (all but) the same for all readings of a level, so there is no residual variance to compare with.',
  )

/** Starts from moments; a variance that ends at zero gets a second start from 1, in case zero is a local optimum. */
function search(profile: Profile, problem: Problem): Optimum | undefined {
  const start = startTheta(profile.cross, profile.entries, problem.n, problem.rss)
  const first = minimise(profile, start)
  const cheap = profile.cross.symbolic.work < SECOND_START_WORK
  if (first !== undefined && !(cheap && first.atBoundary.includes(true))) return first
  const ones = Float64Array.from(profile.entries, (e) => (e.row === e.column ? 1 : 0))
  const second = minimise(profile, ones)
  if (first === undefined || second === undefined) return first ?? second
  return second.evaluation.deviance < first.evaluation.deviance - 1e-9 ? second : first
}

/** log-likelihood of the readings from the deviance of the scaled problem. */
function logLikelihood(problem: Problem, profile: Profile, deviance: number): number {
  const p = problem.basis.names.length
  let constant =
    profile.degrees * Math.log(problem.scale ** 2) -
    problem.sumLogWeights +
    problem.n * Math.log(problem.weightScale)
  if (profile.reml) for (let j = 0; j < p; j++) constant += 2 * Math.log(problem.basis.r[j * p + j]!)
  return -(deviance + constant) / 2
}

function assemble(
  input: MixedModelInput,
  problem: Problem,
  profile: Profile,
  optimum: Optimum,
  uncertainty: ReturnType<typeof varianceUncertainty>,
  level: number,
): MixedModel {
  const { evaluation, converged } = optimum
  const sigma2 = (evaluation.pwrss / profile.degrees) * problem.scale ** 2 * problem.weightScale
  const { fixed, covariance } = fixedEffects(problem, profile, optimum, uncertainty, level)
  const { variances, covariances, theta } = components(problem, optimum, sigma2, input.random)
  const logLik = logLikelihood(problem, profile, evaluation.deviance)
  const parameters = fixed.length + theta.length + 1
  const singular = optimum.atBoundary.includes(true)
  return {
    kind: 'mixedModel',
    fixed,
    fixedCovariance: covariance,
    grandMean: grandMean(problem, profile, optimum),
    variances,
    covariances,
    residualVariance: sigma2,
    theta,
    blups: predictions(problem, profile, optimum, input.random),
    logLik,
    aic: -2 * logLik + 2 * parameters,
    bic: -2 * logLik + Math.log(problem.n) * parameters,
    converged,
    singular,
    n: problem.n,
    evaluations: profile.evaluations,
    method: `linear mixed model, ${profile.reml ? 'REML' : 'ML'}, profiled deviance`,
    warnings: warnings(converged, singular, uncertainty !== undefined, variances),
  }
}

function warnings(
  converged: boolean,
  singular: boolean,
  tested: boolean,
  variances: readonly { name: string; variance: number }[],
): string[] {
  const out: string[] = []
  if (!converged) out.push('The search for the variances did not settle; read the results with care.')
  if (singular) {
    const zero = variances.filter((v) => v.variance === 0).map((v) => v.name)
    out.push(
      zero.length > 0
        ? `No variation was found between the levels of ${zero.join(', ')} beyond chance.`
        : 'The random effects of a factor are perfectly correlated; it carries fewer effects than the model has.',
    )
  }
  if (!tested)
    out.push('Degrees of freedom are those of the residuals, because the variances are too uncertain.')
  return out
}

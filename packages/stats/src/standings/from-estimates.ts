import { cholesky } from '../core/linalg.ts'
import { checkSize, LARGEST_VALUE, type Refusal, refuse } from '../core/refusal.ts'
import { createRng } from '../core/rng.ts'
import { blup, type MeanModel, meanModel } from './mean-model.ts'
import { canonicalOrder, duplicateOf, rankGroups, ranksBy, settingsOf } from './ranking.ts'
import type { FactorPosterior, JointSampler } from './ranks.ts'
import type { RankedGroup, StandingsOptions } from './types.ts'

/** Largest number of groups with a dense covariance: its factor and draws cost n^3 / 3 and draws x n^2. */
const MOST_DENSE = 1500

export type EstimatesInput = StandingsOptions & {
  readonly ids: readonly string[]
  readonly estimates: ArrayLike<number>
  /** standard error (or posterior sd) of each estimate; give this or `covariance` */
  readonly standardErrors?: ArrayLike<number>
  /** joint (posterior) covariance, row-major n x n, up to 1,500 groups */
  readonly covariance?: Float64Array
  /**
   * true: the estimates are posterior means already (BLUPs of a mixed model with their sd) and are ranked as they are;
   * false: they are raw and are shrunken first by the univariate mean model (their errors taken as independent)
   */
  readonly posterior: boolean
  /** 1 when higher is better (default), -1 when lower is better */
  readonly direction?: 1 | -1
}

export type StandingsFromEstimates = {
  readonly groups: readonly RankedGroup[]
  /** the mean model, when the estimates had to be shrunken */
  readonly model: MeanModel | null
  readonly n: number
  readonly draws: number
  readonly method: string
  readonly warnings: readonly string[]
}

type Posterior = {
  mean: Float64Array
  sd: Float64Array
  df: Float64Array
  /** of the estimates in their own sign */
  joint: FactorPosterior | JointSampler
  model: MeanModel | null
}

/**
 * Standings from given estimates: of a mixed model (strict and lenient evaluators taken out), or of anything else with
 * standard errors. `estimate`, `standardError` and `interval` keep the estimates' own unit and sign; ranks and
 * percentiles follow `direction`. Refuses fewer than two groups, unequal lengths, NaN, negative standard errors, a
 * covariance that isn't positive semidefinite.
 */
export function standingsFromEstimates(input: EstimatesInput): StandingsFromEstimates | Refusal {
  const settings = settingsOf(input)
  if ('kind' in settings) return settings
  const wrong = check(input)
  if (wrong) return wrong
  const order = canonicalOrder(input.ids)
  const posterior = input.posterior ? given(input, order, settings.seed) : shrunken(input, order)
  if ('kind' in posterior) return posterior
  const { mean, sd, df, joint, model } = posterior
  const ids = Array.from(order, (i) => input.ids[i]!)
  const direction = input.direction ?? 1
  const oriented = direction === 1 ? joint : turnedRound(joint)
  const result = rankGroups(ids, mean, sd, oriented, settings, df)
  if ('kind' in result) return result
  const place = new Int32Array(order.length)
  order.forEach((from, to) => {
    place[from] = to
  })
  return {
    groups: Array.from(place, (s) => result.ranked[s]!),
    model,
    n: ids.length,
    draws: result.draws,
    method: `${input.posterior ? 'given posterior means' : 'shrunken estimates'}, ${ranksBy(result.draws)}`,
    warnings: [...(model?.warnings ?? []), ...result.warnings],
  }
}

function turnedRound(joint: FactorPosterior | JointSampler): FactorPosterior | JointSampler {
  if (typeof joint !== 'function')
    return { ...joint, mean: joint.mean.map((x) => -x), loadings: joint.loadings.map((x) => -x) }
  return (out) => {
    joint(out)
    for (let i = 0; i < out.length; i++) out[i] = -out[i]!
  }
}

function check(input: EstimatesInput): Refusal | undefined {
  const { ids, estimates, standardErrors, covariance } = input
  const n = ids.length
  if (n < 2) return refuse('too-few', 'A standing needs at least two groups.')
  if (estimates.length !== n)
    return refuse('mismatch', `${n} groups need ${n} estimates, not ${estimates.length}.`)
  const twice = duplicateOf(ids)
  if (twice !== undefined) return refuse('mismatch', `Group ${twice} is given twice.`)
  const bad = checkSize(estimates, 'The estimates')
  if (bad) return bad
  if ((standardErrors === undefined) === (covariance === undefined)) {
    return refuse('mismatch', 'Give either standard errors or a covariance matrix.')
  }
  if (covariance) {
    if (n > MOST_DENSE) {
      return refuse(
        'too-large',
        `A dense covariance of ${n} groups is too large (up to ${MOST_DENSE}); use standard errors.`,
      )
    }
    if (covariance.length !== n * n)
      return refuse('mismatch', `The covariance must have ${n} x ${n} entries.`)
    return checkSize(covariance, 'The entries of the covariance')
  }
  if (standardErrors!.length !== n) return refuse('mismatch', `${n} groups need ${n} standard errors.`)
  for (let i = 0; i < n; i++) {
    const s = standardErrors![i]!
    if (!(s >= 0 && s <= LARGEST_VALUE)) {
      return refuse('out-of-range', `The standard error of ${ids[i]} is ${s}; it must be a number from 0 up.`)
    }
  }
  return undefined
}

function errorsOf(input: EstimatesInput, order: Int32Array): Float64Array {
  const n = order.length
  return Float64Array.from(order, (i) =>
    input.covariance ? Math.sqrt(Math.max(0, input.covariance[i * n + i]!)) : input.standardErrors![i]!,
  )
}

function given(input: EstimatesInput, order: Int32Array, seed: number): Posterior | Refusal {
  const n = order.length
  const mean = Float64Array.from(order, (i) => input.estimates[i]!)
  const sd = errorsOf(input, order)
  const df = new Float64Array(n).fill(Number.POSITIVE_INFINITY)
  const covariance = input.covariance
  if (!covariance) {
    return { mean, sd, df, joint: { mean, sd, loadings: new Float64Array(0), q: 0 }, model: null }
  }
  const sorted = new Float64Array(n * n)
  let trace = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) sorted[i * n + j] = covariance[order[i]! * n + order[j]!]!
    trace += sorted[i * n + i]!
  }
  // A hair on the diagonal lets covariances pass that are singular by design (effects that sum to zero).
  for (let i = 0; i < n; i++) sorted[i * n + i]! += (1e-10 * trace) / n
  const root = cholesky(sorted, n)
  if (!root)
    return refuse('not-positive-definite', 'The covariance of the estimates is not positive semidefinite.')
  const rng = createRng(seed)
  const z = new Float64Array(n)
  const joint: JointSampler = (out) => {
    rng.fillNormal(z)
    for (let i = 0; i < n; i++) {
      let s = mean[i]!
      for (let j = 0; j <= i; j++) s += root[i * n + j]! * z[j]!
      out[i] = s
    }
  }
  return { mean, sd, df, joint, model: null }
}

function shrunken(input: EstimatesInput, order: Int32Array): Posterior | Refusal {
  const y = Float64Array.from(order, (i) => input.estimates[i]!)
  const variances = errorsOf(input, order).map((s) => s * s)
  const model = meanModel(y, variances)
  if ('kind' in model) return model
  const blups = Array.from(y, (x, i) => blup(model, x, variances[i]!))
  const mean = Float64Array.from(blups, (b) => b.estimate)
  const sd = Float64Array.from(blups, (b) => b.sd)
  const loadings = Float64Array.from(blups, (b) => (1 - b.reliability) * model.muStandardError)
  const own = sd.map((s, i) => Math.sqrt(Math.max(0, s * s - loadings[i]! ** 2)))
  const df = Float64Array.from(blups, (b) => b.df)
  return { mean, sd, df, joint: { mean, sd: own, loadings, q: 1 }, model }
}

import { cholesky } from '../core/linalg.ts'
import type { Refusal } from '../core/refusal.ts'
import { type MultivariateMeanModel, multivariateMeanModel } from './multivariate.ts'
import { type GroupPosterior, groupPosterior, intervalQuantile, posteriorDf } from './posterior.ts'
import { checkInput, has, type Prepared, prepare } from './prepare.ts'
import { canonicalOrder, rankGroups, ranksBy, type Settings, settingsOf } from './ranking.ts'
import type { MetricStanding, Standing, Standings, StandingsInput } from './types.ts'

/** a' M b for K-vectors and a K x K matrix. */
function form(a: Float64Array, m: Float64Array, b: Float64Array): number {
  let s = 0
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) s += a[i]! * m[i * b.length + j]! * b[j]!
  return s
}

function metricStandings(
  input: StandingsInput,
  p: Prepared,
  at: number,
  post: GroupPosterior,
  model: MultivariateMeanModel,
  quantile: (df: number) => number,
  level: number,
): (MetricStanding | null)[] {
  const K = p.used.length
  return input.metrics.map((metric, index) => {
    const k = p.used.indexOf(index)
    if (k < 0) return null
    const m = input.groups[p.order[at]!]!.moments[index]
    const estimate = p.centre[k]! + p.scale[k]! * post.mean[k]!
    const standardError = p.scale[k]! * Math.sqrt(post.covariance[k * K + k]!)
    const between = model.sigma[k * K + k]!
    const unit = new Float64Array(K)
    unit[k] = 1
    const half = standardError * quantile(posteriorDf(post, model, unit, p.obs.groups))
    return {
      name: metric.name,
      estimate,
      standardError,
      interval: { lower: estimate - half, upper: estimate + half, level },
      rawMean: has(m) ? m.mean : null,
      n: has(m) ? m.n : 0,
      reliability: between > 0 ? Math.max(0, 1 - post.conditional[k * K + k]! / between) : 0,
    }
  })
}

function rawComposite(input: StandingsInput, p: Prepared, at: number): number {
  let sum = 0
  let weight = 0
  p.used.forEach((metric, k) => {
    const m = input.groups[p.order[at]!]!.moments[metric]
    if (!has(m)) return
    sum += p.weights[k]! * input.metrics[metric]!.direction * m.mean
    weight += p.weights[k]!
  })
  return weight > 0 ? sum / weight : 0
}

/**
 * Standings of groups on one or several metrics: multivariate mean model by REML, shrunken estimates with proper
 * posterior covariance, ranks from joint posterior draws. With one metric of direction 1 the estimate is in its unit.
 * Refuses fewer than two groups, constant or non-finite moments, more than 12 metrics, and impossible options; with
 * several metrics one that can't be modelled is left out with a warning.
 * Sources: Laird & Louis 1989; Goldstein & Spiegelhalter 1996; Lin et al. 2006; Kackar & Harville 1984.
 */
export function standings(input: StandingsInput): Standings | Refusal {
  const settings = settingsOf(input)
  if ('kind' in settings) return settings
  const wrong = checkInput(input)
  if (wrong) return wrong
  // Everything is computed in the order of the identifiers, so that not even rounding depends on the input's order.
  const order = canonicalOrder(input.groups.map((group) => group.id))
  const sorted = Array.from(order, (i) => input.groups[i]!)
  const result = standingsInOrder({ ...input, groups: sorted }, settings)
  if ('kind' in result) return result
  const byId = new Map(result.groups.map((group) => [group.id, group]))
  const groups = input.groups.map((group) => byId.get(group.id)).filter((group) => group !== undefined)
  return { ...result, groups, unranked: input.groups.map((g) => g.id).filter((id) => !byId.has(id)) }
}

function standingsInOrder(input: StandingsInput, settings: Settings): Omit<Standings, 'unranked'> | Refusal {
  const p = prepare(input)
  if ('kind' in p) return p
  const model = multivariateMeanModel(p.obs)
  if ('kind' in model) return model
  const K = p.used.length
  const c = p.weights.map((w, k) => w * p.scale[k]! * input.metrics[p.used[k]!]!.direction)
  const offset = p.weights.reduce((s, w, k) => s + w * p.centre[k]! * input.metrics[p.used[k]!]!.direction, 0)
  const posteriors = p.ids.map((_, s) => groupPosterior(p.obs, model, s))
  const mean = Float64Array.from(
    posteriors,
    (post) => offset + c.reduce((t, w, k) => t + w * post.mean[k]!, 0),
  )
  const sd = Float64Array.from(posteriors, (post) => Math.sqrt(form(c, post.covariance, c)))
  const own = Float64Array.from(posteriors, (post) => Math.sqrt(Math.max(0, form(c, post.own, c))))
  const loadings = sharedLoadings(posteriors, c, model)
  const df = posteriors.map((post) => posteriorDf(post, model, c, p.ids.length))
  const result = rankGroups(p.ids, mean, sd, { mean, sd: own, loadings, q: K }, settings, df)
  if ('kind' in result) return result
  const between = form(c, model.sigma, c)
  const quantile = intervalQuantile(settings.level)
  const groups = posteriors.map((post, s): Standing => {
    const metrics = metricStandings(input, p, s, post, model, quantile, settings.level)
    return {
      ...result.ranked[s]!,
      rawMean: rawComposite(input, p, s),
      n: metrics.reduce((n, m) => n + (m?.n ?? 0), 0),
      reliability: between > 0 ? Math.max(0, 1 - form(c, post.conditional, c) / between) : 0,
      metrics,
    }
  })
  return {
    groups,
    model: describe(input, p, model),
    n: posteriors.length,
    draws: result.draws,
    method: `mean model by REML, Kackar-Harville posterior, ${ranksBy(result.draws)}`,
    warnings: [...p.warnings, ...model.warnings, ...result.warnings],
  }
}

/** How a draw of mu's standardised error moves each group's composite: c' D_g root(Cov(mu)), groups x K. */
function sharedLoadings(
  posteriors: readonly GroupPosterior[],
  c: Float64Array,
  model: MultivariateMeanModel,
): Float64Array {
  const K = c.length
  const root = cholesky(model.muCovariance, K) ?? new Float64Array(K * K)
  const loadings = new Float64Array(posteriors.length * K)
  posteriors.forEach((post, s) => {
    for (let j = 0; j < K; j++) {
      for (let i = 0; i < K; i++) {
        for (let l = j; l < K; l++) {
          loadings[s * K + j]! += c[i]! * post.sharedLoading[i * K + l]! * root[l * K + j]!
        }
      }
    }
  })
  return loadings
}

function describe(input: StandingsInput, p: Prepared, model: MultivariateMeanModel): Standings['model'] {
  const K = p.used.length
  const range = Array.from({ length: K }, (_, k) => k)
  const sigma = range.map((i) => range.map((j) => model.sigma[i * K + j]! * p.scale[i]! * p.scale[j]!))
  const correlation = range.map((i) =>
    range.map((j) => {
      const d = Math.sqrt(sigma[i]![i]! * sigma[j]![j]!)
      return i === j ? 1 : d > 0 ? sigma[i]![j]! / d : 0
    }),
  )
  const present = p.obs.y.reduce((n, x) => (Number.isNaN(x) ? n : n + 1), 0)
  return {
    metrics: p.used.map((k) => input.metrics[k]!.name),
    mu: range.map((k) => p.centre[k]! + p.scale[k]! * model.mu[k]!),
    sigma,
    correlation,
    withinVariance: p.within,
    // back on the scale of the metrics: the densities of the standardised means shrink by their scales
    logLik: model.logLik - jacobian(p, present),
    converged: model.converged,
  }
}

/** Sum of log scales over observed means, less one per metric for the restricted likelihood. */
function jacobian(p: Prepared, present: number): number {
  if (present === 0) return 0
  const K = p.used.length
  let s = 0
  p.obs.y.forEach((x, i) => {
    if (!Number.isNaN(x)) s += Math.log(p.scale[i % K]!)
  })
  return s - p.scale.reduce((t, x) => t + Math.log(x), 0)
}

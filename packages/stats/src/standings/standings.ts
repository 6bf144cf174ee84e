import { normalQuantile } from '../core/distributions.ts'
import { cholesky } from '../core/linalg.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Moments } from '../moments/moments.ts'
import { pooledWithinVariance } from './mean-model.ts'
import { type MultivariateMeanModel, multivariateMeanModel, type Observations } from './multivariate.ts'
import { type GroupPosterior, groupPosterior } from './posterior.ts'
import { affordableDraws, factorSampler, type JointSampler, rankDistribution } from './ranks.ts'

/** A metric of a standing: `direction` 1 when higher is better, -1 when lower is better. */
export type Metric = { readonly name: string; readonly direction: 1 | -1 }

/** Options of all standings. */
export type StandingsOptions = {
  /** seed of the posterior draws (default 1): the same seed gives the same ranks */
  readonly seed?: number
  /** number of joint posterior draws (default 4,000) */
  readonly draws?: number
  /** share that counts as top and as bottom (default 0.2: fifths) */
  readonly fifth?: number
  /** level of the estimates' intervals (default 0.95) */
  readonly level?: number
  /** level of the rank intervals (default 0.9) */
  readonly rankLevel?: number
}

export type StandingsInput = StandingsOptions & {
  /** `moments[k]` belongs to metric k; null (or n = 0) when the group has no reading of it */
  readonly groups: readonly { readonly id: string; readonly moments: readonly (Moments | null)[] }[]
  readonly metrics: readonly Metric[]
  /** weights of the metrics in the composite (default equal); they are scaled to sum to 1 */
  readonly weights?: readonly number[]
}

/** Rank 1 is best. */
export type Rank = {
  readonly expected: number
  readonly lower: number
  readonly upper: number
  readonly level: number
}

/** What is known about one group on one metric, in the metric's own unit. */
export type MetricStanding = {
  readonly name: string
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  readonly rawMean: number | null
  readonly n: number
  /** 1 - posterior variance / variance between groups, 0..1 */
  readonly reliability: number
}

/** Position of a group by its (composite) true value. */
export type RankedGroup = {
  readonly id: string
  /** posterior mean; of the composite (higher is better: metrics with direction -1 enter with a minus) */
  readonly estimate: number
  readonly standardError: number
  readonly interval: Interval
  readonly rank: Rank
  /** expected percentile (Lin et al. 2006), 0..100, 100 = best */
  readonly percentile: number
  /** posterior probability of belonging to the top and to the bottom share */
  readonly pTop: number
  readonly pBottom: number
}

export type Standing = RankedGroup & {
  /** composite of the raw means of the metrics that the group has (weights rescaled over these) */
  readonly rawMean: number
  readonly n: number
  readonly reliability: number
  /** one entry per metric, in the order given; null for a metric that had to be left out for all groups */
  readonly metrics: readonly (MetricStanding | null)[]
}

export type Standings = {
  /** in the order given, without the unranked */
  readonly groups: readonly Standing[]
  /** groups without a single reading */
  readonly unranked: readonly string[]
  readonly model: {
    /** names of the metrics that the model holds; all matrices below follow this order */
    readonly metrics: readonly string[]
    readonly mu: readonly number[]
    /** covariance between groups of the metrics' true values, and the same as correlations */
    readonly sigma: readonly (readonly number[])[]
    readonly correlation: readonly (readonly number[])[]
    /** pooled variance within groups, per metric */
    readonly withinVariance: readonly number[]
    readonly logLik: number
    readonly converged: boolean
  }
  readonly n: number
  readonly draws: number
  readonly method: string
  readonly warnings: readonly string[]
}

type Settings = Required<StandingsOptions>

/** Fills in defaults and refuses impossible options. */
export function settingsOf(options: StandingsOptions): Settings | Refusal {
  const settings = {
    seed: options.seed ?? 1,
    draws: options.draws ?? 4000,
    fifth: options.fifth ?? 0.2,
    level: options.level ?? 0.95,
    rankLevel: options.rankLevel ?? 0.9,
  }
  if (!Number.isFinite(settings.seed)) return refuse('not-finite', 'The seed must be a finite number.')
  if (!(Number.isInteger(settings.draws) && settings.draws >= 100 && settings.draws <= 1e6)) {
    return refuse('out-of-range', `Ask for 100 to 1,000,000 draws, not ${settings.draws}.`)
  }
  if (!(settings.fifth > 0 && settings.fifth <= 0.5)) {
    return refuse('out-of-range', `The top share must lie above 0 and up to 0.5, not ${settings.fifth}.`)
  }
  return checkLevel(settings.level) ?? checkLevel(settings.rankLevel) ?? settings
}

/** Ranks groups by a joint posterior of one number each; `mean` and `sd` are its margins. */
export function rankGroups(
  ids: readonly string[],
  mean: Float64Array,
  sd: Float64Array,
  sampler: JointSampler,
  settings: Settings,
): { readonly ranked: RankedGroup[]; readonly draws: number; readonly warnings: string[] } | Refusal {
  const S = ids.length
  if (S > 600000) return refuse('too-large', `Ranking ${S} groups at a time is too many; rank parts of them.`)
  const draws = affordableDraws(S, settings.draws)
  const warnings = draws < settings.draws ? [`${draws} draws instead of ${settings.draws}: ${S} groups.`] : []
  const r = rankDistribution(S, sampler, draws, settings.fifth, settings.rankLevel)
  const z = normalQuantile(0.5 + settings.level / 2)
  const ranked = ids.map((id, g) => ({
    id,
    estimate: mean[g]!,
    standardError: sd[g]!,
    interval: { lower: mean[g]! - z * sd[g]!, upper: mean[g]! + z * sd[g]!, level: settings.level },
    rank: { expected: r.expected[g]!, lower: r.lower[g]!, upper: r.upper[g]!, level: settings.rankLevel },
    percentile: (100 * (S + 1 - r.expected[g]!)) / (S + 1),
    pTop: r.pTop[g]!,
    pBottom: r.pBottom[g]!,
  }))
  return { ranked, draws, warnings }
}

/** Indices that put ids in a canonical order, so that no result depends on the order of the input. */
export function canonicalOrder(ids: readonly string[]): Int32Array {
  return Int32Array.from(ids.keys()).sort((a, b) => (ids[a]! < ids[b]! ? -1 : 1))
}

/** First id that occurs twice. */
export function duplicateOf(ids: readonly string[]): string | undefined {
  const seen = new Set<string>()
  for (const id of ids) {
    if (seen.has(id)) return id
    seen.add(id)
  }
  return undefined
}

type Prepared = {
  ids: string[]
  /** canonical position -> index in the input */
  order: number[]
  used: number[]
  weights: Float64Array
  scale: Float64Array
  centre: Float64Array
  within: number[]
  obs: Observations
  warnings: string[]
}

function checkInput(input: StandingsInput): Refusal | undefined {
  const { groups, metrics, weights } = input
  if (metrics.length === 0) return refuse('empty', 'Give at least one metric.')
  if (metrics.length > 12)
    return refuse('too-large', `At most 12 metrics can be ranked together, not ${metrics.length}.`)
  if (weights && weights.length !== metrics.length) {
    return refuse(
      'mismatch',
      `Give one weight per metric: ${metrics.length} metrics, ${weights.length} weights.`,
    )
  }
  if (weights?.some((w) => !(w >= 0 && Number.isFinite(w))) || weights?.every((w) => w === 0)) {
    return refuse('out-of-range', 'Weights must be numbers from 0 up, and not all 0.')
  }
  const wrong = groups.find((group) => group.moments.length !== metrics.length)
  if (wrong)
    return refuse('mismatch', `Group ${wrong.id} needs one entry per metric (null where it has none).`)
  const twice = duplicateOf(groups.map((group) => group.id))
  return twice === undefined
    ? undefined
    : refuse('mismatch', `Group ${twice} is given twice; merge its moments first.`)
}

function has(m: Moments | null | undefined): m is Moments {
  return m !== null && m !== undefined && m.n > 0
}

/** Scales the metrics, leaves out those that can't be modelled, and puts the groups in canonical order. */
function prepare(input: StandingsInput): Prepared | Refusal {
  const warnings: string[] = []
  const used: number[] = []
  const within: number[] = []
  for (const [k, metric] of input.metrics.entries()) {
    const column = input.groups.map((group) => group.moments[k]!)
    let pooled = pooledWithinVariance(column)
    if (!isRefusal(pooled) && column.filter(has).length < 2) {
      pooled = refuse('too-few', 'Fewer than two groups have readings.')
    }
    if (isRefusal(pooled)) {
      const message = `${metric.name}: ${pooled.message}`
      if (input.metrics.length === 1 || pooled.reason === 'not-finite') return refuse(pooled.reason, message)
      warnings.push(`Left out. ${message}`)
      continue
    }
    if (pooled.floored) warnings.push(`${metric.name}: no spread within groups; a small one was assumed.`)
    used.push(k)
    within.push(pooled.variance)
  }
  const weights = Float64Array.from(used, (k) => input.weights?.[k] ?? 1)
  const total = weights.reduce((s, w) => s + w, 0)
  if (total === 0) return refuse('empty', `No metric with a weight can be ranked. ${warnings.join(' ')}`)
  const seen = Array.from(input.groups.keys()).filter((g) =>
    used.some((k) => has(input.groups[g]!.moments[k])),
  )
  if (seen.length < 2) return refuse('too-few', 'A standing needs at least two groups with readings.')
  const ids = seen.map((g) => input.groups[g]!.id)
  const order = Array.from(canonicalOrder(ids), (i) => seen[i]!)
  return {
    ids: order.map((g) => input.groups[g]!.id),
    order,
    used,
    weights: weights.map((w) => w / total),
    within,
    warnings,
    ...observe(input, order, used, within),
  }
}

function observe(
  input: StandingsInput,
  order: readonly number[],
  used: readonly number[],
  within: readonly number[],
) {
  const K = used.length
  const S = order.length
  const y = new Float64Array(S * K).fill(Number.NaN)
  const errors = new Float64Array(S * K * K)
  const scale = new Float64Array(K)
  const centre = new Float64Array(K)
  used.forEach((metric, k) => {
    const rows = order.map((g) => input.groups[g]!.moments[metric]!)
    const present = rows.filter(has)
    centre[k] = present.reduce((mean, m, i) => mean + (m.mean - mean) / (i + 1), 0)
    const spread = present.reduce((s, m) => s + (m.mean - centre[k]!) ** 2, 0) / present.length
    const noise = present.reduce((s, m) => s + within[k]! / m.n, 0) / present.length
    scale[k] = Math.sqrt(Math.max(spread, noise))
    rows.forEach((m, s) => {
      if (!has(m)) return
      y[s * K + k] = (m.mean - centre[k]! + (m.rest ?? 0)) / scale[k]!
      errors[(s * K + k) * K + k] = within[k]! / m.n / scale[k]! ** 2
    })
  })
  return { obs: { groups: S, metrics: K, y, errors }, scale, centre }
}

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
  level: number,
): (MetricStanding | null)[] {
  const z = normalQuantile(0.5 + level / 2)
  const K = p.used.length
  return input.metrics.map((metric, index) => {
    const k = p.used.indexOf(index)
    if (k < 0) return null
    const m = input.groups[p.order[at]!]!.moments[index]
    const estimate = p.centre[k]! + p.scale[k]! * post.mean[k]!
    const standardError = p.scale[k]! * Math.sqrt(post.covariance[k * K + k]!)
    const between = model.sigma[k * K + k]!
    return {
      name: metric.name,
      estimate,
      standardError,
      interval: { lower: estimate - z * standardError, upper: estimate + z * standardError, level },
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
  const p = prepare(input)
  if ('kind' in p) return p
  const model = multivariateMeanModel(p.obs)
  if ('kind' in model) return model
  const K = p.used.length
  const S = p.ids.length
  const c = p.weights.map((w, k) => w * p.scale[k]! * input.metrics[p.used[k]!]!.direction)
  const offset = p.weights.reduce((s, w, k) => s + w * p.centre[k]! * input.metrics[p.used[k]!]!.direction, 0)
  const root = cholesky(model.muCovariance, K) ?? new Float64Array(K * K)
  const posteriors = p.ids.map((_, s) => groupPosterior(p.obs, model, s))
  const mean = Float64Array.from(
    posteriors,
    (post) => offset + c.reduce((t, w, k) => t + w * post.mean[k]!, 0),
  )
  const sd = Float64Array.from(posteriors, (post) => Math.sqrt(form(c, post.covariance, c)))
  const own = Float64Array.from(posteriors, (post) => Math.sqrt(Math.max(0, form(c, post.own, c))))
  const loadings = new Float64Array(S * K)
  posteriors.forEach((post, s) => {
    for (let j = 0; j < K; j++) {
      for (let i = 0; i < K; i++) {
        for (let l = j; l < K; l++) {
          loadings[s * K + j]! += c[i]! * post.sharedLoading[i * K + l]! * root[l * K + j]!
        }
      }
    }
  })
  const result = rankGroups(p.ids, mean, sd, factorSampler(mean, own, loadings, K, settings.seed), settings)
  if ('kind' in result) return result
  const between = form(c, model.sigma, c)
  const groups: (Standing | undefined)[] = input.groups.map(() => undefined)
  posteriors.forEach((post, s) => {
    const metrics = metricStandings(input, p, s, post, model, settings.level)
    groups[p.order[s]!] = {
      ...result.ranked[s]!,
      rawMean: rawComposite(input, p, s),
      n: metrics.reduce((n, m) => n + (m?.n ?? 0), 0),
      reliability: between > 0 ? Math.max(0, 1 - form(c, post.conditional, c) / between) : 0,
      metrics,
    }
  })
  return {
    groups: groups.filter((group) => group !== undefined),
    unranked: input.groups.filter((_, g) => !groups[g]).map((group) => group.id),
    model: describe(input, p, model),
    n: posteriors.length,
    draws: result.draws,
    method: 'mean model by REML, Kackar-Harville posterior, ranks from joint posterior draws',
    warnings: [...p.warnings, ...model.warnings, ...result.warnings],
  }
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

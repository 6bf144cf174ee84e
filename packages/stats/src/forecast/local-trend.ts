import { normalCdf, normalPdf, normalSurvival } from '../core/distributions.ts'
import type { Estimate } from '../core/estimate.ts'
import { checkLevel, checkSize, type Interval, type Refusal, refuse } from '../core/refusal.ts'
import { filterTrend, lookAhead, type TrendModel, type TrendPath, type TrendState } from './filter.ts'

export type ForecastInput = {
  /** one mean a period, oldest first, evenly spaced; NaN where nothing was observed */
  readonly values: ArrayLike<number>
  /** sampling variance of each value (variance within / n), 0 when exact; ignored where the value is NaN */
  readonly variances: ArrayLike<number>
  /** periods to look ahead, 1 to 500 */
  readonly steps: number
  /** the estimate is of the mean over so many last periods (default 1: the last one) */
  readonly window?: number
  /** value whose probability to be reached or exceeded is wanted */
  readonly target?: number
  /** coverage of the intervals (default 0.95) */
  readonly level?: number
}

/** `estimate`, `standardError` and `interval` predict the mean that will be observed over the last window. */
export type Forecast = Estimate & {
  /** prediction of each coming period's observed value */
  readonly path: readonly { readonly estimate: number; readonly interval: Interval }[]
  /** probability that the mean over the last window is at or above the target; null without one */
  readonly probability: number | null
  /** change per period at the end of the series, with its standard error */
  readonly slope: { readonly estimate: number; readonly standardError: number }
}

/** Standard deviations of the model on the scale of the series' own noise; every combination is one model. */
const grid = {
  noise: [0, 0.25, 0.5, 0.75, 1, 1.3],
  levelSd: [0, 0.05, 0.1, 0.2, 0.35, 0.6, 1, 1.4],
  slopeSd: [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25],
}
const models: readonly TrendModel[] = grid.noise.flatMap((noise) =>
  grid.levelSd.flatMap((levelSd) => grid.slopeSd.map((slopeSd) => ({ noise, levelSd, slopeSd }))),
)
/** Fewer values than this say nothing about a trend. */
const fewest = 5
/** Models less likely than this against the best are left out. */
const negligible = 1e-5

type Weighed = { readonly weight: number; readonly state: TrendState; readonly path: TrendPath }

/**
 * Forecast of a series of means by the local linear trend with known sampling variances (Harvey 1989). How fast level
 * and slope wander is not estimated but averaged over: each combination of a grid of standard deviations counts with
 * its likelihood (multi-process models, West & Harrison 1997, chapter 12), so that the interval also holds what is
 * not known about them; plugging in the best one gives intervals that are too short for short series.
 *
 * Needs 5 observed values; no season is modelled.
 */
export function localTrendForecast(input: ForecastInput): Forecast | Refusal {
  const series = prepare(input)
  if ('kind' in series) return series
  const { values, variances, scale, centre, n } = series
  const { steps, window = 1, level = 0.95 } = input
  const observed = [...values].filter((y) => !Number.isNaN(y))
  const known = window > steps ? observed.slice(steps - window) : []
  const ahead = { steps, window, known, variance: meanOfLast(variances, values) }
  const weighed = weigh(values, variances, ahead)
  const of = (pick: (w: Weighed) => { mean: number; variance: number }) =>
    weighed.map((w) => ({ weight: w.weight, ...pick(w) }))
  const last = of((w) => ({ mean: w.path.windowMean, variance: w.path.windowVariance }))
  const slope = momentsOfMixture(of((w) => ({ mean: w.state.slope, variance: w.state.slopeVariance })))
  const { mean, sd } = momentsOfMixture(last)
  const back = (z: number) => centre + scale * z
  const bounds = (mixture: Mixture): Interval => ({
    lower: back(quantile(mixture, (1 - level) / 2)),
    upper: back(quantile(mixture, (1 + level) / 2)),
    level,
  })
  return {
    estimate: back(mean),
    standardError: scale * sd,
    interval: bounds(last),
    n,
    method: 'local linear trend, averaged over its variances',
    warnings: n < 10 ? [`Only ${n} periods: the forecast is vague.`] : [],
    path: Array.from({ length: steps }, (_, j) => {
      const step = of((w) => ({ mean: w.path.means[j]!, variance: w.path.variances[j]! }))
      return { estimate: back(momentsOfMixture(step).mean), interval: bounds(step) }
    }),
    probability: input.target === undefined ? null : above(last, (input.target - centre) / scale),
    slope: { estimate: scale * slope.mean, standardError: scale * slope.sd },
  }
}

function prepare(input: ForecastInput) {
  const { steps, window = 1, target = 0, level = 0.95 } = input
  if (input.values.length !== input.variances.length)
    return refuse('mismatch', 'Give one variance per value.')
  const heard = Array.from(input.values, (y, t) => ({ y, v: input.variances[t]! })).filter(
    ({ y }) => !Number.isNaN(y),
  )
  if (heard.length === 0) return refuse('empty', 'Give at least one value.')
  const bad =
    checkLevel(level) ??
    checkSize([...heard.flatMap(({ y, v }) => [y, v]), target], 'Values, variances and target')
  if (bad) return bad
  if (heard.some(({ v }) => v < 0)) return refuse('out-of-range', 'Variances must not be below 0.')
  if (!(Number.isInteger(steps) && steps >= 1 && steps <= 500 && Number.isInteger(window) && window >= 1))
    return refuse('out-of-range', 'Look 1 to 500 whole periods ahead, over a window of at least 1.')
  if (heard.length < fewest)
    return refuse('too-few', `A forecast needs ${fewest} observed periods; there are ${heard.length}.`)
  const centre = heard.at(-1)!.y
  // Noise of the series itself: from one value to the next it shows twice. Sampling errors bound it from below.
  const steps2 = heard.slice(1).map(({ y }, i) => (y - heard[i]!.y) ** 2 / 2)
  const noise = mean(steps2)
  const scale = Math.sqrt(Math.max(noise, mean(heard.map(({ v }) => v))))
  if (!(scale > 1e-12 * Math.max(1, Math.abs(centre))))
    return refuse('constant', 'All values are the same and exact: there is nothing to forecast.')
  return {
    values: Float64Array.from(input.values, (y) => (y - centre) / scale),
    variances: Float64Array.from(input.variances, (v) => v / scale / scale),
    scale,
    centre,
    n: heard.length,
  }
}

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length

/** Coming values are taken to be as precise as the last ones. */
function meanOfLast(variances: Float64Array, values: Float64Array): number {
  return mean([...variances].filter((_, t) => !Number.isNaN(values[t]!)).slice(-6))
}

/** Every model with its posterior probability (all alike before), and what it expects. */
function weigh(
  values: Float64Array,
  variances: Float64Array,
  ahead: Parameters<typeof lookAhead>[2],
): Weighed[] {
  const fits = models.map((model) => ({ model, state: filterTrend(values, variances, model) }))
  const best = Math.max(...fits.map(({ state }) => state.logLikelihood))
  const likely = fits
    .map((fit) => ({ ...fit, weight: Math.exp(fit.state.logLikelihood - best) }))
    .filter(({ weight }) => weight > negligible)
  const total = likely.reduce((sum, { weight }) => sum + weight, 0)
  return likely.map(({ model, state, weight }) => ({
    weight: weight / total,
    state,
    path: lookAhead(state, model, ahead),
  }))
}

type Mixture = readonly { readonly weight: number; readonly mean: number; readonly variance: number }[]

function momentsOfMixture(mixture: Mixture): { mean: number; sd: number } {
  const centre = mixture.reduce((sum, m) => sum + m.weight * m.mean, 0)
  const variance = mixture.reduce((sum, m) => sum + m.weight * (m.variance + (m.mean - centre) ** 2), 0)
  return { mean: centre, sd: Math.sqrt(variance) }
}

/** Probability of a mixture of normals to be at or above x. */
function above(mixture: Mixture, x: number): number {
  const p = mixture.reduce(
    (sum, m) => sum + m.weight * normalSurvival((x - m.mean) / Math.sqrt(m.variance)),
    0,
  )
  return Math.min(1, Math.max(0, p))
}

/** Quantile of a mixture of normals: Newton's method, kept inside a bracket. */
function quantile(mixture: Mixture, p: number): number {
  const { mean: centre, sd } = momentsOfMixture(mixture)
  let [low, high] = [centre - 40 * sd, centre + 40 * sd]
  let x = centre
  for (let round = 0; round < 100; round++) {
    let [cdf, density] = [0, 0]
    for (const m of mixture) {
      const s = Math.sqrt(m.variance)
      cdf += m.weight * normalCdf((x - m.mean) / s)
      density += (m.weight * normalPdf((x - m.mean) / s)) / s
    }
    if (cdf < p) low = x
    else high = x
    const next = x - (cdf - p) / density
    const inside = next > low && next < high
    const step = inside ? next : (low + high) / 2
    if (Math.abs(step - x) < 1e-9 * sd) return step
    x = step
  }
  return x
}

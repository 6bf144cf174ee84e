/**
 * Kalman filter of the local linear trend (Harvey 1989, section 4.1; Durbin & Koopman 2012, section 3.2):
 *
 *   y_t = level_t + e_t,                e_t ~ N(0, noise^2 + v_t)
 *   level_t = level_(t-1) + slope_(t-1) + u_t,   u_t ~ N(0, levelSd^2)
 *   slope_t = slope_(t-1) + w_t,        w_t ~ N(0, slopeSd^2)
 *
 * v_t is the known sampling variance of y_t. Values come on a scale on which their noise is about 1.
 */
export type TrendModel = { readonly noise: number; readonly levelSd: number; readonly slopeSd: number }

/** What is known of level and slope after the last period: means and covariance. */
export type TrendState = {
  readonly level: number
  readonly slope: number
  readonly levelVariance: number
  readonly covariance: number
  readonly slopeVariance: number
  readonly logLikelihood: number
}

/** Before the first period nothing is known of the level; a slope beyond a few noises a period is not expected. */
export const startVariance = { level: 1e7, slope: 1 }
/** Keeps the variance of an observation above 0 when two values are told to be exact. */
const smallestVariance = 1e-8

/** Goes through the periods; a value that is NaN was not observed. */
export function filterTrend(
  values: Float64Array,
  variances: Float64Array,
  { noise, levelSd, slopeSd }: TrendModel,
): TrendState {
  let level = 0
  let slope = 0
  let p11 = startVariance.level
  let p12 = 0
  let p22 = startVariance.slope
  let logLikelihood = 0
  for (let t = 0; t < values.length; t++) {
    if (t > 0) {
      level += slope
      p11 += 2 * p12 + p22 + levelSd * levelSd
      p12 += p22
      p22 += slopeSd * slopeSd
    }
    const y = values[t]!
    if (Number.isNaN(y)) continue
    const h = Math.max(noise * noise + variances[t]!, smallestVariance)
    const f = p11 + h
    const e = y - level
    logLikelihood -= 0.5 * (Math.log(2 * Math.PI * f) + (e * e) / f)
    level += (p11 / f) * e
    slope += (p12 / f) * e
    p22 -= (p12 * p12) / f
    // (1 - p11 / f) would cancel while the level is still unknown.
    p12 *= h / f
    p11 *= h / f
  }
  return { level, slope, levelVariance: p11, covariance: p12, slopeVariance: p22, logLikelihood }
}

/** Means and variances of coming values, and of the mean of the last `window` of them. */
export type TrendPath = {
  readonly means: Float64Array
  readonly variances: Float64Array
  readonly windowMean: number
  readonly windowVariance: number
}

/**
 * Looks `steps` periods ahead. The window is the last `window` periods, `known` the observed values of those that are
 * over already (fewer than `window`); `variance` is the sampling variance of coming values.
 */
export function lookAhead(
  state: TrendState,
  { noise, levelSd, slopeSd }: TrendModel,
  ahead: {
    readonly steps: number
    readonly window: number
    readonly known: readonly number[]
    readonly variance: number
  },
): TrendPath {
  const { steps, window, known, variance } = ahead
  const means = new Float64Array(steps)
  const variances = new Float64Array(steps)
  const h = noise * noise + variance
  const coming = Math.min(window, steps)
  let { level, slope, levelVariance: p11, covariance: p12, slopeVariance: p22 } = state
  // Sum of the levels of the window so far: mean, variance, covariance with level and slope.
  let [sum, p33, p13, p23] = [0, 0, 0, 0]
  for (let j = 1; j <= steps; j++) {
    level += slope
    p11 += 2 * p12 + p22 + levelSd * levelSd
    p12 += p22
    p13 += p23
    p22 += slopeSd * slopeSd
    if (j > steps - coming) {
      sum += level
      p33 += 2 * p13 + p11
      p13 += p11
      p23 += p12
    }
    means[j - 1] = level
    variances[j - 1] = p11 + h
  }
  const parts = coming + known.length
  return {
    means,
    variances,
    windowMean: (sum + known.reduce((total, y) => total + y, 0)) / parts,
    windowVariance: (p33 + coming * h) / (parts * parts),
  }
}

import { isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Moments } from '../moments/moments.ts'
import { pooledWithinVariance } from './mean-model.ts'
import type { Observations } from './multivariate.ts'
import { duplicateOf } from './ranking.ts'
import type { StandingsInput } from './types.ts'

/** Standings input made ready for the model: groups with readings, metrics that can be modelled, scaled. */
export type Prepared = {
  ids: string[]
  /** position of each ranked group in the input */
  order: number[]
  used: number[]
  weights: Float64Array
  scale: Float64Array
  centre: Float64Array
  within: number[]
  obs: Observations
  warnings: string[]
}

/** Refuses input that does not fit together. */
export function checkInput(input: StandingsInput): Refusal | undefined {
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

/** True when a group has readings of a metric. */
export function has(m: Moments | null | undefined): m is Moments {
  return m !== null && m !== undefined && m.n > 0
}

/** Scales the metrics and leaves out those that can't be modelled and groups without readings. */
export function prepare(input: StandingsInput): Prepared | Refusal {
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
  const order = Array.from(input.groups.keys()).filter((g) =>
    used.some((k) => has(input.groups[g]!.moments[k])),
  )
  if (order.length < 2) return refuse('too-few', 'A standing needs at least two groups with readings.')
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

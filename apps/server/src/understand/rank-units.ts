import type { HowWeKnow } from '@tandem/contract'
import { isRefusal, type Moments, type RankedGroup, standings, standingsFromEstimates } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import { type Gathered, mergeAll } from './merge.ts'
import { intervalLevel, isProtected } from './protect.ts'
import { type EvaluatorEffects, fitStrictness, type Strictness, withoutStrictness } from './strictness.ts'

/** One metric as heard: its moments by unit and evaluator. */
export interface HeardMetric {
  readonly metric: MetricRow
  readonly cells: Gathered
}

export interface RankInput {
  /** Units to rank. */
  readonly ids: readonly string[]
  readonly heard: readonly HeardMetric[]
  /** Sum to 1, in the order of `heard`. */
  readonly weights: readonly number[]
  /** Take strict and lenient evaluators out. */
  readonly adjust: boolean
}

export type RankOutput =
  | {
      readonly ranked: Ranked /** By metric; null without evaluators to compare. */
      readonly effects: readonly (EvaluatorEffects | null)[]
    }
  | { readonly refused: string }

/** A metric with what was worked out of it. */
interface Heard extends HeardMetric {
  readonly raw: ReadonlyMap<string, Moments>
  readonly strictness: Strictness | null
}

export interface Ranked {
  /** Composite estimates in points; a metric whose good direction is down counts against. */
  readonly groups: readonly (RankedGroup & {
    readonly reliability: number
    readonly metricEstimates: readonly (number | null)[]
  })[]
  readonly mean: number
  readonly betweenSd: number
  readonly method: string
  readonly warnings: readonly string[]
  readonly facts: NonNullable<HowWeKnow['facts']>
}

/** Pure: the same input gives the same output (the draws are seeded). Takes seconds for thousands of units. */
export function rankUnits({ ids, heard: given, weights, adjust }: RankInput): RankOutput {
  const heard = given.map(
    ({ metric, cells }): Heard => ({
      metric,
      cells,
      raw: new Map([...cells].map(([unit, c]) => [unit, mergeAll(c.values())])),
      strictness: adjust ? fitStrictness(cells) : null,
    }),
  )
  const [only] = heard
  const ranked =
    heard.length === 1 && only!.strictness
      ? rankByModel(ids, only!, only!.strictness)
      : rankByMoments(ids, heard, weights)
  return typeof ranked === 'string'
    ? { refused: ranked }
    : { ranked, effects: heard.map((h) => h.strictness?.effects ?? null) }
}

/** One metric with evaluators: units and evaluators come from one crossed mixed model, so errors are joint. */
function rankByModel(ids: readonly string[], { metric }: Heard, strictness: Strictness): Ranked | string {
  const { model } = strictness
  const place = new Map(strictness.unitIds.map((id, i) => [id, i]))
  const known = ids.filter((id) => place.has(id))
  const units = model.blups.unit!
  const at = (array: Float64Array) => Float64Array.from(known, (id) => array[place.get(id)!]!)
  const result = standingsFromEstimates({
    ids: known,
    estimates: at(units.level),
    standardErrors: at(units.levelSd),
    posterior: true,
    direction: metric.direction === 'up' ? 1 : -1,
    level: intervalLevel,
  })
  if (isRefusal(result)) return result.message
  const variance = (name: string) => model.variances.find((v) => v.name === name)?.variance ?? 0
  const between = variance('unit')
  return {
    groups: result.groups.map((g) => ({
      ...g,
      reliability: between > 0 ? Math.max(0, Math.min(1, 1 - g.standardError ** 2 / between)) : 0,
      metricEstimates: [g.estimate],
    })),
    mean: model.grandMean.estimate,
    betweenSd: Math.sqrt(between),
    method: `Linear mixed model with crossed random effects of units and evaluators (REML, Bates et al. 2015); ${result.method}`,
    warnings: [...model.warnings, ...result.warnings],
    facts: [
      { key: 'betweenUnitsSd', value: Math.sqrt(between) },
      { key: 'betweenEvaluatorsSd', value: Math.sqrt(variance('evaluator')) },
      { key: 'withinSd', value: Math.sqrt(model.residualVariance) },
      { key: 'evaluators', value: strictness.evaluatorIds.length },
      ...drawsOf(result),
    ],
  }
}

/** Many units need no draws. */
const drawsOf = ({ draws }: { draws: number }) => (draws > 0 ? [{ key: 'draws', value: draws }] : [])

/** One metric without evaluators, or several: the (multivariate) mean model on moments, adjusted beforehand. */
function rankByMoments(
  ids: readonly string[],
  heard: readonly Heard[],
  weights: readonly number[],
): Ranked | string {
  const groups = ids.map((id) => ({
    id,
    moments: heard.map(({ metric, cells, raw, strictness }) => {
      const n = raw.get(id)?.n ?? 0
      if (n === 0 || isProtected(metric, n)) return null
      return strictness ? mergeAll(withoutStrictness(cells.get(id)!, strictness)) : raw.get(id)!
    }),
  }))
  const result = standings({
    groups,
    metrics: heard.map(({ metric }) => ({ name: metric.key, direction: metric.direction === 'up' ? 1 : -1 })),
    weights,
    level: intervalLevel,
  })
  if (isRefusal(result)) return result.message
  const { model } = result
  const signed = heard.map(({ metric }, i) => weights[i]! * (metric.direction === 'up' ? 1 : -1))
  // With one metric the estimate stands in the metric's own sign, also when down is good.
  const flip = heard.length === 1 && heard[0]!.metric.direction === 'down' ? -1 : 1
  const inModel = model.metrics.map((name) => signed[heard.findIndex((h) => h.metric.key === name)]!)
  const variance = inModel.reduce(
    (s, w, i) => s + inModel.reduce((t, v, j) => t + w * v * model.sigma[i]![j]!, 0),
    0,
  )
  const adjusted = heard.filter((h) => h.strictness).length
  return {
    groups: result.groups.map((g) => ({
      ...g,
      estimate: flip * g.estimate,
      interval:
        flip === 1
          ? g.interval
          : { lower: -g.interval.upper, upper: -g.interval.lower, level: g.interval.level },
      metricEstimates: g.metrics.map((m) => m?.estimate ?? null),
    })),
    mean: flip * inModel.reduce((s, w, i) => s + w * model.mu[i]!, 0),
    betweenSd: Math.sqrt(Math.max(0, variance)),
    method: `${result.method}${adjusted > 0 ? '; strict and lenient evaluators taken out beforehand by a crossed mixed model' : ''}`,
    warnings: result.warnings,
    facts: [
      ...model.metrics.map((name, i) => ({
        key: 'betweenUnitsSd',
        of: name,
        value: Math.sqrt(model.sigma[i]![i]!),
      })),
      ...model.metrics.map((name, i) => ({
        key: 'withinSd',
        of: name,
        value: Math.sqrt(model.withinVariance[i]!),
      })),
      ...drawsOf(result),
    ],
  }
}

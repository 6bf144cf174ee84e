import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { isRefusal, type Moments, type RankedGroup, standings, standingsFromEstimates } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import { parentAt } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import {
  attributionOf,
  type Gathered,
  gather,
  mergeAll,
  openQuestion,
  type PeriodQuery,
  type Question,
} from './gather.ts'
import { namesOfPeople } from './names.ts'
import { intervalLevel, isProtected, tooFewRespondents } from './protect.ts'
import { fitStrictness, type Strictness, strictnessOf, withoutStrictness } from './strictness.ts'

export interface StandingsQuery extends PeriodQuery {
  readonly metrics: readonly string[]
  readonly weights?: readonly number[] | undefined
  readonly level: UnitKind
  readonly adjustEvaluators: boolean
}

/** One metric as heard: cells by unit and evaluator, raw moments by unit, and the fitted strictness if any. */
interface Heard {
  readonly metric: MetricRow
  readonly cells: Gathered
  readonly raw: ReadonlyMap<string, Moments>
  readonly strictness: Strictness | null
}

/**
 * Where the units of a level stand: shrunken estimates with intervals, rank ranges, probabilities of the top and
 * bottom fifth, one metric or a weighted composite; strict and lenient evaluators taken out where they are known.
 */
export async function readStandings(
  analytics: Analytics,
  caller: Caller,
  query: StandingsQuery,
): Promise<Standings> {
  const question = await openQuestion(analytics, caller, query, query.metrics)
  const weights = weightsOf(query)
  // Peers are all units of the level, also those outside the caller's scope: a rank among oneself says nothing.
  // Only units in scope are then shown.
  const attribution = attributionOf(question, { ...caller, scope: null }, query.level)
  const mayShow = (id: string) => !caller.scope || caller.scope.has(id)
  const heard: Heard[] = []
  for (const metric of question.metrics) {
    const cells = await gather(
      analytics,
      caller,
      question,
      attribution,
      metric,
      query.adjustEvaluators ? { kind: 'evaluator' } : undefined,
    )
    const raw = new Map([...cells].map(([unit, c]) => [unit, mergeAll(c.values())]))
    heard.push({ metric, cells, raw, strictness: query.adjustEvaluators ? fitStrictness(cells) : null })
  }
  const { shown, leftOut } = divide(question, heard, query.level, (id) => attribution.unitOf(id, 0) === id)
  if (shown.length < 2)
    throw new Refused(
      `Standings compare units, and ${shown.length === 0 ? 'none has' : 'only one has'} enough readings of ${query.metrics.join(', ')} in this period. Choose a longer period or another metric.`,
    )
  const ranked = rank(shown, heard, weights)
  const evaluators = caller.scope ? [] : await describeEvaluators(caller, heard)
  const n = heard.reduce((sum, h) => sum + shown.reduce((s, id) => s + (h.raw.get(id)?.n ?? 0), 0), 0)
  return {
    items: ranked.groups
      .filter((group) => mayShow(group.id))
      .map((group) => describe(group, question, heard, weights))
      .sort((a, b) => a.rank.expected - b.rank.expected || (a.key < b.key ? -1 : 1)),
    metrics: heard.map(({ metric }, i) => ({ metric, weight: weights[i]! })),
    leftOut: leftOut.filter((unit) => mayShow(unit.unitId)),
    mean: ranked.mean,
    betweenSd: ranked.betweenSd,
    evaluators,
    howWeKnow: {
      method: ranked.method,
      n,
      units: shown.length,
      from: question.from,
      to: question.to,
      warnings: ranked.warnings.map((message) => ({ code: 'method', message })),
      facts: ranked.facts,
    },
  }
}

function weightsOf(query: StandingsQuery): number[] {
  const weights = query.weights ?? query.metrics.map(() => 1)
  if (weights.length !== query.metrics.length)
    throw new Invalid(
      `Give one weight for each metric: ${query.metrics.length} metrics, ${weights.length} weights.`,
    )
  if (new Set(query.metrics).size !== query.metrics.length)
    throw new Invalid('A metric stands twice. Name each once.')
  const sum = weights.reduce((a, b) => a + b, 0)
  if (!(sum > 0)) throw new Invalid('At least one weight must be above 0.')
  return weights.map((w) => w / sum)
}

/** Units of the level that are in view: those with something to show, and those without, with the reason. */
function divide(
  question: Question,
  heard: readonly Heard[],
  level: UnitKind,
  inView: (id: string) => boolean,
) {
  const shown: string[] = []
  const leftOut: Standings['leftOut'] = []
  for (const unit of question.tree.units.values()) {
    if (unit.kind !== level || !inView(unit.id)) continue
    const counts = heard.map((h) => ({ n: h.raw.get(unit.id)?.n ?? 0, metric: h.metric }))
    if (counts.some((c) => c.n > 0 && !isProtected(c.metric, c.n))) shown.push(unit.id)
    else if (counts.some((c) => c.n > 0))
      leftOut.push({ unitId: unit.id, name: unit.name, suppressed: tooFewRespondents })
    else if (unit.closedOn === null || unit.closedOn > question.from)
      leftOut.push({
        unitId: unit.id,
        name: unit.name,
        suppressed: { reason: 'not_enough_data', message: 'Nothing was heard about it in this period.' },
      })
  }
  return { shown, leftOut }
}

interface Ranked {
  /** Composite estimates in points; a metric whose good direction is down counts against. */
  readonly groups: readonly (RankedGroup & {
    readonly reliability: number
    readonly metricEstimates: readonly (number | null)[]
  })[]
  readonly mean: number
  readonly betweenSd: number
  readonly method: string
  readonly warnings: readonly string[]
  readonly facts: { key: string; value: number }[]
}

function rank(ids: readonly string[], heard: readonly Heard[], weights: readonly number[]): Ranked {
  const [only] = heard
  if (heard.length === 1 && only!.strictness) return rankByModel(ids, only!, only!.strictness)
  return rankByMoments(ids, heard, weights)
}

/** One metric with evaluators: units and evaluators come from one crossed mixed model, so errors are joint. */
function rankByModel(ids: readonly string[], { metric }: Heard, strictness: Strictness): Ranked {
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
  if (isRefusal(result)) throw new Refused(result.message)
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
    method:
      'Linear mixed model with crossed random effects of units and evaluators (REML, Bates et al. 2015); ranks from joint posterior draws (Laird & Louis 1989; Lin et al. 2006)',
    warnings: [...model.warnings, ...result.warnings],
    facts: [
      { key: 'betweenUnitsSd', value: Math.sqrt(between) },
      { key: 'betweenEvaluatorsSd', value: Math.sqrt(variance('evaluator')) },
      { key: 'withinSd', value: Math.sqrt(model.residualVariance) },
      { key: 'evaluators', value: strictness.evaluatorIds.length },
      { key: 'draws', value: result.draws },
    ],
  }
}

/** One metric without evaluators, or several: the (multivariate) mean model on moments, adjusted beforehand. */
function rankByMoments(ids: readonly string[], heard: readonly Heard[], weights: readonly number[]): Ranked {
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
  if (isRefusal(result)) throw new Refused(result.message)
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
        key: `betweenUnitsSd:${name}`,
        value: Math.sqrt(model.sigma[i]![i]!),
      })),
      ...model.metrics.map((name, i) => ({
        key: `withinSd:${name}`,
        value: Math.sqrt(model.withinVariance[i]!),
      })),
      { key: 'draws', value: result.draws },
    ],
  }
}

function describe(
  group: Ranked['groups'][number],
  question: Question,
  heard: readonly Heard[],
  weights: readonly number[],
): Standing {
  const unit = question.tree.units.get(group.id)!
  const parent = parentAt(question.tree, group.id, question.to)
  const moments = heard.map(({ metric, raw }) => {
    const m = raw.get(group.id)
    return m && !isProtected(metric, m.n) ? m : null
  })
  const complete = moments.every((m) => m !== null)
  const signs = heard.map(({ metric }) => (heard.length > 1 && metric.direction === 'down' ? -1 : 1))
  const strict = heard.filter((h) => h.strictness && h.cells.has(group.id))
  return {
    unitId: group.id,
    name: unit.name,
    key: unit.key,
    parentName: parent ? (question.tree.units.get(parent)?.name ?? null) : null,
    n: moments.reduce((sum, m) => sum + (m?.n ?? 0), 0),
    raw: complete ? moments.reduce((sum, m, i) => sum + signs[i]! * weights[i]! * m!.mean, 0) : null,
    ...withinScale(group, heard),
    standardError: group.standardError,
    rank: { expected: group.rank.expected, lower: group.rank.lower, upper: group.rank.upper },
    probabilityTop: group.pTop,
    probabilityBottom: group.pBottom,
    reliability: Math.max(0, Math.min(1, group.reliability)),
    withoutStrictness:
      strict.length > 0
        ? strict.reduce(
            (sum, h) =>
              sum + weights[heard.indexOf(h)]! * strictnessOf(h.cells.get(group.id)!, h.strictness!),
            0,
          )
        : null,
    metrics: heard.flatMap(({ metric }, i) => {
      const estimate = group.metricEstimates[i]
      return estimate === null || estimate === undefined
        ? []
        : [
            {
              metric: metric.key,
              source: metric.source,
              estimate,
              raw: moments[i]?.mean ?? null,
              n: moments[i]?.n ?? 0,
            },
          ]
    }),
  }
}

/** A linear model knows no ends of a scale: an estimate beyond 100 of 100 is shown as 100. Ranks are not touched. */
function withinScale({ estimate, interval }: RankedGroup, heard: readonly Heard[]) {
  if (heard.length > 1 || heard[0]!.metric.kind === 'figure') return { estimate, interval }
  const { kind } = heard[0]!.metric
  const low = kind === 'nps' || kind === 'enps' ? -100 : 0
  const clip = (x: number) => Math.min(100, Math.max(low, x))
  return {
    estimate: clip(estimate),
    interval: { ...interval, lower: clip(interval.lower), upper: clip(interval.upper) },
  }
}

async function describeEvaluators(caller: Caller, heard: readonly Heard[]): Promise<Standings['evaluators']> {
  const all = heard.flatMap((h) => [...(h.strictness?.effects ?? [])])
  const names = await namesOfPeople(
    caller,
    all.map(([id]) => id),
  )
  return all
    .map(([id, effect]) => ({ name: names.get(id) ?? '?', ...effect }))
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
}

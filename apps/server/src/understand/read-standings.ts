import { type Standing, type Standings, scoreRange, type UnitKind } from '@tandem/contract'
import type { Moments, RankedGroup } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import { parentAt } from '../link/index.ts'
import type { Analytics, MomentFilter } from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import type { Attribution } from './attribution.ts'
import {
  describeCaseMix,
  groupingOf,
  type MetricMix,
  mixOf,
  unitMix,
  type WeighedMix,
  type WhyNot,
  withoutMix,
} from './case-mix.ts'
import { computeInBackground } from './compute-in-background.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery, type Question } from './gather.ts'
import { type Gathered, mergeAll } from './merge.ts'
import { namesOfPeople } from './names.ts'
import { isProtected, tooFewRespondents } from './protect.ts'
import type { Ranked } from './rank-units.ts'
import { type EvaluatorEffects, strictnessOf } from './strictness.ts'

export interface StandingsQuery extends PeriodQuery {
  readonly metrics: readonly string[]
  readonly weights?: readonly number[] | undefined
  readonly level: UnitKind
  readonly adjustEvaluators: boolean
  /** channel, language or attribute:NAME. */
  readonly adjustFor?: string | undefined
}

/** One metric as heard: cells by unit and evaluator, raw moments by unit, and evaluators' strictness if known. */
interface Heard {
  readonly metric: MetricRow
  /** Moved to everybody's mix where that was asked for. */
  readonly cells: Gathered
  /** Null unless asked for. */
  readonly mix: MetricMix | WhyNot | null
  readonly raw: ReadonlyMap<string, Moments>
  readonly strictness: EvaluatorEffects | null
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
  const asked = await Promise.all(
    question.metrics.map((metric) => hear(analytics, caller, question, attribution, metric, query)),
  )
  const { shown, leftOut } = divide(question, asked, query.level, (id) => attribution.unitOf(id, 0) === id)
  if (shown.length < 2)
    throw new Refused(
      `Standings compare units, and ${shown.length === 0 ? 'none has' : 'only one has'} enough readings of ${query.metrics.join(', ')} in this period. Choose a longer period or another metric.`,
    )
  const caseMix = caseMixOf(query.adjustFor, asked, weights)
  const result = await computeInBackground('rankUnits', {
    ids: shown,
    heard: asked.map(({ metric, cells }) => ({ metric, cells })),
    weights,
    adjust: query.adjustEvaluators,
  })
  if ('refused' in result) throw new Refused(result.refused)
  const { ranked } = result
  const heard = asked.map((h, i) => ({ ...h, strictness: result.effects[i] ?? null }))
  const evaluators = caller.scope ? [] : await describeEvaluators(caller, heard)
  const n = heard.reduce((sum, h) => sum + shown.reduce((s, id) => s + (h.raw.get(id)?.n ?? 0), 0), 0)
  return {
    items: ranked.groups
      .filter((group) => mayShow(group.id))
      .map((group) => ({
        ...describe(group, question, heard, weights),
        mix: caseMix ? unitMix(group.id, caseMix.keys, caseMix.mixes) : null,
      }))
      .sort((a, b) => a.rank.expected - b.rank.expected || (a.key < b.key ? -1 : 1)),
    metrics: heard.map(({ metric }, i) => ({ metric, weight: weights[i]! })),
    leftOut: leftOut.filter((unit) => mayShow(unit.unitId)),
    mean: ranked.mean,
    betweenSd: ranked.betweenSd,
    evaluators,
    caseMix: caseMix?.described ?? null,
    howWeKnow: {
      method: caseMix
        ? `${ranked.method}; readings standardised to the same mix beforehand (direct standardisation)`
        : ranked.method,
      n,
      units: shown.length,
      from: question.from,
      to: question.to,
      warnings: ranked.warnings.map((message) => ({ code: 'method', message })),
      facts: ranked.facts,
    },
  }
}

async function hear(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  attribution: Attribution,
  metric: MetricRow,
  query: StandingsQuery,
): Promise<Heard> {
  const ask = (by?: MomentFilter['by']) => gather(analytics, caller, question, attribution, metric, by)
  const [cells, byGroup] = await Promise.all([
    ask(query.adjustEvaluators ? { kind: 'evaluator' } : undefined),
    query.adjustFor && metric.source !== 'employee' ? ask(groupingOf(query.adjustFor)) : new Map(),
  ])
  const raw = new Map([...cells].map(([unit, c]) => [unit, mergeAll(c.values())]))
  const mix = query.adjustFor ? mixOf(metric, byGroup) : null
  const adjusted = mix && typeof mix !== 'string' ? withoutMix(cells, mix) : cells
  return { metric, cells: adjusted, mix, raw, strictness: null }
}

/** What was adjusted for; null when nothing was asked. Throws Refused when no metric can be adjusted, and says why. */
function caseMixOf(by: string | undefined, heard: readonly Heard[], weights: readonly number[]) {
  if (!by) return null
  const mixes = heard.map(
    ({ metric, mix }, i): WeighedMix => ({
      metric,
      weight: weights[i]! * (heard.length > 1 && metric.direction === 'down' ? -1 : 1),
      mix: mix ?? 'one_group',
    }),
  )
  const described = describeCaseMix(by, mixes)
  const [first] = described.leftAsTheyAre
  if (described.metrics.length === 0 && first) throw new Refused(whyNot[first.reason])
  return { described, mixes, keys: described.groups.map((g) => g.key) }
}

const whyNot: Readonly<Record<WhyNot, string>> = {
  employees:
    'What employees say is not adjusted for groups, so that no small group can be worked out. Choose another metric, or no adjustment.',
  one_group:
    'All readings are of the same group here, so there is no mix to adjust for. Choose something else to adjust for.',
  not_mixed:
    'Most units serve only one of these groups, so their mix cannot be told from their quality. Choose something else to adjust for.',
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

function describe(
  group: Ranked['groups'][number],
  question: Question,
  heard: readonly Heard[],
  weights: readonly number[],
): Omit<Standing, 'mix'> {
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
    raw: complete ? short(moments.reduce((sum, m, i) => sum + signs[i]! * weights[i]! * m!.mean, 0)) : null,
    ...withinScale(group, heard),
    standardError: short(group.standardError),
    rank: { expected: short(group.rank.expected), lower: group.rank.lower, upper: group.rank.upper },
    probabilityTop: short(group.pTop),
    probabilityBottom: short(group.pBottom),
    reliability: short(Math.max(0, Math.min(1, group.reliability))),
    withoutStrictness:
      strict.length > 0
        ? short(
            strict.reduce(
              (sum, h) =>
                sum + weights[heard.indexOf(h)]! * strictnessOf(h.cells.get(group.id)!, h.strictness!),
              0,
            ),
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
              estimate: short(estimate),
              raw: moments[i] ? short(moments[i].mean) : null,
              n: moments[i]?.n ?? 0,
            },
          ]
    }),
  }
}

/** To eight decimals: thousands of units times ten figures are half as long then, and no figure here is that sure. */
const short = (x: number) => Math.round(x * 1e8) / 1e8

/** A linear model knows no ends of a scale: an estimate beyond 100 of 100 is shown as 100. Ranks are not touched. */
function withinScale({ estimate, interval }: RankedGroup, heard: readonly Heard[]) {
  const { metric } = heard[0]!
  const { min, max } = scoreRange(metric)
  const free = heard.length > 1 || metric.kind === 'figure'
  const shown = (x: number) => short(free ? x : Math.min(max, Math.max(min, x)))
  return {
    estimate: shown(estimate),
    interval: { ...interval, lower: shown(interval.lower), upper: shown(interval.upper) },
  }
}

async function describeEvaluators(caller: Caller, heard: readonly Heard[]): Promise<Standings['evaluators']> {
  const all = heard.flatMap((h) => [...(h.strictness ?? [])])
  const names = await namesOfPeople(
    caller,
    all.map(([id]) => id),
  )
  return all
    .map(([id, effect]) => ({ name: names.get(id) ?? '?', ...effect }))
    .sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect))
}

import type { Journey, JourneyScores, Score, TouchpointScore } from '@tandem/contract'
import { isRefusal, type Moments, meanDifference, mergeMoments, proportionInterval } from '@tandem/stats'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import { leavesUnder, readJourneys, type Span, type UnitTree } from '../link/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { openQuestion, type PeriodQuery, type Question } from './gather.ts'
import {
  countPlaceComments,
  type JourneyFilter,
  type PlaceMoments,
  readPlaceMoments,
} from './journey-moments.ts'
import { intervalLevel, isProtected, tooFewRespondents, toScore } from './protect.ts'

/** Days that a change looks at; of a period below twice as many, its second half. */
const recentDays = 42

/** Fewer recent answers have no share of unhappy ones worth telling. */
const fewestRecent = 20

/** One reading of a touchpoint by a metric: before, and in the recent days. */
interface Heard {
  readonly metric: MetricRow
  readonly before: Cell
  readonly recent: Cell
}
interface Cell extends Moments {
  readonly unhappy: number
}
const nothing: Cell = { n: 0, mean: 0, m2: 0, unhappy: 0 }

/** How each touchpoint of the journeys does, in three scans however many there are. */
export async function readJourneyScores(
  analytics: Analytics,
  caller: Caller,
  query: PeriodQuery,
): Promise<JourneyScores> {
  const metrics = (await listMetrics(caller)).filter((m) => m.kind !== 'figure')
  const question = await openQuestion(
    analytics,
    caller,
    query,
    metrics.map((m) => m.key),
  )
  const journeys = await caller.transaction((tx) => readJourneys(tx))
  const filter: JourneyFilter = {
    from: question.from,
    to: question.to,
    recentFrom: recentStart(question.from, question.to),
    metrics: question.metrics,
    units: unitsOf(question, caller),
  }
  const engine = analytics.forOrganization(caller.organizationId)
  const points = journeys.flatMap((j) => j.stages.flatMap((s) => s.touchpoints))
  const [own, comments] = await Promise.all([
    readPlaceMoments(engine, filter),
    countPlaceComments(engine, filter),
  ])
  const asked = new Set(own.map((r) => r.place))
  const owners = ownersOf(
    points.filter((p) => !asked.has(p.id)),
    question.tree,
  )
  const named = owners.size > 0 ? await readPlaceMoments(engine, filter, [...owners.values()]) : []
  const ownOf = Map.groupBy(own, (r) => r.place)
  const namedOf = Map.groupBy(named, (r) => r.place)
  const touchpoints = points.map((point): TouchpointScore => {
    const mine = ownOf.get(point.id)
    const owner = owners.get(point.id)
    const found = mine ?? (owner === undefined ? undefined : namedOf.get(owner))
    const heard = heardOf(question.metrics, found ?? [])
    return {
      touchpointId: point.id,
      key: point.key,
      heard: !found ? null : mine ? 'own' : 'owner',
      ...describe(heard),
      comments: comments.get(point.id) ?? 0,
    }
  })
  return {
    touchpoints,
    recentFrom: filter.recentFrom,
    howWeKnow: {
      method:
        'Means with t intervals (90 %), change by Welch, shares with Wilson intervals; the measure with most answers stands for a touchpoint, and where nobody is asked, answers whose attributes name its owner',
      n: touchpoints.reduce((sum, t) => sum + t.contacts, 0),
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

type Point = Journey['stages'][number]['touchpoints'][number]

/** Names of the owners by touchpoint, for those whose owner owns no other of them: else a name would not tell which. */
function ownersOf(points: readonly Point[], tree: UnitTree): Map<string, string> {
  const names = new Map<string, string>()
  const owned = Map.groupBy(points, (p) => p.ownerUnitId)
  for (const [owner, theirs] of owned) {
    const name = owner === null ? undefined : tree.units.get(owner)?.name
    const [only] = theirs
    if (name !== undefined && only && theirs.length === 1) names.set(only.id, name)
  }
  return names
}

function recentStart(from: string, to: string): string {
  const days = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1
  const recent = Math.min(recentDays, Math.max(1, Math.floor(days / 2)))
  return new Date(Date.parse(to) - (recent - 1) * 86_400_000).toISOString().slice(0, 10)
}

/** The units asked about with their days; null is everything. */
function unitsOf(question: Question, caller: Caller): Map<string, readonly Span[]> | null {
  const { tree, from, to, below } = question
  if (!below && !caller.scope) return null
  const always = [{ from, to: '9999-12-31' }]
  const spans: Map<string, readonly Span[]> = below
    ? leavesUnder(tree, below, from, to)
    : new Map([...tree.units.keys()].map((id) => [id, always]))
  return new Map([...spans].filter(([id]) => !caller.scope || caller.scope.has(id)))
}

/** Measures, the one with most answers first; of equals that of recommendation. */
function heardOf(metrics: readonly MetricRow[], rows: readonly PlaceMoments[]): Heard[] {
  const byMetric = Map.groupBy(rows, (r) => r.metricId)
  const total = ({ before, recent }: Heard) => before.n + recent.n
  const first = ({ metric }: Heard) => (metric.kind === 'nps' || metric.kind === 'enps' ? 0 : 1)
  return metrics
    .flatMap((metric): Heard[] => {
      const cells = byMetric.get(metric.id)
      if (!cells) return []
      const cell = (recent: boolean) => cells.find((c) => c.recent === recent) ?? nothing
      return [{ metric, before: cell(false), recent: cell(true) }]
    })
    .sort((a, b) => total(b) - total(a) || first(a) - first(b))
}

function describe(heard: readonly Heard[]): Pick<TouchpointScore, 'measures' | 'contacts' | 'unhappy'> {
  const [main] = heard
  const all = main ? merge(main) : nothing
  const hidden = main ? isProtected(main.metric, all.n) : true
  const share = hidden ? null : proportionInterval(all.unhappy, all.n, intervalLevel)
  return {
    measures: heard.map((h) => ({
      metric: h.metric,
      score: toScore(h.metric, merge(h)),
      change: changeOf(h),
    })),
    contacts: hidden ? 0 : all.n,
    unhappy:
      share && !isRefusal(share)
        ? {
            n: all.unhappy,
            share: share.estimate,
            interval: share.interval,
            recentShare: main && main.recent.n >= fewestRecent ? main.recent.unhappy / main.recent.n : null,
          }
        : null,
  }
}

function merge({ before, recent }: Heard): Cell {
  return { ...mergeMoments(before, recent), unhappy: before.unhappy + recent.unhappy }
}

function changeOf({ metric, before, recent }: Heard): Score {
  const n = recent.n
  const none = { value: null, interval: null, n: 0 }
  if (isProtected(metric, recent.n) || isProtected(metric, before.n))
    return { ...none, suppressed: tooFewRespondents }
  const difference = meanDifference(recent, before, intervalLevel)
  if (isRefusal(difference))
    return { ...none, n, suppressed: { reason: 'not_enough_data', message: difference.message } }
  return { value: difference.estimate, interval: difference.interval, n, suppressed: null }
}

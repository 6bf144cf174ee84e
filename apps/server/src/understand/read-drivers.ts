import type { Driver, Drivers, Metric } from '@tandem/contract'
import { type CrossMoments, combineCrossMoments, isRefusal, keyDriverMatrix } from '@tandem/stats'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import {
  type Analytics,
  type CrossFilter,
  readAnsweredTogether,
  readCrossMoments,
} from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import type { Attribution } from './attribution.ts'
import { answered, chooseDrivers } from './choose-drivers.ts'
import { computeInBackground } from './compute-in-background.ts'
import { attributionOf, openQuestion, type PeriodQuery, type Question } from './gather.ts'
import { isProtected, tooFewRespondents } from './protect.ts'
import { isSliceProtected, readSlice, type Slice } from './slice.ts'
import type { WeighOutput } from './weigh-drivers.ts'

export interface DriversQuery extends PeriodQuery {
  readonly outcome: string
  readonly drivers?: readonly string[] | undefined
  /** Attainment aimed at, in %. */
  readonly target: number
  /** Only signals of one channel, language, touchpoint or attribute: see `readSlice`. */
  readonly filter?: string | undefined
}

/** Below this many units the bootstrap draws answers and not units. */
const fewestUnits = 20

type Weighed = Exclude<WeighOutput, { refused: string }>

/** What goes with an outcome, and how much each: shares with intervals, performance, potential, within and between. */
export async function readDrivers(
  analytics: Analytics,
  caller: Caller,
  query: DriversQuery,
): Promise<Drivers> {
  const asked = query.drivers ?? []
  if (asked.includes(query.outcome) || new Set(asked).size < asked.length)
    throw new Invalid('Name each driver once, and not the outcome among them.')
  const question = await openQuestion(analytics, caller, query, [query.outcome, ...asked])
  const outcome = question.metrics[0]!
  const attribution = attributionOf(question, caller, null)
  const slice = query.filter === undefined ? null : await readSlice(caller, query.filter)
  const known = (await listMetrics(caller)).filter((m) => m.source === outcome.source)
  const all = new Map([...known, ...question.metrics].map((m) => [m.id, m]))
  const base = { from: question.from, to: question.to, unitIds: attribution.unitIds }
  const together = answeredTogether(
    analytics,
    caller,
    { ...base, ...slice?.filter, metricIds: [...all.keys()] },
    outcome,
  )
  // Named drivers need not wait for it.
  const patterns = asked.length > 0 ? [] : await together
  const drivers =
    asked.length > 0
      ? question.metrics.slice(1)
      : chooseDrivers(patterns, outcome.id).map((id) => all.get(id)!)
  if (drivers.length === 0)
    throw new Refused(
      `No other question is answered together with ${outcome.name} in this period. Choose another outcome or a longer period.`,
    )
  const whole = {
    ...base,
    metricIds: [...drivers, outcome].map((m) => m.id),
    boundaries: attribution.boundaries,
  }
  const [heard, counts] = await Promise.all([
    gatherCross(analytics, caller, attribution, { ...whole, ...slice?.filter }),
    together.then(answered),
  ])
  const n = answersOf(heard)
  const frame = {
    question,
    outcome,
    drivers,
    all,
    counts,
    target: query.target,
    n,
    units: heard.units.length,
  }
  const voices = [outcome, ...drivers]
  if (n > 0 && voices.some((m) => isProtected(m, n))) return describe(frame, null, heard.byUnit)
  if (slice && (await isHidden(analytics, caller, { question, attribution, whole, voices, slice, n })))
    return describe(frame, null, heard.byUnit)
  if (n === 0)
    throw new Refused(
      `No signal answers ${voices.map((m) => m.name).join(', ')} together. Choose fewer drivers.`,
    )
  const weighed = await computeInBackground('weighDrivers', {
    names: [...drivers, outcome].map((m) => m.name),
    ...heard,
  })
  if ('refused' in weighed) throw new Refused(weighed.refused)
  return describe(frame, weighed, heard.byUnit)
}

function answeredTogether(analytics: Analytics, caller: Caller, filter: CrossFilter, outcome: MetricRow) {
  if (filter.unitIds?.length === 0) return Promise.resolve([])
  return readAnsweredTogether(analytics.forOrganization(caller.organizationId), filter, outcome.id)
}

interface Sliced {
  readonly question: Question
  readonly attribution: Attribution
  /** The same without the slice. */
  readonly whole: CrossFilter
  readonly voices: readonly MetricRow[]
  readonly slice: Slice
  readonly n: number
}

/** Whether a slice of employee voice, or what is left beside it, holds too few people to be shown. */
async function isHidden(analytics: Analytics, caller: Caller, sliced: Sliced): Promise<boolean> {
  const { question, attribution, whole, voices, slice, n } = sliced
  const employee = voices.find((m) => m.source === 'employee')
  if (!employee) return false
  if (await isSliceProtected(analytics, caller, question, attribution, employee, slice)) return true
  const beside = answersOf(await gatherCross(analytics, caller, attribution, whole)) - n
  return beside > 0 && isProtected(employee, beside)
}

const answersOf = (heard: { readonly units: readonly CrossMoments[] }) =>
  heard.units.reduce((sum, u) => sum + u.n, 0)

/** Moments by unit and by block, of what the caller may see. */
async function gatherCross(
  analytics: Analytics,
  caller: Caller,
  attribution: Attribution,
  filter: CrossFilter,
): Promise<{ units: CrossMoments[]; blocks: CrossMoments[]; byUnit: boolean }> {
  const read = async (blockBy: 'unit' | 'signal') => {
    const rows =
      filter.unitIds?.length === 0
        ? []
        : await readCrossMoments(analytics.forOrganization(caller.organizationId), filter, blockBy)
    const mine = rows.filter((row) => attribution.unitOf(row.unitId, row.segment) !== null)
    return {
      units: merged(Map.groupBy(mine, (row) => row.unitId)),
      blocks: merged(Map.groupBy(mine, (row) => row.block)),
    }
  }
  const byUnit = await read('unit')
  if (byUnit.units.length >= fewestUnits) return { ...byUnit, byUnit: true }
  return { ...(await read('signal')), byUnit: false }
}

/** One set of moments a group, in the order of the keys, so that the same data give the same draws. */
function merged<K extends string | number>(groups: Map<K, { moments: CrossMoments }[]>): CrossMoments[] {
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, rows]) => {
      const sum = combineCrossMoments(rows.map((row) => row.moments))
      if (isRefusal(sum)) throw new Error(sum.message)
      return sum
    })
}

interface Frame {
  readonly question: Question
  readonly outcome: MetricRow
  readonly drivers: readonly MetricRow[]
  readonly all: ReadonlyMap<string, MetricRow>
  readonly counts: ReadonlyMap<string, number>
  readonly target: number
  readonly n: number
  readonly units: number
}

function describe(frame: Frame, weighed: Weighed | null, byUnit: boolean): Drivers {
  const { question, outcome, drivers, all, counts, n } = frame
  const chosen = new Set([outcome, ...drivers].map((m) => m.id))
  const shown = (metric: Metric, count: number) => (isProtected(metric, count) ? 0 : count)
  return {
    outcome,
    r2: weighed?.r2 ?? null,
    r2Interval: weighed?.r2Interval ?? null,
    outcomeBetweenShare: weighed?.outcomeBetweenShare ?? null,
    target: frame.target,
    drivers: weighed ? describeDrivers(frame, weighed) : [],
    candidates: [...counts]
      .filter(([id]) => !chosen.has(id))
      .map(([id, count]) => ({ metric: all.get(id)!, n: shown(all.get(id)!, count) }))
      .sort((a, b) => b.n - a.n || (a.metric.key < b.metric.key ? -1 : 1)),
    suppressed: weighed ? null : tooFewRespondents,
    howWeKnow: {
      method:
        'LMG shares of R2 (Lindeman, Merenda & Gold 1980) from centred cross products; 90 % intervals from 1,000 bootstrap samples of ' +
        (byUnit ? 'blocks of units' : 'blocks of answers'),
      n: weighed ? n : 0,
      units: frame.units,
      from: question.from,
      to: question.to,
      warnings: weighed ? warningsOf(frame, weighed, byUnit) : [],
      ...(weighed ? { facts: [{ key: 'blocks', value: weighed.blocks }] } : {}),
    },
  }
}

function describeDrivers({ outcome, drivers, counts, target }: Frame, weighed: Weighed): Driver[] {
  const attainments = drivers.map((metric, i) => attainment(metric, weighed.drivers[i]!.mean))
  const around = drivers.map((metric, i) => attainmentInterval(metric, weighed.drivers[i]!.meanInterval))
  const matrix = keyDriverMatrix(
    drivers.map(({ key }, i) => ({
      name: key,
      importance: Math.max(0, weighed.drivers[i]!.share),
      performance: attainments[i]!,
      target,
    })),
  )
  if (isRefusal(matrix)) throw new Error(matrix.message)
  const fields = { 'improve first': 'improve', 'keep up': 'keep', watch: 'watch', leave: 'leave' } as const
  const heard = counts.get(outcome.id) ?? 0
  return drivers
    .map((metric, i): Driver => {
      const { mean, meanInterval: _, ...weight } = weighed.drivers[i]!
      const place = matrix.find((d) => d.name === metric.key)!
      const n = counts.get(metric.id) ?? 0
      return {
        metric,
        n,
        missing: heard > 0 ? Math.max(0, 1 - n / heard) : 0,
        ...weight,
        performance: mean,
        attainment: attainments[i]!,
        attainmentInterval: around[i]!,
        potential: place.potential,
        field: fields[place.field],
      }
    })
    .sort((a, b) => b.share - a.share)
}

/** How far a mean has come from the worst to the best possible score, in %. */
function attainment(metric: Metric, mean: number): number {
  const [low, high] =
    metric.kind === 'figure'
      ? [metric.scaleMin, metric.scaleMax]
      : metric.kind === 'nps' || metric.kind === 'enps'
        ? [-100, 100]
        : [0, 100]
  const way = (100 * (mean - low)) / (high - low)
  return Math.max(0, Math.min(100, metric.direction === 'up' ? way : 100 - way))
}

function attainmentInterval(metric: Metric, mean: Driver['attainmentInterval']) {
  if (!mean) return null
  const ends = [attainment(metric, mean.lower), attainment(metric, mean.upper)]
  return { lower: Math.min(...ends), upper: Math.max(...ends), level: mean.level }
}

function warningsOf({ outcome, counts, n }: Frame, weighed: Weighed, byUnit: boolean) {
  const warnings = weighed.warnings.map((message) => ({ code: 'method', message }))
  const heard = counts.get(outcome.id) ?? 0
  if (n < 0.5 * heard)
    warnings.push({
      code: 'missing',
      message: `Only ${n} of ${heard} signals with ${outcome.name} answer all of these questions; the rest is not in the picture.`,
    })
  if (!byUnit)
    warnings.push({
      code: 'few_units',
      message: `With fewer than ${fewestUnits} units the intervals take answers as independent of one another; they may be too short.`,
    })
  return warnings
}

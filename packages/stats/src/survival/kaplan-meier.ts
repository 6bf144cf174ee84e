import { normalQuantile } from '../core/distributions.ts'
import { checkLevel, type Interval, isRefusal, type Refusal, refuse } from '../core/refusal.ts'
import type { Labels } from '../regression/columns.ts'
import { checkSurvival, type SurvivalData, sortedGroups, timeOrder } from './observations.ts'

/** How the interval of a survival probability is made: symmetric on this scale. */
export type SurvivalScale = 'log' | 'log-log' | 'plain'

/** The curve at one observed time. */
export interface SurvivalPoint {
  readonly time: number
  /** Units watched just before `time`. */
  readonly atRisk: number
  readonly events: number
  readonly censored: number
  /** Probability of lasting beyond `time`. */
  readonly survival: number
  /** Greenwood's standard error of `survival`. */
  readonly standardError: number
  /** Null where it can't be had: after the last unit has had the event, and for log-log before the first event. */
  readonly interval: Interval | null
}

/** A Kaplan-Meier curve. */
export interface SurvivalCurve {
  readonly points: readonly SurvivalPoint[]
  readonly n: number
  readonly events: number
  /** First time at which half or fewer are left; null when more than half last to the end. */
  readonly median: number | null
  /** Interval of the median, from the times where the curve's interval crosses one half; ends null when it doesn't. */
  readonly medianInterval: {
    readonly lower: number | null
    readonly upper: number | null
    readonly level: number
  }
  /** Mean time up to the last observed one, with Greenwood-type standard error. */
  readonly restrictedMean: {
    readonly estimate: number
    readonly standardError: number
    readonly upTo: number
  }
  readonly method: string
  readonly warnings: readonly string[]
}

/**
 * Kaplan-Meier (1958) estimate of survival with Greenwood's variance.
 *
 * @param options `scale`: of the intervals, `log` by default as R's survfit; `level`: 0.95 by default
 * @returns the curve at every observed time, or a refusal: `empty`, `mismatch`, `not-finite`, `out-of-range`
 */
export function kaplanMeier(
  data: SurvivalData,
  options: { readonly scale?: SurvivalScale; readonly level?: number } = {},
): SurvivalCurve | Refusal {
  const { scale = 'log', level = 0.95 } = options
  const bad = checkSurvival(data) ?? checkLevel(level)
  if (bad) return bad
  const { time, event } = data
  const order = timeOrder(time)
  const z = normalQuantile(0.5 + level / 2)
  const points: SurvivalPoint[] = []
  let survival = 1
  let greenwood = 0
  let events = 0
  for (let from = 0; from < order.length; ) {
    const at = time[order[from]!]!
    let to = from
    let died = 0
    for (; to < order.length && time[order[to]!] === at; to++) died += event[order[to]!]!
    const atRisk = order.length - from
    survival *= 1 - died / atRisk
    greenwood += atRisk > died ? died / (atRisk * (atRisk - died)) : 0
    events += died
    points.push({
      time: at,
      atRisk,
      events: died,
      censored: to - from - died,
      survival,
      standardError: survival * Math.sqrt(greenwood),
      interval: survivalInterval(survival, Math.sqrt(greenwood), z, scale, level),
    })
    from = to
  }
  return {
    points,
    n: order.length,
    events,
    median: crossing(points, (p) => p.survival),
    medianInterval: {
      lower: crossing(points, (p) => p.interval?.lower ?? null),
      upper: crossing(points, (p) => p.interval?.upper ?? null),
      level,
    },
    restrictedMean: restrictedMean(points),
    method: `Kaplan-Meier, Greenwood, ${scale} intervals`,
    warnings: warningsOf(points, events),
  }
}

function survivalInterval(
  s: number,
  se: number,
  z: number,
  scale: SurvivalScale,
  level: number,
): Interval | null {
  if (!(s > 0)) return null
  if (scale === 'plain')
    return { lower: Math.max(0, s - z * s * se), upper: Math.min(1, s + z * s * se), level }
  if (scale === 'log') {
    return { lower: s * Math.exp(-z * se), upper: Math.min(1, s * Math.exp(z * se)), level }
  }
  if (s === 1) return null
  const half = (z * se) / Math.log(s)
  const at = (sign: number) => Math.exp(-Math.exp(Math.log(-Math.log(s)) + sign * half))
  return { lower: at(-1), upper: at(1), level }
}

/**
 * First time at which a step curve reaches one half. Where it stays at exactly one half for a while, the middle of
 * that stretch, as survfit does.
 */
function crossing(
  points: readonly SurvivalPoint[],
  read: (p: SurvivalPoint) => number | null,
): number | null {
  const near = 1e-9
  for (const [i, point] of points.entries()) {
    const value = read(point)
    if (value === null || value > 0.5 + near) continue
    if (Math.abs(value - 0.5) > near) return point.time
    const next = points.slice(i + 1).find((p) => {
      const later = read(p)
      return later === null || later < 0.5 - near
    })
    return next ? (point.time + next.time) / 2 : point.time
  }
  return null
}

/** Area under the curve up to the last time; its variance weighs each event by the area still to come. */
function restrictedMean(points: readonly SurvivalPoint[]): SurvivalCurve['restrictedMean'] {
  const upTo = points[points.length - 1]!.time
  let area = 0
  let variance = 0
  for (let i = points.length - 1; i >= 0; i--) {
    const { events, atRisk, time, survival } = points[i]!
    const width = (i + 1 < points.length ? points[i + 1]!.time : time) - time
    area += survival * width
    if (atRisk > events) variance += (area * area * events) / (atRisk * (atRisk - events))
  }
  return { estimate: area + points[0]!.time, standardError: Math.sqrt(variance), upTo }
}

function warningsOf(points: readonly SurvivalPoint[], events: number): string[] {
  const warnings: string[] = []
  if (events === 0) warnings.push('No event was seen, so the curve stays at 1.')
  const thin = points.find((p) => p.atRisk < 10)
  if (thin && points[0]!.atRisk >= 10) {
    warnings.push(`From time ${thin.time} on fewer than 10 are watched; the curve is uncertain there.`)
  }
  return warnings
}

/** One Kaplan-Meier curve per group, in ascending order of the labels. */
export function kaplanMeierByGroup(
  data: SurvivalData,
  groups: Labels,
  options: { readonly scale?: SurvivalScale; readonly level?: number } = {},
): readonly { readonly group: string | number; readonly curve: SurvivalCurve }[] | Refusal {
  const bad = checkSurvival(data)
  if (bad) return bad
  const sorted = sortedGroups(groups, data.time.length)
  if (isRefusal(sorted)) return sorted
  const out: { group: string | number; curve: SurvivalCurve }[] = []
  for (const [g, group] of sorted.names.entries()) {
    const rows: number[] = []
    for (const [i, own] of sorted.index.entries()) if (own === g) rows.push(i)
    const part = {
      time: Float64Array.from(rows, (i) => data.time[i]!),
      event: Float64Array.from(rows, (i) => data.event[i]!),
    }
    const curve = kaplanMeier(part, options)
    if (isRefusal(curve)) return refuse(curve.reason, `${group}: ${curve.message}`)
    out.push({ group, curve })
  }
  return out
}

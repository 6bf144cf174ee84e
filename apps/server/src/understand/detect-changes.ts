import {
  adjustPValues,
  changePoints,
  isRefusal,
  type Moments,
  mergeMoments,
  normalSurvival,
  tSurvival,
} from '@tandem/stats'
import { z } from 'zod'
import { mergeAll } from './merge.ts'

/** Moments of a metric by week, counted for one or several places (a site, its region, everything). */
export interface Heard {
  readonly metricId: string
  /** Keys of places. */
  readonly places: readonly string[]
  /** Weeks before the last one, each once; 0 is the last. Same length as the moments. */
  readonly week: Float64Array
  readonly n: Float64Array
  readonly mean: Float64Array
  readonly m2: Float64Array
}

/** What was heard in a form that is quickly hashed and handed to another thread. */
export interface Packed {
  /** JSON of [metric, places, number of weeks] of each. */
  readonly heads: string
  /** Week, n, mean and m2 of each week of each, one after the other. */
  readonly cells: Float64Array
}

export interface DetectInput {
  readonly heard: Packed
  /** Weeks looked at. */
  readonly weeks: number
  /** How far back a change may have begun, in weeks. */
  readonly recent: number
}

export function pack(heard: readonly Heard[]): Packed {
  const size = heard.reduce((sum, h) => sum + 4 * h.week.length, 0)
  const cells = new Float64Array(size)
  let at = 0
  for (const h of heard)
    for (let i = 0; i < h.week.length; i++) {
      cells.set([h.week[i]!, h.n[i]!, h.mean[i]!, h.m2[i]!], at)
      at += 4
    }
  return { heads: JSON.stringify(heard.map((h) => [h.metricId, h.places, h.week.length])), cells }
}

const headsSchema = z.array(z.tuple([z.string(), z.array(z.string()), z.int()]))

/** A lasting shift of a series that is unlikely to be chance; not yet adjusted for having looked at many. */
export interface Shift {
  readonly metricId: string
  readonly place: string
  /** Weeks the new level has lasted. */
  readonly weeks: number
  readonly n: number
  /** Share of the metric's readings in view that it concerns since then, 0 to 1. */
  readonly share: number
  /** After less before, in points. */
  readonly difference: number
  /** The difference in standard deviations of single readings. */
  readonly effect: number
  readonly t: number
  /** Two-sided, times the number of weeks in which it might have begun. */
  readonly p: number
}

export interface Detected {
  /** Shifts with p at most 0.05; no other can be told from chance after adjusting. */
  readonly shifts: readonly Shift[]
  /** Series that were long enough to be looked at. */
  readonly tested: number
}

/** Fewest readings before and after, fewest weeks before, and fewest weeks that a new level must have lasted. */
const least = { readings: 20, weeksBefore: 6, weeksAfter: 2 }
/** A shift by less is real in a big company, and still nothing to act on. In standard deviations of single readings. */
const smallestEffect = 0.1
const noise = 0.05
/** Readings that the spread of the metric everywhere counts as, beside the spread of the series. */
const priorReadings = 10

/**
 * Pure. Lasting shifts in weekly means: the last change point of each series (PELT) where it began lately; the level
 * after it against all before by a t test whose error covers the usual ups and downs between weeks and between
 * months, with as many degrees of freedom as weeks before, and Bonferroni over the weeks it might have begun in.
 */
export function detectChanges({ heard, weeks, recent }: DetectInput): Detected {
  const shifts: Shift[] = []
  let tested = 0
  for (const [metricId, places] of mergeUp(heard, weeks)) {
    const all = momentsByWeek(places.get('all') ?? new Float64Array(3 * weeks))
    const total = mergeAll(all)
    const spread = total.n > 1 ? total.m2 / (total.n - 1) : 0
    for (const [place, cells] of places) {
      const result = lastShift(momentsByWeek(cells), spread, recent)
      if (result === null) continue
      tested += 1
      if (result === 'none' || result.p > noise) continue
      const since = all.slice(0, result.weeks).reduce((sum, m) => sum + m.n, 0)
      shifts.push({ metricId, place, share: since > 0 ? Math.min(1, result.n / since) : 1, ...result })
    }
  }
  return { shifts, tested }
}

/** n, mean and m2 by week, by metric and place. In flat arrays: there are a million merges. */
function mergeUp({ heads, cells }: Packed, weeks: number): Map<string, Map<string, Float64Array>> {
  const series = new Map<string, Map<string, Float64Array>>()
  let at = 0
  for (const [metricId, places, length] of headsSchema.parse(JSON.parse(heads))) {
    const byPlace = series.get(metricId) ?? new Map<string, Float64Array>()
    series.set(metricId, byPlace)
    for (const place of places) {
      const sums = byPlace.get(place) ?? new Float64Array(3 * weeks)
      byPlace.set(place, sums)
      for (let i = at; i < at + 4 * length; i += 4) mergeInto(sums, 3 * cells[i]!, cells, i + 1)
    }
    at += 4 * length
  }
  return series
}

/** Merges the moments at `from` of one array into those at `to` of another (Chan, Golub & LeVeque 1983). */
function mergeInto(sums: Float64Array, to: number, cells: Float64Array, from: number): void {
  const [n, added] = [sums[to]!, cells[from]!]
  if (added === 0) return
  const delta = cells[from + 1]! - sums[to + 1]!
  sums[to] = n + added
  sums[to + 1]! += (delta * added) / (n + added)
  sums[to + 2]! += cells[from + 2]! + (delta * delta * n * added) / (n + added)
}

function momentsByWeek(cells: Float64Array): Moments[] {
  return Array.from({ length: cells.length / 3 }, (_, week) => ({
    n: cells[3 * week]!,
    mean: cells[3 * week + 1]!,
    m2: cells[3 * week + 2]!,
  }))
}

const nothing: Moments = { n: 0, mean: 0, m2: 0 }

/**
 * The last shift of one series; `weeks[k]` is k weeks before the end. Null when there is too little to look at, 'none'
 * when nothing shifted lately.
 */
export function lastShift(
  weeks: readonly Moments[],
  spread: number,
  recent: number,
): Omit<Shift, 'metricId' | 'place' | 'share'> | 'none' | null {
  const points = weeks.flatMap((m, week) => (m.n > 0 ? [{ ...m, week }] : [])).reverse()
  const all = mergeAll(points)
  if (points.length < least.weeksBefore + least.weeksAfter || all.n < 2 * least.readings) return null
  const variance = (all.m2 + priorReadings * spread) / (all.n - 1 + priorReadings)
  if (!(variance > 0)) return null
  if (!mayHaveShifted(points, variance, recent)) return 'none'
  const usual = Math.sqrt(Math.max(1, restlessness(points, variance)))
  const found = changePoints(
    points.map((p) => p.mean),
    { standardErrors: points.map((p) => usual * Math.sqrt(variance / p.n)) },
  )
  if (isRefusal(found)) return null
  const start = found.changes.at(-1)
  if (start === undefined || points[start]!.week >= recent || points.length - start < least.weeksAfter)
    return 'none'
  const [past, now] = [points.slice(0, start), points.slice(start)]
  const [before, after] = [mergeAll(past), mergeAll(now)]
  if (past.length < least.weeksBefore || before.n < least.readings || after.n < least.readings) return 'none'
  const pooled = variance * (1 / before.n + 1 / after.n)
  const welch = before.m2 / (before.n - 1) / before.n + after.m2 / (after.n - 1) / after.n
  const unrest = Math.max(1, scatter(past, variance), scatter(months(past), variance))
  const difference = after.mean - before.mean
  const t = difference / Math.sqrt(unrest * Math.max(pooled, welch))
  const effect = difference / Math.sqrt(variance)
  if (Math.abs(effect) < smallestEffect) return 'none'
  const p = Math.min(1, 2 * tSurvival(Math.abs(t), past.length - 1) * recent)
  return { weeks: points[start]!.week + 1, n: after.n, difference, effect, t, p }
}

type Week = Moments & { readonly week: number }

/**
 * Whether some start within the recent weeks would give p at most 0.05 if readings alone made the noise. Spares nearly
 * all series the search, and leaves out none that would be reported: the test's error is never smaller than this.
 */
function mayHaveShifted(points: readonly Week[], variance: number, recent: number): boolean {
  const { n: total, mean } = mergeAll(points)
  let [n, sum] = [0, 0]
  for (const point of points.toReversed()) {
    if (point.week >= recent) return false
    n += point.n
    sum += point.n * (point.mean - mean)
    if (n >= total) return false
    // After less before is the same as (after less all) * total / before.
    const difference = ((sum / n) * total) / (total - n)
    const z = difference / Math.sqrt(variance * (1 / n + 1 / (total - n)))
    if (2 * normalSurvival(Math.abs(z)) * recent <= noise) return true
  }
  return false
}

/** Variance of means around their common mean over what single readings explain: 1 when weeks differ by chance only. */
function scatter(points: readonly Moments[], variance: number): number {
  if (points.length < 3) return 1
  const { mean } = mergeAll(points)
  return points.reduce((sum, p) => sum + (p.n * (p.mean - mean) ** 2) / variance, 0) / (points.length - 1)
}

/** The same from successive differences, which a lasting shift does not move (von Neumann 1941). */
function restlessness(points: readonly Moments[], variance: number): number {
  const steps = points.slice(1).map((p, i) => {
    const before = points[i]!
    return (p.mean - before.mean) ** 2 / (variance * (1 / p.n + 1 / before.n))
  })
  return steps.reduce((sum, step) => sum + step, 0) / steps.length
}

/** Weeks put together by four, so that slow ups and downs show too. */
function months(points: readonly Week[]): Moments[] {
  const merged = new Map<number, Moments>()
  for (const p of points) {
    const month = Math.floor(p.week / 4)
    merged.set(month, mergeMoments(merged.get(month) ?? nothing, p))
  }
  return [...merged.values()]
}

/** Shifts that stay after Benjamini-Hochberg over everything that was looked at, with their adjusted p; surest first. */
export function realShifts(
  shifts: readonly Shift[],
  tested: number,
  rate: number,
): (Shift & { readonly adjustedP: number })[] {
  const p = new Float64Array(Math.max(tested, shifts.length)).fill(1)
  shifts.forEach((shift, i) => {
    p[i] = shift.p
  })
  const adjusted = adjustPValues(p)
  if (isRefusal(adjusted)) return []
  return shifts
    .map((shift, i) => ({ ...shift, adjustedP: adjusted[i]! }))
    .filter((shift) => shift.adjustedP <= rate)
    .sort((a, b) => Math.abs(b.t) - Math.abs(a.t))
}

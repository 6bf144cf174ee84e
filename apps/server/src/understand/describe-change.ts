import type { Change } from '@tandem/contract'
import { isRefusal, type Moments, meanDifference } from '@tandem/stats'
import { z } from 'zod'
import type { MetricRow } from '../goals/index.ts'
import { parentAt } from '../link/index.ts'
import type { Caller } from '../platform/index.ts'
import type { Shift } from './detect-changes.ts'
import { mergeAll } from './merge.ts'
import { type Engine, type Place, placeKey, Values, type View, visible, within } from './places.ts'
import { intervalLevel, isProtected, toScore } from './protect.ts'
import { quotesOf } from './quotes.ts'
import { readDaily } from './weekly-series.ts'

type Day = Moments & { readonly day: string }

/** Quotes shown with a change. */
const mostQuotes = 6
/** Signals, the latest, among which the quotes are chosen. */
const mostLooked = 60

/** A place that changed: its surest shift first, and what was taken out before it was found. */
export interface FoundChange {
  readonly place: Place
  readonly shifts: readonly (Shift & { readonly adjustedP: number })[]
  readonly without: readonly Place[]
}

/** A change in full: its day, sizes with intervals, what was said, whom it met. Null when it is protected. */
export async function describeChange(
  engine: Engine,
  caller: Caller,
  view: View,
  metrics: ReadonlyMap<string, MetricRow>,
  { place, shifts, without }: FoundChange,
): Promise<Change | null> {
  const top = shifts[0]!
  const metric = metrics.get(top.metricId)!
  const outcome = mainOutcome([...metrics.values()])
  const asked = new Set([...shifts.map((s) => s.metricId), ...(outcome ? [outcome.id] : [])])
  const daily = await readDaily(engine, view, [...asked], place, without)
  const days = daily.get(metric.id) ?? []
  const since = firstDay(days, view.to, top.weeks)
  const { before, after, difference } = compare(days, since)
  if (isProtected(metric, before.n) || isProtected(metric, after.n)) return null
  const sign = metric.direction === 'up' ? 1 : -1
  const good = sign * difference.value > 0
  const edge = edgeOf(before, difference.value)
  const side = { metric, since, edge, below: difference.value < 0 }
  const [said, where] = await Promise.all([
    readSaid(engine, caller, view, place, without, side),
    readWhere(engine, view, place, without, side),
  ])
  const shiftOf = (other: MetricRow) => ({
    metric: other,
    difference: compare(daily.get(other.id) ?? [], since).difference,
  })
  const asks = outcome && outcome.id !== metric.id && (daily.get(outcome.id)?.length ?? 0) > 0
  const impact = asks ? shiftOf(outcome) : null
  const part = shifts.find((s) => s.metricId === outcome?.id)?.share
  return {
    id: `${metric.key} ${placeKey(place)}`,
    metric,
    good,
    place: nameOf(place, view, without),
    touchpoints: touchpointsOf(place, view),
    since,
    before: meanOf(metric, before),
    after: meanOf(metric, after),
    difference,
    effect: sign * top.effect,
    share: top.share,
    p: top.adjustedP,
    ...said,
    also: shifts.slice(1, 6).flatMap((s) => {
      const other = metrics.get(s.metricId)
      const moments = other && compare(daily.get(other.id) ?? [], since)
      if (!moments || isProtected(other, moments.before.n) || isProtected(other, moments.after.n)) return []
      return [shiftOf(other)]
    }),
    impact: impact && { ...impact, overall: part === undefined ? null : impact.difference.value * part },
    where,
    weeks: weeklyPoints(metric, days, view.to),
  }
}

/** What customers say in the end; else the first NPS-like metric. */
function mainOutcome(metrics: readonly MetricRow[]): MetricRow | undefined {
  return (
    metrics.find((m) => m.source === 'customer' && m.kind === 'nps') ??
    metrics.find((m) => m.source === 'customer' && m.kind !== 'figure')
  )
}

/**
 * The day on which the new level begins: of the days within two weeks of the week found, the one that leaves the least
 * squares around the two levels.
 */
function firstDay(days: readonly Day[], to: string, weeks: number): string {
  const shift = (day: string, by: number) =>
    new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10)
  const week = shift(to, -7 * weeks + 1)
  const { before, after } = compare(days, week)
  let [best, least] = [week, Number.POSITIVE_INFINITY]
  for (let by = -13; by <= 13; by++) {
    const start = shift(week, by)
    let squares = 0
    for (const d of days) squares += d.n * (d.mean - (d.day < start ? before.mean : after.mean)) ** 2
    // Of equal days (nobody answered in between) the one nearest to the week.
    if (squares < least - 1e-9) [best, least] = [start, squares]
  }
  return best
}

function compare(days: readonly Day[], since: string) {
  const before = mergeAll(days.filter((d) => d.day < since))
  const after = mergeAll(days.filter((d) => d.day >= since))
  const result = meanDifference(after, before, intervalLevel)
  const difference = isRefusal(result)
    ? { value: after.mean - before.mean, interval: null }
    : { value: result.estimate, interval: result.interval }
  return { before, after, difference }
}

function meanOf(metric: MetricRow, moments: Moments): Change['before'] {
  return { value: moments.mean, interval: toScore(metric, moments).interval, n: moments.n }
}

/** An answer on the changed side of this is one of those that made the change: a standard deviation below what was
 * usual for a fall, above the usual mean for a rise. */
function edgeOf(before: Moments, difference: number): number {
  const sd = before.n > 1 ? Math.sqrt(before.m2 / (before.n - 1)) : 0
  return difference < 0 ? before.mean - sd : before.mean
}

function weeklyPoints(metric: MetricRow, days: readonly Day[], to: string): Change['weeks'] {
  const end = Date.parse(to)
  const weeks = Map.groupBy(days, (d) => Math.floor((end - Date.parse(d.day)) / (7 * 86_400_000)))
  return [...weeks]
    .sort(([a], [b]) => b - a)
    .flatMap(([week, list]) => {
      const score = toScore(metric, mergeAll(list))
      const from = new Date(end - (7 * week + 6) * 86_400_000).toISOString().slice(0, 10)
      return score.value === null ? [] : [{ from, value: score.value, interval: score.interval }]
    })
}

function nameOf(place: Place, view: View, without: readonly Place[]): Change['place'] {
  const { tree, scope } = view
  const seen = (id: string | null) => (id !== null && (!scope || scope.has(id)) ? id : null)
  const touchpoint =
    place.kind === 'touchpoint' ? view.touchpoints.find((t) => t.id === place.touchpointId) : undefined
  const unitId =
    place.kind === 'unit' || place.kind === 'named' ? place.unitId : (touchpoint?.ownerUnitId ?? null)
  const unit = unitId === null ? undefined : tree.units.get(unitId)
  const parent = unitId === null ? null : seen(parentAt(tree, unitId, view.to))
  return {
    kind: place.kind,
    unitId: seen(unitId),
    unitKind: unit?.kind ?? null,
    name: touchpoint?.name ?? (place.kind === 'named' && !seen(unitId) ? place.value : (unit?.name ?? '')),
    parentName: parent === null ? null : (tree.units.get(parent)?.name ?? null),
    attribute: place.kind === 'named' ? place.attribute : null,
    without: without.map((other) => nameOf(other, view, []).name).filter(Boolean),
  }
}

function touchpointsOf(place: Place, view: View): Change['touchpoints'] {
  const own = view.touchpoints.filter((t) =>
    place.kind === 'touchpoint'
      ? t.id === place.touchpointId
      : place.kind === 'named' && t.ownerUnitId === place.unitId,
  )
  return own.map(({ key, name }) => ({ key, name }))
}

/** Answers that made a change. */
interface Side {
  readonly metric: MetricRow
  readonly since: string
  readonly edge: number
  readonly below: boolean
}

function changedAnswers(
  view: View,
  place: Place,
  without: readonly Place[],
  side: Side,
  values: Values,
): string {
  return [
    visible(view, values),
    within(place, view, values),
    ...without.map((other) => `NOT (${within(other, view, values)})`),
    `metric_id = ${values.add('UUID', side.metric.id)}`,
    `occurred_on >= ${values.add('Date32', side.since)}`,
    `value ${side.below ? '<' : '>'} ${values.add('Float64', String(side.edge))}`,
  ].join(' AND ')
}

async function readSaid(
  engine: Engine,
  caller: Caller,
  view: View,
  place: Place,
  without: readonly Place[],
  side: Side,
): Promise<Pick<Change, 'comments' | 'quotes'>> {
  // Even how many employees wrote in these weeks and at this place is theirs.
  if (!caller.permissions.has('comments.read') || side.metric.source === 'employee')
    return { comments: null, quotes: [] }
  const values = new Values()
  const answers = changedAnswers(view, place, without, side, values)
  const rows = await engine.query(
    `SELECT toString(signal_id) AS id, count() OVER () AS n FROM comments FINAL
     WHERE organization_id = {organization:UUID} AND occurred_on >= ${values.add('Date32', side.since)}
       AND signal_id IN (SELECT signal_id FROM readings FINAL WHERE ${answers})
     ORDER BY occurred_at DESC LIMIT ${mostLooked}`,
    values.params,
    z.object({ id: z.string(), n: z.int() }),
  )
  const latest = [...new Set(rows.map((r) => r.id))]
  return { comments: rows[0]?.n ?? 0, quotes: await quotesOf(caller, latest, mostQuotes) }
}

/** Units with most of the answers that made a change; where they are many, the units above them. */
async function readWhere(
  engine: Engine,
  view: View,
  place: Place,
  without: readonly Place[],
  side: Side,
): Promise<Change['where']> {
  if (place.kind === 'unit' || side.metric.source === 'employee') return []
  const values = new Values()
  const rows = await engine.query(
    `SELECT toString(unit_id) AS id, count() AS n FROM readings FINAL
     WHERE ${changedAnswers(view, place, without, side, values)} GROUP BY unit_id`,
    values.params,
    z.object({ id: z.string(), n: z.int() }),
  )
  const seen = (id: string | null) => id !== null && (!view.scope || view.scope.has(id))
  const total = rows.reduce((sum, r) => sum + r.n, 0)
  const counts = new Map<string, number>()
  for (const { id, n } of rows) {
    const parent = rows.length > 5 ? parentAt(view.tree, id, view.to) : null
    const unit = parent !== null && seen(parent) ? parent : id
    if (seen(unit)) counts.set(unit, (counts.get(unit) ?? 0) + n)
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 3)
    .filter(([, n]) => n >= 0.05 * total)
    .map(([unitId, n]) => ({ unitId, name: view.tree.units.get(unitId)?.name ?? '', share: n / total }))
}

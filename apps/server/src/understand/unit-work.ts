import type { Moments } from '@tandem/stats'
import { z } from 'zod'
import type { MetricRow } from '../goals/index.ts'
import type { Caller } from '../platform/index.ts'
import type { Question } from './gather.ts'
import { mergeAll } from './merge.ts'
import { type Engine, readNamingAttributes, type Touchpoint, Values, type View, viewOf } from './places.ts'
import type { Grain } from './read-trend.ts'
import { readDaily } from './weekly-series.ts'

/** A metric heard of what a unit does for others, not of the unit itself. */
export interface WorkHeard {
  readonly metric: MetricRow
  /** By first day of the period, oldest first. */
  readonly periods: readonly { readonly from: string; readonly moments: Moments }[]
  readonly own: Moments
  /** The same of the other units that are named in the same way; nothing where there are none. */
  readonly peers: Moments
}

/**
 * What is heard of a department's or partner's work: signals at its touchpoints, and those that name it, as deliveries
 * do the warehouse. Employees' answers are about those who gave them, and stay out.
 */
export async function readWork(
  engine: Engine,
  caller: Caller,
  question: Question,
  unitId: string,
  touchpoints: readonly Touchpoint[],
  grain: Grain,
): Promise<WorkHeard[]> {
  const { tree, from, to, metrics } = question
  const naming = await readNamingAttributes(engine, tree, from, to)
  // All that bears its name is its own, also where its units are out of the caller's scope.
  const view = viewOf({ ...caller, scope: null }, tree, touchpoints, naming, { from, to, unitId })
  const candidates = metrics.filter((m) => m.source !== 'employee' && m.kind !== 'figure')
  const daily = await readDaily(
    engine,
    view,
    candidates.map((m) => m.id),
    { kind: 'all' },
    [{ kind: 'unit', unitId }],
  )
  if (daily.size === 0) return []
  const peers = await readNamedOthers(engine, view, [...daily.keys()], unitId)
  return candidates.flatMap((metric) => {
    const days = daily.get(metric.id)
    if (!days) return []
    const periods = [...Map.groupBy(days, ({ day }) => startOf(day, grain))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([start, list]) => ({ from: start, moments: mergeAll(list) }))
    const none = { n: 0, mean: 0, m2: 0 }
    return [{ metric, periods, own: mergeAll(days), peers: peers.get(metric.id) ?? none }]
  })
}

const row = z.object({ metricId: z.string(), n: z.int(), mean: z.number(), m2: z.number() })

async function readNamedOthers(
  engine: Engine,
  view: View,
  metricIds: readonly string[],
  unitId: string,
): Promise<Map<string, Moments>> {
  const values = new Values()
  const others = view.naming.flatMap(({ attribute, unitByValue }) => {
    const words = [...unitByValue]
    if (!words.some(([, id]) => id === unitId)) return []
    const rest = words.filter(([, id]) => id !== unitId).map(([word]) => word)
    return [`attributes[${values.add('String', attribute)}] IN ${values.add('Array(String)', rest)}`]
  })
  if (others.length === 0) return new Map()
  const rows = await engine.query(
    `SELECT metric_id AS metricId, count() AS n, avg(value) AS mean, varPopStable(value) * count() AS m2
     FROM readings FINAL
     WHERE organization_id = {organization:UUID}
       AND occurred_on BETWEEN ${values.add('Date32', view.from)} AND ${values.add('Date32', view.to)}
       AND metric_id IN ${values.add('Array(UUID)', [...metricIds])} AND (${others.join(' OR ')})
     GROUP BY metric_id`,
    values.params,
    row,
  )
  return new Map(rows.map(({ metricId, ...moments }) => [metricId, moments]))
}

/** First day of the period a day lies in; weeks begin on Monday. */
export function startOf(day: string, grain: Grain): string {
  const [year, month] = [day.slice(0, 4), Number(day.slice(5, 7))]
  switch (grain) {
    case 'day':
      return day
    case 'week': {
      const date = new Date(`${day}T00:00:00Z`)
      date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
      return date.toISOString().slice(0, 10)
    }
    case 'month':
      return `${day.slice(0, 7)}-01`
    case 'quarter':
      return `${year}-${String(month - ((month - 1) % 3)).padStart(2, '0')}-01`
    case 'year':
      return `${year}-01-01`
  }
}

import type { Moments } from '@tandem/stats'
import { z } from 'zod'
import { ancestorsAt } from '../link/index.ts'
import { unknownId } from '../platform/analytics/index.ts'
import type { Heard } from './detect-changes.ts'
import { type Engine, type Place, placeKey, Values, type View, visible, within } from './places.ts'

const row = z.object({
  metricId: z.string(),
  key: z.string(),
  week: z.array(z.int()),
  n: z.array(z.int()),
  mean: z.array(z.number()),
  m2: z.array(z.number()),
})
type Row = z.output<typeof row>

/**
 * Moments by week of all metrics in view, by unit, touchpoint and named unit: one scan each. Week 0 is the seven days
 * that end with the last day of the view. Notes each place under its key in `places`; `without` leaves places out.
 */
export async function readWeekly(
  analytics: Engine,
  view: View,
  metricIds: readonly string[],
  places: Map<string, Place>,
  without: readonly Place[] = [],
): Promise<Heard[]> {
  if (metricIds.length === 0) return []
  const scan = (key: (values: Values) => string, and = '1') => {
    const values = new Values()
    const where = [
      visible(view, values),
      `metric_id IN ${values.add('Array(UUID)', [...metricIds])}`,
      ...without.map((place) => `NOT (${within(place, view, values)})`),
      and,
    ]
    const week = `intDiv(dateDiff('day', occurred_on, ${values.add('Date32', view.to)}), 7)`
    return analytics.query(
      `SELECT metricId, toString(key) AS key, groupArray(week) AS week, groupArray(n) AS n,
         groupArray(mean) AS mean, groupArray(m2) AS m2
       FROM (
         SELECT metric_id AS metricId, ${key(values)} AS key, ${week} AS week,
           count() AS n, avg(value) AS mean, varPopStable(value) * count() AS m2
         FROM readings FINAL WHERE ${where.join(' AND ')} GROUP BY metricId, key, week
       ) GROUP BY metricId, key`,
      values.params,
      row,
    )
  }
  const [units, touchpoints, ...named] = await Promise.all([
    scan(() => 'unit_id'),
    scan(() => 'touchpoint_id', `touchpoint_id != toUUID('${unknownId}')`),
    ...view.naming.map(({ attribute }) => scan((values) => `attributes[${values.add('String', attribute)}]`)),
  ])
  const around = new Map((units ?? []).map((r) => [r.key, aroundUnit(view, r.key)]))
  const known = new Set(view.touchpoints.map((t) => t.id))
  return [
    ...(units ?? []).map((r) => heardOf(r, around.get(r.key)!, places)),
    ...(touchpoints ?? [])
      .filter((r) => known.has(r.key))
      .map((r) => heardOf(r, [{ kind: 'touchpoint', touchpointId: r.key }], places)),
    ...named.flatMap((rows, i) => {
      const { attribute, unitByValue } = view.naming[i]!
      return rows.flatMap((r) => {
        const unitId = unitByValue.get(r.key)
        return unitId === undefined
          ? []
          : [heardOf(r, [{ kind: 'named', unitId, attribute, value: r.key }], places)]
      })
    }),
  ]
}

function heardOf(
  { metricId, week, n, mean, m2 }: Row,
  at: readonly Place[],
  places: Map<string, Place>,
): Heard {
  const keys = at.map(placeKey)
  for (const [i, place] of at.entries()) places.set(keys[i]!, place)
  return {
    metricId,
    places: keys,
    week: Float64Array.from(week),
    n: Float64Array.from(n),
    mean: Float64Array.from(mean),
    m2: Float64Array.from(m2),
  }
}

/** The unit, what is above it as far as it is in view, and everything. As on the last day: a move is no change. */
function aroundUnit(view: View, unitId: string): Place[] {
  const { tree, scope, to } = view
  if (!tree.units.has(unitId)) return [{ kind: 'all' }]
  const path = [unitId, ...ancestorsAt(tree, unitId, to).reverse()]
  const inside = view.unitId !== null && path.includes(view.unitId)
  const shown = path
    .slice(0, inside ? path.indexOf(view.unitId!) : path.length)
    .filter((id) => !scope || scope.has(id))
  return [...shown.map((id): Place => ({ kind: 'unit', unitId: id })), { kind: 'all' }]
}

const dayRow = z.object({
  metricId: z.string(),
  day: z.string(),
  n: z.int(),
  mean: z.number(),
  m2: z.number(),
})

/** Moments of some metrics at a place by day, YYYY-MM-DD, ascending; by metric. */
export async function readDaily(
  analytics: Engine,
  view: View,
  metricIds: readonly string[],
  place: Place,
  without: readonly Place[] = [],
): Promise<Map<string, (Moments & { readonly day: string })[]>> {
  const values = new Values()
  const where = [
    visible(view, values),
    `metric_id IN ${values.add('Array(UUID)', [...metricIds])}`,
    within(place, view, values),
    ...without.map((other) => `NOT (${within(other, view, values)})`),
  ]
  const rows = await analytics.query(
    `SELECT metric_id AS metricId, toString(occurred_on) AS day, count() AS n, avg(value) AS mean,
       varPopStable(value) * count() AS m2
     FROM readings FINAL WHERE ${where.join(' AND ')} GROUP BY metric_id, occurred_on ORDER BY occurred_on`,
    values.params,
    dayRow,
  )
  const byMetric = new Map<string, (Moments & { readonly day: string })[]>()
  for (const { metricId, ...day } of rows) {
    const days = byMetric.get(metricId) ?? []
    days.push(day)
    byMetric.set(metricId, days)
  }
  return byMetric
}

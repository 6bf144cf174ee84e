import type { Moments } from '@tandem/stats'
import { z } from 'zod'
import { ancestorsAt } from '../link/index.ts'
import type { Heard } from './detect-changes.ts'
import { type Engine, type Place, placeKey, Values, type View, visible, within } from './places.ts'

/** Checked at once: there are a million of them, and a check of each by name costs as much as the scan. */
const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every(Number.isFinite))
const row = z.object({
  metricId: z.string(),
  /** 0 for units, 1 for touchpoints, from 2 on the attributes that name units. */
  by: z.int(),
  key: z.string(),
  week: numbers,
  n: numbers,
  mean: numbers,
  m2: numbers,
})
type Row = z.output<typeof row>

/**
 * Moments by week of all metrics in view, by unit, touchpoint and named unit, in one scan. Week 0 is the seven days
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
  const values = new Values()
  const where = [
    visible(view, values),
    `metric_id IN ${values.add('Array(UUID)', [...metricIds])}`,
    ...without.map((place) => `NOT (${within(place, view, values)})`),
  ]
  const named = view.naming.map(({ attribute }) => `attributes[${values.add('String', attribute)}]`)
  const keys = ['unit_id', 'touchpoint_id', ...named]
  const names = keys.map((_, by) => `key${by}`)
  // Which of the keys a group is by: of all others GROUPING gives 1.
  const by = `multiIf(${names.slice(1).flatMap((name, i) => [`GROUPING(${name}) = 0`, i + 1])}, 0)`
  const rows = await analytics.query(
    `SELECT metricId, by, [${names.map((name) => `toString(${name})`)}][by + 1] AS key, groupArray(week) AS week, groupArray(n) AS n,
       groupArray(mean) AS mean, groupArray(m2) AS m2
     FROM (
       SELECT metricId, ${names}, ${by} AS by, week,
         count() AS n, avg(value) AS mean, varPopStable(value) * count() AS m2
       FROM (
         SELECT metric_id AS metricId, value, ${keys.map((key, i) => `${key} AS ${names[i]!}`)},
           intDiv(dateDiff('day', occurred_on, ${values.add('Date32', view.to)}), 7) AS week
         FROM readings FINAL WHERE ${where.join(' AND ')}
       ) GROUP BY GROUPING SETS (${names.map((name) => `(metricId, ${name}, week)`)})
     ) GROUP BY metricId, by, key`,
    values.params,
    row,
  )
  const known = new Set(view.touchpoints.map((t) => t.id))
  const around = new Map<string, Place[]>()
  const at = ({ by, key }: Row): readonly Place[] => {
    if (by === 0) {
      const path = around.get(key) ?? aroundUnit(view, key)
      around.set(key, path)
      return path
    }
    if (by === 1) return known.has(key) ? [{ kind: 'touchpoint', touchpointId: key }] : []
    const { attribute, unitByValue } = view.naming[by - 2]!
    const unitId = unitByValue.get(key)
    return unitId === undefined ? [] : [{ kind: 'named', unitId, attribute, value: key }]
  }
  return rows.flatMap((r) => {
    const here = at(r)
    return here.length > 0 ? [heardOf(r, here, places)] : []
  })
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

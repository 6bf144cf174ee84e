import { z } from 'zod'
import type { OrganizationAnalytics } from './connection.ts'
import type { Params } from './params.ts'

/** Something by which readings fall into groups. */
export interface Grouped {
  /** `channel`, `language` or `attribute:NAME`. */
  readonly by: string
  /** Different values, also "not told". */
  readonly groups: number
  /** Share of the units that have more than one of them, 0 to 1. */
  readonly mixed: number
}

const groupedRow = z.object({ by: z.string(), groups: z.int(), mixed: z.number() })

/** By what the readings of metrics can be told apart beside their unit. Not exact about readings corrected lately. */
export async function readGroupings(
  analytics: OrganizationAnalytics,
  filter: {
    readonly metricIds: readonly string[]
    readonly from?: string | undefined
    readonly to?: string | undefined
  },
): Promise<Grouped[]> {
  const params: Params = { metrics: [...filter.metricIds] }
  const days: string[] = []
  for (const [name, operator] of [
    ['from', '>='],
    ['to', '<='],
  ] as const) {
    const day = filter[name]
    if (day === undefined) continue
    params[name] = day
    days.push(` AND occurred_on ${operator} {${name}:Date32}`)
  }
  return analytics.query(
    `SELECT by, toUInt32(uniqExactArray(here)) AS groups, countIf(length(here) > 1) / count() AS mixed FROM (
       SELECT unit_id, pair.1 AS by, groupUniqArray(1000)(pair.2) AS here FROM (
         SELECT unit_id, arrayJoin(arrayConcat(
           [('channel', toString(channel)), ('language', toString(language))],
           arrayMap((k, v) -> (concat('attribute:', toString(k)), v), mapKeys(attributes), mapValues(attributes))
         )) AS pair
         FROM readings
         WHERE organization_id = {organization:UUID} AND metric_id IN {metrics:Array(UUID)}${days.join('')}
       ) GROUP BY unit_id, by
     ) GROUP BY by ORDER BY by`,
    params,
    groupedRow,
  )
}

/** Moments of one metric by the value of another that was answered in the same signal. */
import { z } from 'zod'
import type { OrganizationAnalytics } from './connection.ts'
import { segmentOf } from './moments.ts'
import type { Params } from './params.ts'

export interface PairedFilter {
  readonly metricIds: readonly [first: string, second: string]
  /** First day, YYYY-MM-DD. */
  readonly from: string
  /** Last day, inclusive. */
  readonly to: string
  readonly unitIds: readonly string[] | null
  /** As in MomentFilter. */
  readonly boundaries?: ReadonlyMap<string, readonly string[]> | undefined
}

/** Answers of a unit that gave one value to the first metric: moments of the second. */
export interface PairedMoments {
  readonly unitId: string
  /** 0 unless the unit has boundaries. */
  readonly segment: number
  /** Value of the first metric, rounded to a whole point. */
  readonly at: number
  readonly n: number
  readonly mean: number
  readonly m2: number
}

const pairedRow = z.object({
  unitId: z.string(),
  segment: z.int(),
  at: z.number(),
  n: z.int(),
  mean: z.number(),
  m2: z.number(),
})

/** By unit, segment and whole point of the first of two metrics; of signals that carry both. No order. */
export function readPairedMoments(
  analytics: OrganizationAnalytics,
  { metricIds, from, to, unitIds, boundaries }: PairedFilter,
): Promise<PairedMoments[]> {
  const params: Params = { first: metricIds[0], second: metricIds[1], from, to }
  if (unitIds) params.units = [...unitIds]
  const segment = segmentOf(boundaries, params)
  return analytics.query(
    `SELECT unit_id AS unitId, ${segment ?? '0'} AS segment, round(x) AS at,
       count() AS n, avg(y) AS mean, varPopStable(y) * count() AS m2
     FROM (
       SELECT unit_id, occurred_on, signal_id,
         avgIf(value, metric_id = {first:UUID}) AS x, avgIf(value, metric_id = {second:UUID}) AS y
       FROM readings FINAL
       WHERE organization_id = {organization:UUID} AND metric_id IN ({first:UUID}, {second:UUID})
         AND occurred_on >= {from:Date32} AND occurred_on <= {to:Date32}
         ${unitIds ? 'AND unit_id IN {units:Array(UUID)}' : ''}
       GROUP BY unit_id, occurred_on, signal_id HAVING uniqExact(metric_id) = 2
     ) GROUP BY unitId, segment, at`,
    params,
    pairedRow,
  )
}

/** How often, from whom and how lately something was heard at each touchpoint. */
import { z } from 'zod'
import type { OrganizationAnalytics } from './connection.ts'
import { segmentOf, unknownId } from './moments.ts'
import type { Params } from './params.ts'

export interface HeardFilter {
  /** Signals are counted from this day, YYYY-MM-DD... */
  readonly from: string
  /** ... to this one, inclusive. */
  readonly to: string
  /** The last day with a signal is looked for from this day on. */
  readonly since: string
  readonly unitIds: readonly string[] | null
  /** As in MomentFilter. */
  readonly boundaries?: ReadonlyMap<string, readonly string[]> | undefined
}

export interface Heard {
  /** A unit with boundaries, given apart by segment; the zero UUID is all others together. */
  readonly unitId: string
  readonly segment: number
  /** The zero UUID where none was told. */
  readonly touchpointId: string
  readonly source: string
  /** Different signals, with readings or comments, from `from` to `to`. */
  readonly signals: number
  /** Last day heard from `since` to `to`. */
  readonly lastOn: string
}

const heardRow = z.object({
  unitId: z.string(),
  segment: z.int(),
  touchpointId: z.string(),
  source: z.string(),
  signals: z.int(),
  lastOn: z.string(),
})

/** Signals by touchpoint and source; no order. */
export async function readHeard(analytics: OrganizationAnalytics, filter: HeardFilter): Promise<Heard[]> {
  const params: Params = { from: filter.from, to: filter.to, since: filter.since }
  const segment = segmentOf(filter.boundaries, params)
  const all = [
    'organization_id = {organization:UUID}',
    'occurred_on >= {since:Date32}',
    'occurred_on <= {to:Date32}',
  ]
  if (filter.unitIds) {
    params.units = [...filter.unitIds]
    all.push('unit_id IN {units:Array(UUID)}')
  }
  const where = all.join(' AND ')
  const moved = [...(filter.boundaries?.keys() ?? [])]
  if (segment) params.moved = moved
  const unit = segment
    ? `if(unit_id IN {moved:Array(UUID)}, unit_id, toUUID('${unknownId}'))`
    : `toUUID('${unknownId}')`
  const columns = `${unit} AS unit, ${segment ?? '0'} AS part, touchpoint_id, source, occurred_on, signal_id`
  return analytics.query(
    `SELECT toString(unit) AS unitId, part AS segment, toString(touchpoint_id) AS touchpointId, source,
       uniqExactIf(signal_id, occurred_on >= {from:Date32}) AS signals, toString(max(occurred_on)) AS lastOn
     FROM (
       SELECT ${columns} FROM readings FINAL WHERE ${where}
       UNION ALL
       SELECT ${columns} FROM comments FINAL WHERE ${where}
     ) GROUP BY unit, part, touchpoint_id, source`,
    params,
    heardRow,
  )
}

import { z } from 'zod'
import type { MetricRow } from '../goals/index.ts'
import type { Span } from '../link/index.ts'
import { type Analytics, unknownId } from '../platform/analytics/index.ts'

type OrganizationAnalytics = ReturnType<Analytics['forOrganization']>
type Params = Parameters<OrganizationAnalytics['query']>[1]

/** Moments of a metric at one place of a journey, apart for the recent days. */
export interface PlaceMoments {
  readonly metricId: string
  /** Id of the touchpoint, or what an attribute says (the name of an owner). */
  readonly place: string
  readonly recent: boolean
  readonly n: number
  readonly mean: number
  readonly m2: number
  /** Readings at the bad end: detractors, or the lowest quarter of the scale. */
  readonly unhappy: number
}

const row = z.object({
  metricId: z.string(),
  place: z.string(),
  recent: z.int().transform((n) => n === 1),
  n: z.int(),
  mean: z.number(),
  m2: z.number(),
  unhappy: z.int(),
})

export interface JourneyFilter {
  readonly from: string
  readonly to: string
  readonly recentFrom: string
  readonly metrics: readonly MetricRow[]
  /** Units that are meant, with the days on which they are; null: all, always. */
  readonly units: ReadonlyMap<string, readonly Span[]> | null
}

/**
 * Moments by metric and touchpoint in one scan; with `names`, instead by which of these names an attribute of the
 * answer holds.
 */
export async function readPlaceMoments(
  analytics: OrganizationAnalytics,
  filter: JourneyFilter,
  names?: readonly string[],
): Promise<PlaceMoments[]> {
  const params: Params = { from: filter.from, to: filter.to, recent: filter.recentFrom }
  const where = [
    'organization_id = {organization:UUID}',
    'occurred_on >= {from:Date32}',
    'occurred_on <= {to:Date32}',
    metricsIn(filter.metrics, params),
    ...unitsIn(filter, params),
  ]
  if (names) params.names = [...names]
  else where.push(`touchpoint_id != toUUID('${unknownId}')`)
  const place = names ? 'named' : 'touchpoint_id'
  return analytics.query(
    `SELECT toString(metric_id) AS metricId, toString(place) AS place, recent, n, mean, m2, unhappy FROM (
       SELECT metric_id, ${place} AS place, occurred_on >= {recent:Date32} AS recent, count() AS n, avg(value) AS mean,
         varPopStable(value) * count() AS m2, ${unhappyOf(filter.metrics, params)} AS unhappy
       FROM readings FINAL
       ${names ? 'ARRAY JOIN arrayFilter(v -> has({names:Array(String)}, v), mapValues(attributes)) AS named' : ''}
       WHERE ${where.join(' AND ')} GROUP BY metric_id, place, recent)`,
    params,
    row,
  )
}

function metricsIn(metrics: readonly MetricRow[], params: Params): string {
  params.metrics = metrics.map((m) => m.id)
  return 'metric_id IN {metrics:Array(UUID)}'
}

/** Half scale points of slack: scores are exact multiples, but divided. */
function unhappyOf(metrics: readonly MetricRow[], params: Params): string {
  const end = (m: MetricRow) => (m.kind === 'nps' || m.kind === 'enps' ? -50 : 25)
  const best = (m: MetricRow) => (m.kind === 'nps' || m.kind === 'enps' ? 0 : 100)
  params.down = metrics.filter((m) => m.direction === 'down').map((m) => m.id)
  params.limits = metrics.map((m) => (m.direction === 'up' ? end(m) : best(m) - end(m)))
  const limit = 'transform(metric_id, {metrics:Array(UUID)}, {limits:Array(Float64)}, toFloat64(0))'
  return `countIf(if(metric_id IN {down:Array(UUID)}, value >= ${limit}, value <= ${limit}))`
}

const beginning = (filter: JourneyFilter, span: Span) => span.from <= filter.from && span.to > filter.to

function unitsIn(filter: JourneyFilter, params: Params): string[] {
  if (!filter.units) return []
  const always: string[] = []
  const parts: string[] = []
  for (const [id, spans] of filter.units)
    for (const span of spans) {
      if (beginning(filter, span)) {
        always.push(id)
        continue
      }
      const k = parts.length
      Object.assign(params, { [`unit${k}`]: id, [`first${k}`]: span.from, [`end${k}`]: span.to })
      parts.push(
        `(unit_id = {unit${k}:UUID} AND occurred_on >= {first${k}:Date32} AND occurred_on < {end${k}:Date32})`,
      )
    }
  params.units = always
  return [`(${['unit_id IN {units:Array(UUID)}', ...parts].join(' OR ')})`]
}

const commentRow = z.object({ place: z.string(), n: z.int() })

/** Comments by touchpoint, without those of employees. */
export async function countPlaceComments(
  analytics: OrganizationAnalytics,
  filter: JourneyFilter,
): Promise<Map<string, number>> {
  const params: Params = { from: filter.from, to: filter.to }
  const where = [
    'organization_id = {organization:UUID}',
    'occurred_on >= {from:Date32}',
    'occurred_on <= {to:Date32}',
    "source != 'employee'",
    ...unitsIn(filter, params),
  ]
  const rows = await analytics.query(
    `SELECT toString(touchpoint_id) AS place, count() AS n FROM comments FINAL WHERE ${where.join(' AND ')} GROUP BY touchpoint_id`,
    params,
    commentRow,
  )
  return new Map(rows.map((r) => [r.place, r.n]))
}

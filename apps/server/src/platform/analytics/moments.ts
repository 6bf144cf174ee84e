/**
 * Sufficient statistics of readings: the only thing the engine is asked for. Sums of squares are centred within the
 * engine (varPopStable, Welford) and come out as m2 = sum of squared deviations from the mean, so that moments of
 * parts can be merged without cancellation (Chan, Golub & LeVeque 1983).
 */
import { z } from 'zod'
import { nilId } from '../db/ids.ts'
import type { OrganizationAnalytics } from './connection.ts'
import type {
  Grain,
  Grouping,
  MomentFilter,
  ReadingFilter,
  SliceFilter,
  UnitMoments,
} from './moment-filter.ts'
import { type QuarterPart, readByQuarter } from './moments-by-quarter.ts'
import type { Params } from './params.ts'

const momentsRow = z.object({
  unitId: z.string(),
  segment: z.int(),
  key: z.string(),
  n: z.int(),
  mean: z.number(),
  m2: z.number(),
})

const quarterRow = momentsRow.extend({ quarter: z.string() })

/** The nil UUID: an unknown evaluator, customer or touchpoint. */
export const unknownId = nilId

/**
 * Moments of a metric by unit, segment and perhaps one more grouping; no order. Quarters that did not change since they
 * were last asked for are taken from memory.
 */
export async function readMoments(
  analytics: OrganizationAnalytics,
  filter: MomentFilter,
): Promise<UnitMoments[]> {
  const { organizationId, quarters } = analytics
  const whole = () => askWhole(analytics, filter)
  if (!quarters) return whole()
  return readByQuarter(organizationId, quarters, filter, {
    whole,
    quarters: (parts) => askQuarters(analytics, filter, parts),
  })
}

function askWhole(analytics: OrganizationAnalytics, filter: MomentFilter): Promise<UnitMoments[]> {
  const params: Params = {}
  const where = conditions(filter, params)
  const group = filter.by ? groupOf(filter.by, params) : null
  const segment = segmentOf(filter.boundaries, params)
  return analytics.query(momentsSql('', where, segment, group), params, momentsRow)
}

/** Each quarter is one SELECT: grouping by the quarter too takes a third more time. */
async function askQuarters(
  analytics: OrganizationAnalytics,
  filter: MomentFilter,
  parts: readonly QuarterPart[],
): Promise<(UnitMoments & { quarter: string })[]> {
  const params: Params = {}
  const where = conditions({ ...filter, from: undefined, to: undefined }, params)
  const group = filter.by ? groupOf(filter.by, params) : null
  const selects = parts.map(({ quarter, from, to, boundaries }) => {
    const all = [where, `_partition_id = '${quarter}'`]
    const bound = (name: string, operator: string, day: string | null) => {
      if (day === null) return
      params[`${name}${quarter}`] = day
      all.push(`occurred_on ${operator} {${name}${quarter}:Date32}`)
    }
    bound('from', '>=', from)
    bound('to', '<=', to)
    const segment = segmentOf(boundaries, params, `in${quarter}`)
    return momentsSql(`'${quarter}' AS quarter, `, all.join(' AND '), segment, group)
  })
  return analytics.query(selects.join('\nUNION ALL\n'), params, quarterRow)
}

/** Grouped by the plain columns and turned to text afterwards: grouping by constants and texts takes twice as long. */
function momentsSql(columns: string, where: string, segment: string | null, group: string | null): string {
  const groups = ['unit_id', segment, group].filter((expression) => expression !== null)
  return `SELECT ${columns}unit_id AS unitId, ${segment ?? '0'} AS segment, ${textOf(group)} AS key,
     count() AS n, avg(value) AS mean, varPopStable(value) * count() AS m2
   FROM readings FINAL WHERE ${where} GROUP BY ${groups.join(', ')}`
}

/** Moments by unit and evaluator: the cells of the crossed model that tells strict evaluators from bad sites. */
export function readCellMoments(
  analytics: OrganizationAnalytics,
  filter: Omit<MomentFilter, 'by'>,
): Promise<UnitMoments[]> {
  return readMoments(analytics, { ...filter, by: { kind: 'evaluator' } })
}

/** First and last day with a reading of any of these metrics; null when there is none. */
export async function readDateRange(
  analytics: OrganizationAnalytics,
  metricIds: readonly string[],
): Promise<{ from: string; to: string } | null> {
  const [row] = await analytics.query(
    `SELECT toString(min(occurred_on)) AS from, toString(max(occurred_on)) AS to, count() AS n
     FROM readings FINAL
     WHERE organization_id = {organization:UUID} AND metric_id IN {metrics:Array(UUID)}`,
    { metrics: [...metricIds] },
    z.object({ from: z.string(), to: z.string(), n: z.int() }),
  )
  return row && row.n > 0 ? { from: row.from, to: row.to } : null
}

/** How many different ones stand behind the readings of a group. */
export interface PeopleCounts {
  readonly unitId: string
  readonly key: string
  readonly signals: number
  /**
   * Those who answered: the employee of an employee's answer, the customer of a customer's, and where the person is
   * unknown, one for each signal.
   */
  readonly respondents: number
  readonly customers: number
  readonly employees: number
  readonly evaluators: number
}

const peopleRow = z.object({
  unitId: z.string(),
  key: z.string(),
  signals: z.int(),
  respondents: z.int(),
  customers: z.int(),
  employees: z.int(),
  evaluators: z.int(),
})

/** Exact numbers of different people by unit and perhaps one more grouping. They can't be added up over groups. */
export async function readPeople(
  analytics: OrganizationAnalytics,
  filter: ReadingFilter & { readonly by?: Grouping | undefined },
): Promise<PeopleCounts[]> {
  const params: Params = {}
  const where = conditions(filter, params)
  const group = filter.by ? groupOf(filter.by, params) : null
  return analytics.query(
    `SELECT unit_id AS unitId, ${textOf(group)} AS key, uniqExact(signal_id) AS signals,
       uniqExact(multiIf(
         source = 'employee' AND notEmpty(employee_ids), employee_ids[1],
         source = 'customer' AND customer_id != toUUID('${unknownId}'), customer_id,
         signal_id)) AS respondents,
       uniqExactIf(customer_id, customer_id != toUUID('${unknownId}')) AS customers,
       uniqExactArray(employee_ids) AS employees,
       uniqExactIf(evaluator_id, evaluator_id != toUUID('${unknownId}')) AS evaluators
     FROM readings FINAL WHERE ${where} GROUP BY unit_id${group === null ? '' : `, ${group}`}`,
    params,
    peopleRow,
  )
}

/** The WHERE clause of a filter; its values go into `params`. */
function conditions(filter: ReadingFilter, params: Params): string {
  const all = ['organization_id = {organization:UUID}', 'metric_id = {metric:UUID}']
  params.metric = filter.metricId
  const bound = (name: string, operator: string, value: string | undefined) => {
    if (value === undefined) return
    params[name] = value
    all.push(`occurred_on ${operator} {${name}:Date32}`)
  }
  bound('from', '>=', filter.from)
  bound('to', '<=', filter.to)
  const among = amongOf(all, params)
  among('units', 'unit_id', 'UUID', filter.unitIds)
  among('evaluators', 'evaluator_id', 'UUID', filter.evaluatorIds)
  among('sources', 'source', 'String', filter.sources)
  return [...all, ...sliceConditions(filter, params)].join(' AND ')
}

/** The conditions of a slice; its values go into `params`. */
export function sliceConditions(slice: SliceFilter, params: Params): string[] {
  const all: string[] = []
  const among = amongOf(all, params)
  among('channels', 'channel', 'String', slice.channels)
  among('languages', 'language', 'String', slice.languages)
  among('touchpoints', 'touchpoint_id', 'UUID', slice.touchpointIds)
  Object.entries(slice.attributes ?? {}).forEach(([name, values], i) => {
    params[`attribute${i}`] = name
    among(`attribute${i}values`, `attributes[{attribute${i}:String}]`, 'String', values)
  })
  return all
}

/** Adds "is one of these" to conditions, the values as a parameter; null and undefined add nothing. */
function amongOf(conditions: string[], params: Params) {
  return (name: string, expression: string, type: string, values: readonly string[] | null | undefined) => {
    if (!values) return
    params[name] = [...values]
    conditions.push(`${expression} IN {${name}:Array(${type})}`)
  }
}

/**
 * Which segment of its unit's time a reading lies in: the number of its unit's boundaries up to its day. A look-up a
 * round of boundaries: with an array for each unit instead, 10 M readings took 10 s and not 0.7 s. The suffix keeps the
 * parameters of several of these apart.
 */
export function segmentOf(
  boundaries: MomentFilter['boundaries'],
  params: Params,
  suffix = '',
): string | null {
  const rounds: string[] = []
  for (let round = 0; ; round++) {
    const moved = [...(boundaries ?? [])].filter(([, days]) => days.length > round)
    if (moved.length === 0) return rounds.length > 0 ? `(${rounds.join(' + ')})` : null
    const name = `${round}${suffix}`
    params[`moved${name}`] = moved.map(([unitId]) => unitId)
    params[`days${name}`] = moved.map(([, days]) => days[round]!)
    const units = `{moved${name}:Array(UUID)}, {days${name}:Array(Date32)}`
    rounds.push(`(occurred_on >= transform(unit_id, ${units}, toDate32('2299-12-31')))`)
  }
}

const periodStarts: Record<Grain, string> = {
  day: 'occurred_on',
  week: "date_trunc('week', occurred_on)",
  month: 'makeDate32(toYear(occurred_on), toMonth(occurred_on), 1)',
  quarter: 'makeDate32(toYear(occurred_on), toQuarter(occurred_on) * 3 - 2, 1)',
  year: 'makeDate32(toYear(occurred_on), 1, 1)',
}

const textOf = (group: string | null) => (group === null ? "''" : `toString(${group})`)

function groupOf(by: Grouping, params: Params): string {
  switch (by.kind) {
    case 'channel':
    case 'language':
    case 'source':
      return by.kind
    case 'touchpoint':
    case 'evaluator':
      return `${by.kind}_id`
    case 'attribute':
      params.groupingAttribute = by.name
      return 'attributes[{groupingAttribute:String}]'
    case 'period':
      return periodStarts[by.grain]
  }
}

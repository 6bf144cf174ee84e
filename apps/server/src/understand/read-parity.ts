import type { Parity, ParityPair, Slope, UnitKind } from '@tandem/contract'
import { isRefusal, type Moments, meanDifference, tQuantile } from '@tandem/stats'
import { listMetrics, type MetricRow } from '../goals/index.ts'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, Invalid } from '../platform/index.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery, type Question } from './gather.ts'
import { type Gathered, mergeAll } from './merge.ts'
import { comparable, pairMetrics } from './pair-metrics.ts'
import { fewestRespondents, intervalLevel, isProtected, tooFewRespondents, toScore } from './protect.ts'

export interface ParityQuery extends PeriodQuery {
  readonly pairs?: readonly (readonly [customer: string, employee: string])[] | undefined
  readonly level?: UnitKind | undefined
}

/** Most pairs found by themselves that are answered at once. */
const mostPairs = 12
/** From so many units on, the error of a gap is told from how units differ, else from how answers differ. */
const fewestClusters = 10

type Moment = ReadonlyMap<string, Moments>

/** The same dimensions asked of customers and of employees: both means, the gap and its interval. */
export async function readParity(analytics: Analytics, caller: Caller, query: ParityQuery): Promise<Parity> {
  const asked = query.pairs ?? (await foundPairs(caller))
  if (query.level && query.pairs?.length !== 1) throw new Invalid('Choose one pair to see it by unit.')
  const question = await openQuestion(analytics, caller, query, [...new Set(asked.flat())])
  const pairs = asked.map(([customer, employee]) => pairOf(question, customer, employee))
  const heard = await hear(analytics, caller, question, null)
  const told = pairs.map((pair) => tell(pair, heard))
  if (!query.pairs) told.sort((a, b) => (a.gap?.estimate ?? 1e9) - (b.gap?.estimate ?? 1e9))
  const [only] = pairs
  return {
    pairs: told,
    units:
      query.level && only ? byUnit(question, only, await hear(analytics, caller, question, query.level)) : [],
    howWeKnow: {
      method: `Means with t intervals (90 %), of the units of which both sides were heard; gaps with errors clustered by unit from ${fewestClusters} units on, else by Welch`,
      n: told.reduce((sum, pair) => sum + pair.customerN + pair.employeeN, 0),
      units: new Set([...heard.values()].flatMap((cells) => [...cells.keys()])).size,
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

async function foundPairs(caller: Caller): Promise<[string, string][]> {
  const pairs = pairMetrics(await listMetrics(caller))
  return pairs.slice(0, mostPairs).map(([customer, employee]) => [customer.key, employee.key])
}

interface Pair {
  readonly customer: MetricRow
  readonly employee: MetricRow
}

function pairOf({ metrics }: Question, customerKey: string, employeeKey: string): Pair {
  const customer = metrics.find((m) => m.key === customerKey)!
  const employee = metrics.find((m) => m.key === employeeKey)!
  if (customer.source !== 'customer' || !['employee', 'operations'].includes(employee.source))
    throw new Invalid(
      `"${customerKey}:${employeeKey}" must name a metric of customers, then one of employees.`,
    )
  if (!comparable(customer, employee))
    throw new Invalid(
      `${customer.name} and ${employee.name} are scored on different scales, so there is no gap between them.`,
    )
  return { customer, employee }
}

/** Moments by metric and unit, whatever the unit is or brought to a level. */
async function hear(
  analytics: Analytics,
  caller: Caller,
  question: Question,
  level: UnitKind | null,
): Promise<Map<string, Moment>> {
  const attribution = attributionOf(question, caller, level)
  const answers = await Promise.all(
    question.metrics.map(async (metric): Promise<[string, Moment]> => {
      const cells: Gathered = await gather(analytics, caller, question, attribution, metric)
      return [metric.id, new Map([...cells].map(([unit, byKey]) => [unit, mergeAll(byKey.values())]))]
    }),
  )
  return new Map(answers)
}

/**
 * Only units of which both sides were heard: otherwise the gap would be that between stores and warehouses. Where no
 * unit has both (staff answer by department, customers by site), all that was heard.
 */
export function inSameUnits(customer: Moment, employee: Moment): [customer: Moment, employee: Moment] {
  const both = (side: Moment, other: Moment) => new Map([...side].filter(([unit]) => other.has(unit)))
  const common = both(customer, employee)
  return common.size > 0 ? [common, both(employee, customer)] : [customer, employee]
}

function tell({ customer, employee }: Pair, heard: ReadonlyMap<string, Moment>): ParityPair {
  const [asked, answered] = inSameUnits(heard.get(customer.id)!, heard.get(employee.id)!)
  const sides = [mergeAll(asked.values()), mergeAll(answered.values())] as const
  const [c, e] = [toScore(customer, sides[0]), toScore(employee, sides[1])]
  const gap = e.suppressed ? null : (clusteredGap(asked, answered) ?? plainGap(...sides))
  return {
    customer,
    employee,
    customerMean: c.value,
    customerInterval: c.interval,
    customerN: c.n,
    employeeMean: e.value,
    employeeInterval: e.interval,
    employeeN: e.n,
    gap,
    suppressed: gap ? null : (e.suppressed ?? c.suppressed ?? tooLittle),
  }
}

const tooLittle = {
  reason: 'not_enough_data' as const,
  message: 'At least two answers of each side are needed.',
}

function plainGap(customer: Moments, employee: Moments): Slope | null {
  const result = meanDifference(employee, customer, intervalLevel)
  return isRefusal(result)
    ? null
    : { estimate: result.estimate, standardError: result.standardError, interval: result.interval }
}

/**
 * The gap of the two overall means, with the error that units give: what people of one unit say hangs together, also
 * across the two sides (linearised difference of two ratio means; Cochran 1977, 6.4). Null on few units.
 */
export function clusteredGap(customer: Moment, employee: Moment): Slope | null {
  const both = [...customer.keys()].filter((unit) => employee.has(unit)).length
  if (both < fewestClusters) return null
  const units = [...new Set([...customer.keys(), ...employee.keys()])]
  const [c, e] = [mergeAll(customer.values()), mergeAll(employee.values())]
  const pull = (side: Moment, total: Moments, unit: string) => {
    const own = side.get(unit)
    return own ? (own.n * (own.mean - total.mean)) / total.n : 0
  }
  const squares = units.reduce((sum, u) => sum + (pull(employee, e, u) - pull(customer, c, u)) ** 2, 0)
  const standardError = Math.sqrt((squares * units.length) / (units.length - 1))
  const half = tQuantile(0.5 + intervalLevel / 2, both - 1) * standardError
  const estimate = e.mean - c.mean
  return {
    estimate,
    standardError,
    interval: { lower: estimate - half, upper: estimate + half, level: intervalLevel },
  }
}

/** One unit alone could be worked out as the total less the others: then the next smallest is withheld, too. */
function withheld(employee: MetricRow, answered: Moment): Set<string> {
  const sizes = [...answered].map(([unit, { n }]) => ({ unit, n })).sort((a, b) => a.n - b.n)
  const small = sizes.filter(({ n }) => isProtected(employee, n))
  const people = small.reduce((sum, { n }) => sum + n, 0)
  const more = small.length > 0 && people < fewestRespondents ? 1 : 0
  return new Set(sizes.slice(0, small.length + more).map(({ unit }) => unit))
}

function byUnit({ tree }: Question, pair: Pair, heard: ReadonlyMap<string, Moment>): Parity['units'] {
  const [asked, answered] = [heard.get(pair.customer.id)!, heard.get(pair.employee.id)!]
  const hidden = withheld(pair.employee, answered)
  const units = [...answered].map(([unitId, employee]) => {
    const customer = asked.get(unitId)
    const gap = hidden.has(unitId) || !customer ? null : plainGap(customer, employee)
    const why = hidden.has(unitId) ? tooFewRespondents : tooLittle
    const { name } = tree.units.get(unitId)!
    return { unitId, name, gap, suppressed: gap ? null : why }
  })
  return units.sort((a, b) => (a.gap?.estimate ?? 1e9) - (b.gap?.estimate ?? 1e9))
}

import type { UnitKind, Value } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import { computeInBackground } from './compute-in-background.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery, type Question } from './gather.ts'
import { slopeOf } from './link-units.ts'
import type { Gathered } from './merge.ts'
import { keepUnits, type PanelGrain } from './panel.ts'

export interface ValueQuery extends PeriodQuery {
  readonly money: string
  readonly score: string
  readonly level: UnitKind
  readonly grain: PanelGrain
  readonly lag: number
  readonly of: 'sum' | 'mean'
}

/** What a point of a score goes with in money, each unit compared with itself in better and worse periods. */
export async function readValue(analytics: Analytics, caller: Caller, query: ValueQuery): Promise<Value> {
  const question = await openQuestion(analytics, caller, query, [query.money, query.score])
  const [money, score] = [question.metrics[0]!, question.metrics[1]!]
  if (money.source !== 'operations' || money.kind !== 'figure')
    throw new Invalid(`${money.name} is no figure from operations. Choose one, such as sales.`)
  if (money.id === score.id) throw new Invalid('Choose a score other than the money itself.')
  const attribution = attributionOf(question, caller, query.level)
  const by = { kind: 'period', grain: query.grain } as const
  const [earned, scored] = await Promise.all(
    [money, score].map((metric) => gather(analytics, caller, question, attribution, metric, by)),
  )
  const heard = [
    { metric: money, cells: query.of === 'sum' ? wholePeriods(earned!, question, query.grain) : earned! },
    { metric: score, cells: scored! },
  ]
  const { kept, leftOut } = keepUnits(question.tree, heard)
  if (kept[0]!.size < 3)
    throw new Refused(
      `Too few units have enough readings of both ${money.name} and ${score.name}: ${kept[0]!.size} of the three that are needed. Choose a longer period, another level or other metrics.`,
    )
  const { grain, lag, of } = query
  const result = await computeInBackground('valueScore', {
    money: kept[0]!,
    score: kept[1]!,
    grain,
    lag,
    of,
  })
  if ('refused' in result) throw new Refused(result.refused)
  const { lags, bins } = result
  const { perPoint, allUnits, units, r2Within, method, n, warnings } = result.value
  const { lower, upper, level } = allUnits
  return {
    money,
    score,
    currency: money.unitLabel || (await currencyOf(caller)),
    lag,
    perPoint: slopeOf(perPoint),
    allUnits: {
      estimate: allUnits.estimate,
      standardError: units * perPoint.standardError,
      interval: { lower, upper, level },
    },
    sign: perPoint.interval.lower > 0 ? 'more' : perPoint.interval.upper < 0 ? 'less' : 'unclear',
    r2Within,
    grain,
    of,
    lags,
    bins,
    leftOut,
    howWeKnow: {
      method,
      n,
      units,
      from: question.from,
      to: question.to,
      warnings: warnings.map((message) => ({ code: 'method', message })),
    },
  }
}

const monthsOf = { month: 1, quarter: 3, year: 12 } as const

/** Without periods that the question cuts: half a month earns half, whatever the score. */
function wholePeriods(cells: Gathered, { from, to }: Question, grain: PanelGrain): Gathered {
  const isWhole = (start: string) => {
    const end = new Date(start)
    end.setUTCMonth(end.getUTCMonth() + monthsOf[grain], 0)
    return start >= from && end.toISOString().slice(0, 10) <= to
  }
  return new Map(
    [...cells].map(([unit, byPeriod]) => [unit, new Map([...byPeriod].filter(([start]) => isWhole(start)))]),
  )
}

async function currencyOf(caller: Caller): Promise<string> {
  return caller.transaction(async (tx) => {
    const { rows } = await tx.execute<{ currency: string }>(
      sql`select currency from organizations where id = ${caller.organizationId}`,
    )
    return rows[0]!.currency
  })
}

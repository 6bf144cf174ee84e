import type { Linkage, UnitKind } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import { computeInBackground } from './compute-in-background.ts'
import { attributionOf, gather, openQuestion, type PeriodQuery } from './gather.ts'
import type { LinkOutput } from './link-units.ts'
import { mergeAll } from './merge.ts'
import { keepUnits, type PanelGrain } from './panel.ts'

export interface LinkageQuery extends PeriodQuery {
  readonly driver: string
  readonly outcome: string
  readonly level: UnitKind
  readonly grain: PanelGrain
  readonly maxLag: number
  readonly cuts?: readonly number[] | undefined
}

/** How the driver goes with the outcome over units and periods: what comes first, how much, and in which bands. */
export async function readLinkage(
  analytics: Analytics,
  caller: Caller,
  query: LinkageQuery,
): Promise<Linkage> {
  if (query.driver === query.outcome) throw new Invalid('Choose two different metrics.')
  if (query.cuts?.some((cut, i) => i > 0 && cut <= query.cuts![i - 1]!))
    throw new Invalid('Give the cuts in ascending order.')
  const question = await openQuestion(analytics, caller, query, [query.driver, query.outcome])
  const attribution = attributionOf(question, caller, query.level)
  const by = { kind: 'period', grain: query.grain } as const
  const heard = await Promise.all(
    question.metrics.map(async (metric) => ({
      metric,
      cells: await gather(analytics, caller, question, attribution, metric, by),
    })),
  )
  const { kept, leftOut } = keepUnits(question.tree, heard)
  const [driver, outcome] = [kept[0]!, kept[1]!]
  const [driverMetric, outcomeMetric] = [question.metrics[0]!, question.metrics[1]!]
  if (driver.size < 3) {
    const guarded = leftOut.filter((unit) => unit.suppressed.reason === 'too_few_respondents').length
    throw new Refused(
      [
        `Too few units have enough readings of both ${driverMetric.name} and ${outcomeMetric.name}: ${driver.size} of the three that are needed.`,
        ...(guarded > 0 ? [`${guarded} more have too few answers of employees to be shown.`] : []),
        'Choose a longer period, another level or other metrics.',
      ].join(' '),
    )
  }
  const linked = await computeInBackground('linkUnits', {
    driver,
    outcome,
    grain: query.grain,
    maxLag: query.maxLag,
    cuts: query.cuts ?? null,
  })
  if ('refused' in linked) throw new Refused(linked.refused)
  const { n, method, warnings, ...figures } = linked
  return {
    driver: driverMetric,
    outcome: outcomeMetric,
    ...figures,
    points: [...driver.keys()].map((unitId) => {
      const [x, y] = [mergeAll(driver.get(unitId)!.values()), mergeAll(outcome.get(unitId)!.values())]
      const { name } = question.tree.units.get(unitId)!
      return { unitId, name, driver: x.mean, outcome: y.mean, driverN: x.n, outcomeN: y.n }
    }),
    leftOut,
    howWeKnow: {
      method: `${method}; standard errors clustered by unit; slopes divided by reliability (Spearman 1904) where said`,
      n,
      units: driver.size,
      from: question.from,
      to: question.to,
      warnings: [
        ...warnings.map((message) => ({ code: 'method', message })),
        ...unreliable(linked, driverMetric.name, outcomeMetric.name),
      ],
    },
  }
}

/** The warning that belongs to unit means that say little about units. */
function unreliable(
  { agreement }: Exclude<LinkOutput, { refused: string }>,
  driver: string,
  outcome: string,
): { code: string; message: string }[] {
  const scores = [
    { name: driver, icc2: agreement.driver.icc2 },
    { name: outcome, icc2: agreement.outcome.icc2 },
  ]
  return scores.flatMap(({ name, icc2 }) =>
    icc2 !== null && icc2 < 0.5
      ? [
          {
            code: 'icc2',
            message: `Unit means of ${name} are unreliable (ICC(2) ${icc2.toFixed(2)}, below 0.5): they say little about single units.`,
          },
        ]
      : [],
  )
}

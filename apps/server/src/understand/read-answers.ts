import type { Answers } from '@tandem/contract'
import { mergeMoments } from '@tandem/stats'
import { type Analytics, readPairedMoments } from '../platform/analytics/index.ts'
import { type Caller, Invalid, Refused } from '../platform/index.ts'
import { type AnswerCell, answerCurve, bandAnswers } from './band-answers.ts'
import { attributionOf, openQuestion, type PeriodQuery } from './gather.ts'
import { isProtected, tooFewRespondents } from './protect.ts'

/** The outcome by the driver over single answers in which both were given. */
export async function readAnswers(
  analytics: Analytics,
  caller: Caller,
  query: PeriodQuery & { readonly driver: string; readonly outcome: string },
): Promise<Answers> {
  if (query.driver === query.outcome) throw new Invalid('Choose two different metrics.')
  const question = await openQuestion(analytics, caller, query, [query.driver, query.outcome])
  const [driver, outcome] = [question.metrics[0]!, question.metrics[1]!]
  if (driver.kind === 'figure' || outcome.kind === 'figure')
    throw new Invalid('Choose two scores that people give: figures are not answered together.')
  const { unitIds, boundaries, unitOf } = attributionOf(question, caller, null)
  const rows =
    unitIds?.length === 0
      ? []
      : await readPairedMoments(analytics.forOrganization(caller.organizationId), {
          metricIds: [driver.id, outcome.id],
          from: question.from,
          to: question.to,
          unitIds,
          boundaries,
        })
  const heard = rows.filter((row) => unitOf(row.unitId, row.segment) !== null)
  const cells = new Map<number, AnswerCell>()
  for (const { at, n, mean, m2 } of heard)
    cells.set(at, { at, ...mergeMoments(cells.get(at) ?? { n: 0, mean: 0, m2: 0 }, { n, mean, m2 }) })
  const n = heard.reduce((sum, row) => sum + row.n, 0)
  if (n === 0)
    throw new Refused(
      `Nobody answered both ${driver.name} and ${outcome.name} at once in this period. Choose a longer period or other metrics.`,
    )
  const guarded = driver.source === 'employee' || outcome.source === 'employee'
  const hidden = guarded && isProtected({ source: 'employee' }, n)
  const all = [...cells.values()]
  return {
    driver,
    outcome,
    bands: hidden ? [] : bandAnswers(all, guarded),
    curve: hidden ? [] : answerCurve(all),
    suppressed: hidden ? tooFewRespondents : null,
    howWeKnow: {
      method:
        'Means of single answers by bands with t intervals, shares with intervals by Wilson (1927); curve by logistic regression',
      n: hidden ? 0 : n,
      units: new Set(heard.map((row) => row.unitId)).size,
      from: question.from,
      to: question.to,
      warnings: [],
    },
  }
}

import type { GroupingChoice } from '@tandem/contract'
import { type Analytics, readGroupings } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { openQuestion } from './gather.ts'

/** What standings of these metrics could be adjusted for. Employees' metrics never are, so their groups stay unnamed. */
export async function readGroupingChoices(
  analytics: Analytics,
  caller: Caller,
  query: {
    readonly metrics: readonly string[]
    readonly from?: string | undefined
    readonly to?: string | undefined
  },
): Promise<{ items: GroupingChoice[] }> {
  const { metrics, from, to } = await openQuestion(analytics, caller, query, query.metrics)
  const metricIds = metrics.filter((m) => m.source !== 'employee').map((m) => m.id)
  if (metricIds.length === 0) return { items: [] }
  const found = await readGroupings(analytics.forOrganization(caller.organizationId), { metricIds, from, to })
  return { items: found.filter((g) => g.groups > 1) }
}

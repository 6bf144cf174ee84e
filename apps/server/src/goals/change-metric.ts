import type { Metric, metricPatch } from '@tandem/contract'
import { eq } from 'drizzle-orm'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, NotFound } from '../platform/index.ts'
import { requireWholeOrganization } from './create-metric.ts'
import { metricColumns, metrics } from './tables.ts'

/** Change how a metric is named and shown. Kind, source and scale are fixed: readings would no longer compare. */
export async function changeMetric(
  caller: Caller,
  id: string,
  patch: z.output<typeof metricPatch>,
): Promise<Metric> {
  requireWholeOrganization(caller)
  return caller.transaction(async (tx) => {
    const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
    const byId = eq(metrics.id, id)
    if (Object.keys(given).length > 0) {
      const changed = await tx.update(metrics).set(given).where(byId).returning({ id: metrics.id })
      if (changed.length > 0) await audit(tx, caller, 'metric.change', id, given)
    }
    const [metric] = await tx.select(metricColumns).from(metrics).where(byId)
    if (!metric) throw new NotFound('The metric')
    return metric
  })
}

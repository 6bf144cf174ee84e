import type { Metric, metricBody } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Forbidden, newId } from '../platform/index.ts'
import { metricColumns, metrics } from './tables.ts'

/** Add a metric to the catalogue of the organization. */
export async function createMetric(caller: Caller, body: z.output<typeof metricBody>): Promise<Metric> {
  requireWholeOrganization(caller)
  return caller.transaction(async (tx) => {
    const [metric] = await tx
      .insert(metrics)
      .values({ ...body, id: newId(), organizationId: caller.organizationId })
      .onConflictDoNothing()
      .returning(metricColumns)
    if (!metric) throw new Conflict(`A metric with the key "${body.key}" exists already. Choose another key.`)
    await audit(tx, caller, 'metric.create', metric.id, { key: metric.key })
    return metric
  })
}

/** The catalogue is shared by all units, so who is limited to one may not change it. */
export function requireWholeOrganization(caller: Caller): void {
  if (caller.scope)
    throw new Forbidden('Metrics belong to the whole organization; your role is limited to a unit.')
}

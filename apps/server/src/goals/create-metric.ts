import type { Metric, metricBody } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, Forbidden, newId, type Transaction } from '../platform/index.ts'
import { metricColumns, metrics } from './tables.ts'

type NewMetric = z.output<typeof metricBody>

/** Add a metric to the catalogue of the organization. */
export async function createMetric(caller: Caller, body: NewMetric): Promise<Metric> {
  requireWholeOrganization(caller)
  return caller.transaction(async (tx) => {
    const [metric] = await addMetrics(tx, caller, [body])
    if (!metric) throw new Conflict(`A metric with the key "${body.key}" exists already. Choose another key.`)
    return metric
  })
}

/** Adds those that the catalogue does not have, and gives them back; a metric it has stays as it is. */
export async function addMetrics(
  tx: Transaction,
  caller: Caller,
  bodies: readonly NewMetric[],
): Promise<Metric[]> {
  if (bodies.length === 0) return []
  const added = await tx
    .insert(metrics)
    .values(bodies.map((body) => ({ ...body, id: newId(), organizationId: caller.organizationId })))
    .onConflictDoNothing()
    .returning(metricColumns)
  for (const { id, key } of added) await audit(tx, caller, 'metric.create', id, { key })
  return added
}

/** The catalogue is shared by all units, so who is limited to one may not change it. */
export function requireWholeOrganization(caller: Caller): void {
  if (caller.scope)
    throw new Forbidden('Metrics belong to the whole organization; your role is limited to a unit.')
}

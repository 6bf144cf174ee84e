import { type Metric, metricBody, type newMetricSchema } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import {
  type Caller,
  Conflict,
  Forbidden,
  Invalid,
  issuesOf,
  newId,
  type Transaction,
} from '../platform/index.ts'
import { type MetricRow, resolveMetrics } from './resolve-metrics.ts'
import { metricColumns, metrics } from './tables.ts'

type Body = z.output<typeof metricBody>

/** Add a metric to the catalogue of the organization. */
export async function createMetric(caller: Caller, body: Body): Promise<Metric> {
  requireWholeOrganization(caller)
  return caller.transaction(async (tx) => {
    const [metric] = await insertMetrics(tx, caller, [body])
    if (!metric) throw new Conflict(`A metric with the key "${body.key}" exists already. Choose another key.`)
    return metric
  })
}

/**
 * Metrics with these keys; the unknown ones are created as told, the known ones stay as they are. For imports: ask
 * for `metrics.write` before.
 */
export async function ensureMetrics(
  tx: Transaction,
  caller: Caller,
  wanted: readonly z.output<typeof newMetricSchema>[],
): Promise<Map<string, MetricRow>> {
  const keys = new Set(wanted.map((metric) => metric.key))
  const known = await resolveMetrics(tx, keys)
  const unknown = wanted.filter((metric) => !known.has(metric.key))
  if (unknown.length === 0) return known
  requireWholeOrganization(caller)
  const bodies = unknown.map((metric) => {
    const body = metricBody.safeParse({ ...metric, decimals: 1, unitLabel: '' })
    if (body.success) return body.data
    const reasons = issuesOf(body.error, '').map((e) => `${e.path} ${e.message}`)
    throw new Invalid(`The metric "${metric.key}" can't be created: ${reasons.join('; ')}.`)
  })
  await insertMetrics(tx, caller, bodies)
  return resolveMetrics(tx, keys)
}

/** The catalogue is shared by all units, so who is limited to one may not change it. */
export function requireWholeOrganization(caller: Caller): void {
  if (caller.scope)
    throw new Forbidden('Metrics belong to the whole organization; your role is limited to a unit.')
}

/** The metrics that were really added; keys that exist are left alone. */
async function insertMetrics(tx: Transaction, caller: Caller, bodies: readonly Body[]): Promise<Metric[]> {
  const { organizationId } = caller
  const rows = bodies.map((body) => ({ ...body, id: newId(), organizationId }))
  const added = await tx.insert(metrics).values(rows).onConflictDoNothing().returning(metricColumns)
  for (const metric of added) await audit(tx, caller, 'metric.create', metric.id, { key: metric.key })
  return added
}

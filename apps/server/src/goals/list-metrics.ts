import type { Metric } from '@tandem/contract'
import type { Caller } from '../platform/index.ts'
import { metricColumns, metrics } from './tables.ts'

/** The metrics catalogue by name. It is the same for the whole organization, whatever the caller's scope. */
export async function listMetrics(caller: Caller): Promise<Metric[]> {
  return caller.transaction((tx) => tx.select(metricColumns).from(metrics).orderBy(metrics.name, metrics.key))
}

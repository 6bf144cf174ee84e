import type { Metric } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Transaction } from '../platform/index.ts'
import { metricColumns, metrics } from './tables.ts'

/** A metric of the catalogue, as stored and as the API shows it. */
export type MetricRow = Metric

/** The metrics with these keys, by key, in the organization of the transaction; unknown keys are absent. */
export async function resolveMetrics(
  tx: Transaction,
  keys: ReadonlySet<string>,
): Promise<Map<string, MetricRow>> {
  if (keys.size === 0) return new Map()
  const rows = await tx
    .select(metricColumns)
    .from(metrics)
    .where(sql`${metrics.key} = any(${sql.param([...keys])}::text[])`)
  return new Map(rows.map((row) => [row.key, row]))
}

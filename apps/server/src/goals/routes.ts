import type { goalsEndpoints } from '@tandem/contract'
import type { RoutesOf } from '../platform/index.ts'
import { changeMetric } from './change-metric.ts'
import { createMetric } from './create-metric.ts'
import { listMetrics } from './list-metrics.ts'

/** What this room needs of the rooms to its right, handed in by the composition. */
export interface GoalsServices {
  /** Told when a metric may be other than before. */
  readonly forgetKeys: (organizationId: string) => void
}

export function goalsRoutes(services: GoalsServices): RoutesOf<typeof goalsEndpoints> {
  return {
    'GET /api/v1/metrics': async (_, caller) => ({ items: await listMetrics(caller) }),
    'POST /api/v1/metrics': ({ body }, caller) => createMetric(caller, body),
    'PATCH /api/v1/metrics/{id}': async ({ params, body }, caller) => {
      const metric = await changeMetric(caller, params.id, body)
      services.forgetKeys(caller.organizationId)
      return metric
    },
  }
}

import type { goalsEndpoints } from '@tandem/contract'
import type { RoutesOf } from '../platform/index.ts'
import { archiveGoal, changeGoal } from './change-goal.ts'
import { changeMetric } from './change-metric.ts'
import type { HeardBaseline } from './check-goal.ts'
import { createGoal } from './create-goal.ts'
import { createMetric } from './create-metric.ts'
import { listGoals } from './list-goals.ts'
import { listMetrics } from './list-metrics.ts'

/** What this room needs of the rooms to its right, handed in by the composition. */
export interface GoalsServices {
  /** Told when a metric may be other than before. */
  readonly forgetKeys: (organizationId: string) => void
  /** Where things stood before the first day of a goal, by the readings. */
  readonly heardBaseline: HeardBaseline
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
    'GET /api/v1/goals': async ({ query }, caller) => ({ items: await listGoals(caller, query) }),
    'POST /api/v1/goals': ({ body }, caller) =>
      createGoal(caller, body, { heardBaseline: services.heardBaseline, mustLieAhead: true }),
    'PATCH /api/v1/goals/{id}': ({ params, body }, caller) =>
      changeGoal(caller, params.id, body, services.heardBaseline),
    'DELETE /api/v1/goals/{id}': async ({ params }, caller) => {
      await archiveGoal(caller, params.id)
      return undefined
    },
  }
}

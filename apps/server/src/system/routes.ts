import type { Job, systemEndpoints } from '@tandem/contract'
import { eventStream } from '../platform/event-stream.ts'
import type { RoutesOf } from '../platform/index.ts'
import { requireEmptyOrganization } from './load-demo.ts'
import type { SystemServices } from './services.ts'

const ended = new Set<Job['status']>(['done', 'failed', 'cancelled'])

export function systemRoutes({ jobs, projector }: SystemServices): RoutesOf<typeof systemEndpoints> {
  return {
    'GET /api/v1/system/check': (_, caller) => projector.check([caller.organizationId]),
    'POST /api/v1/system/rebuild': async (_, { organizationId, actor }) =>
      jobs.get(organizationId, await jobs.add('rebuild', organizationId, actor.id, {})),
    'POST /api/v1/system/demo': async ({ body }, caller) => {
      await requireEmptyOrganization(caller)
      return jobs.get(
        caller.organizationId,
        await jobs.add('demo', caller.organizationId, caller.actor.id, body),
      )
    },
    'GET /api/v1/jobs': async (_, caller) => ({ items: await jobs.list(caller) }),
    'GET /api/v1/jobs/{id}': ({ params }, caller) => jobs.get(caller.organizationId, params.id),
    'GET /api/v1/jobs/{id}/events': async ({ params }, { organizationId }, { signal }) => {
      await jobs.get(organizationId, params.id)
      return eventStream(
        () => jobs.get(organizationId, params.id),
        (job) => ended.has(job.status),
        signal,
      )
    },
    'POST /api/v1/jobs/{id}/cancel': ({ params }, caller) => jobs.cancel(caller.organizationId, params.id),
  }
}

import { z } from 'zod'
import { idSchema } from './common.ts'
import type { Endpoints } from './endpoint.ts'

/** Projection against truth: per organization, what PostgreSQL holds and what the analytics engine shows. */
export const checkSchema = z.object({
  ok: z.boolean(),
  pending: z.int().describe('Accepted signals that are not projected yet.'),
  organizations: z.array(
    z.object({
      id: idSchema,
      name: z.string(),
      truth: z.object({ readings: z.int(), checksum: z.string(), comments: z.int() }),
      projection: z.object({ readings: z.int(), checksum: z.string(), comments: z.int() }),
      ok: z.boolean(),
    }),
  ),
})
export type CheckResult = z.infer<typeof checkSchema>

/** Long work with progress that a person can watch and cancel. */
export const jobSchema = z.object({
  id: z.string(),
  kind: z.enum(['import', 'undo_import', 'rebuild', 'demo', 'erase', 'backup']),
  status: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
  /** 0 to 1; null while unknown. */
  progress: z.number().nullable(),
  message: z.string(),
})
export type Job = z.infer<typeof jobSchema>

export const systemEndpoints = {
  'GET /api/v1/system/check': {
    summary: 'Prove that the projection equals the truth (counts and checksums).',
    permission: 'system.manage',
    response: checkSchema,
  },
  'POST /api/v1/system/rebuild': {
    summary: 'Rebuild the projection from the truth.',
    permission: 'system.manage',
    response: jobSchema,
    status: 202,
  },
  'POST /api/v1/system/demo': {
    summary: 'Load the demo company into an empty organization.',
    permission: 'system.manage',
    body: z.object({ scale: z.number().min(0.01).max(100).default(1), seed: z.int().min(1).default(1) }),
    response: jobSchema,
    status: 202,
  },
  'GET /api/v1/jobs': {
    summary: 'Running and recent long work.',
    permission: 'member',
    response: z.object({ items: z.array(jobSchema) }),
  },
  'GET /api/v1/jobs/{id}': {
    summary: 'One piece of long work.',
    permission: 'member',
    params: z.object({ id: z.string().max(60) }),
    response: jobSchema,
  },
  'GET /api/v1/jobs/{id}/events': {
    summary: 'Progress as server-sent events: each `data:` is a job; ends when it is finished.',
    permission: 'member',
    params: z.object({ id: z.string().max(60) }),
    response: 'text/event-stream',
  },
  'POST /api/v1/jobs/{id}/cancel': {
    summary: 'Stop long work.',
    permission: 'imports.manage',
    params: z.object({ id: z.string().max(60) }),
    response: jobSchema,
  },
} as const satisfies Endpoints

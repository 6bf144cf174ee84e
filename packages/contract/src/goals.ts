import { z } from 'zod'
import { idParams, idSchema, keySchema, nameSchema, plainText, sourceSchema } from './common.ts'
import type { Endpoints } from './endpoint.ts'

/**
 * What is measured. Raw values on the metric's scale become scores when a reading is made:
 * `nps` and `enps` 0..10 -> -100, 0, 100; `csat`, `ces`, `index` and `score` linearly to 0..100;
 * `figure` (money, minutes, percent...) stays as it is.
 */
export const metricKindSchema = z.enum(['nps', 'csat', 'ces', 'enps', 'index', 'score', 'figure'])
export type MetricKind = z.infer<typeof metricKindSchema>

const metricFields = z.object({
  key: keySchema,
  name: nameSchema,
  kind: metricKindSchema,
  source: sourceSchema.describe('Which voice feeds it.'),
  scaleMin: z.number().describe('Lowest raw value; for figures the lowest accepted.'),
  scaleMax: z.number().describe('Highest raw value; for figures the highest accepted.'),
  direction: z.enum(['up', 'down']).describe('Which way is good.'),
  decimals: z.int().min(0).max(4).describe('Decimals when shown.'),
  unitLabel: plainText.max(20).describe('Printed behind the number, such as %, EUR or min; may be empty.'),
})
export const metricSchema = metricFields.extend({ id: idSchema })
export type Metric = z.infer<typeof metricSchema>
export const metricBody = metricFields
  .refine((m) => m.scaleMin < m.scaleMax, { message: 'must be greater than scaleMin', path: ['scaleMax'] })
  .refine((m) => !['nps', 'enps'].includes(m.kind) || (m.scaleMin === 0 && m.scaleMax === 10), {
    message: 'must be 10, and scaleMin 0: NPS and eNPS are asked from 0 to 10',
    path: ['scaleMax'],
  })
/** Scale, kind and source are fixed once a metric has been used: readings would no longer compare. */
export const metricPatch = metricFields
  .pick({ name: true, direction: true, decimals: true, unitLabel: true })
  .partial()

export const goalsEndpoints = {
  'GET /api/v1/metrics': {
    summary: 'The metrics catalogue.',
    permission: 'metrics.read',
    response: z.object({ items: z.array(metricSchema) }),
  },
  'POST /api/v1/metrics': {
    summary: 'Add a metric.',
    permission: 'metrics.write',
    body: metricBody,
    response: metricSchema,
    status: 201,
  },
  'PATCH /api/v1/metrics/{id}': {
    summary: 'Change how a metric is named and shown.',
    permission: 'metrics.write',
    params: idParams,
    body: metricPatch,
    response: metricSchema,
  },
} as const satisfies Endpoints

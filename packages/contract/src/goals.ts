import { z } from 'zod'
import {
  dateSchema,
  idParams,
  idSchema,
  instantSchema,
  keySchema,
  nameSchema,
  plainText,
  sourceSchema,
} from './common.ts'
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

/**
 * Lowest and highest possible value of a metric after scoring: -100 to 100 for NPS and eNPS, 0 to 100 for the other
 * scores, the accepted range for figures.
 */
export function scoreRange(metric: Pick<Metric, 'kind' | 'scaleMin' | 'scaleMax'>): {
  readonly min: number
  readonly max: number
} {
  if (metric.kind === 'figure') return { min: metric.scaleMin, max: metric.scaleMax }
  return { min: metric.kind === 'nps' || metric.kind === 'enps' ? -100 : 0, max: 100 }
}

const finite = z.number().min(-1e12).max(1e12)
const sponsorSchema = z.object({
  memberId: idSchema
    .nullable()
    .default(null)
    .describe('A member of the organization; null for anybody else.'),
  name: nameSchema.describe('Who stands for the goal. For a member, the name of the member is shown.'),
})

const goalFields = z.object({
  name: nameSchema,
  metric: keySchema.describe('Key of the metric that measures it. Values are on its scale after scoring.'),
  unitId: idSchema
    .nullable()
    .describe('The unit it is set for, with all below it; null is the whole company.'),
  startsOn: dateSchema.describe('First day of the plan; the baseline is where things stood then.'),
  baseline: finite
    .nullable()
    .describe(
      'Where things stood on the first day; null takes what was heard in the weeks before (in the first weeks heard, when nothing was heard before).',
    ),
  target: finite.describe('Value aimed at.'),
  dueOn: dateSchema.describe('Day on which it is to be reached.'),
  sponsor: sponsorSchema.nullable(),
  worthPerPoint: finite
    .min(0)
    .nullable()
    .describe("Money a point is worth per month over the whole goal, in the organization's currency."),
  journeyIds: z
    .array(idSchema)
    .max(50)
    .describe('Journeys whose touchpoints serve the goal and so must be listened to; empty is all journeys.'),
})

export const goalSchema = goalFields.extend({
  id: idSchema,
  unitName: z.string().nullable(),
  version: z.int().describe('Counts the changes; send it back with a change to notice one made meanwhile.'),
  createdAt: instantSchema,
  archivedAt: instantSchema.nullable().describe('When it was put away; null while it counts.'),
})
export type Goal = z.infer<typeof goalSchema>

export const goalBody = goalFields.extend({
  unitId: goalFields.shape.unitId.default(null),
  startsOn: dateSchema.optional().describe('First day of the plan; today unless told.'),
  baseline: goalFields.shape.baseline.default(null),
  sponsor: sponsorSchema.nullable().default(null),
  worthPerPoint: goalFields.shape.worthPerPoint.default(null),
  journeyIds: goalFields.shape.journeyIds.default([]),
})
export const goalPatch = goalFields.partial().extend({
  archived: z.boolean().optional().describe('True puts the goal away, false brings it back.'),
  version: z
    .int()
    .optional()
    .describe('Version that was changed; refused with 409 when there is a newer one.'),
})

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
  'GET /api/v1/goals': {
    summary: 'Goals of the whole company and of the units of your scope, the next due first.',
    permission: 'scores.read',
    query: z.object({
      archived: z.stringbool().default(false).describe('Also list goals that were put away.'),
    }),
    response: z.object({ items: z.array(goalSchema) }),
  },
  'POST /api/v1/goals': {
    summary: 'Set a goal.',
    permission: 'goals.write',
    body: goalBody,
    response: goalSchema,
    status: 201,
  },
  'PATCH /api/v1/goals/{id}': {
    summary: 'Change a goal, put it away or bring it back.',
    permission: 'goals.write',
    params: idParams,
    body: goalPatch,
    response: goalSchema,
  },
  'DELETE /api/v1/goals/{id}': {
    summary: 'Put a goal away. A change with archived: false brings it back.',
    permission: 'goals.write',
    params: idParams,
    response: null,
  },
} as const satisfies Endpoints

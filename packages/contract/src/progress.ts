import { z } from 'zod'
import {
  dateSchema,
  howWeKnowSchema,
  idSchema,
  intervalSchema,
  keySchema,
  sourceSchema,
  suppressionSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { goalSchema, metricSchema } from './goals.ts'
import { scoreSchema } from './understand.ts'

/**
 * Where a goal stands. Before the due date, in this order: `reached` when the whole interval of the current value is
 * at or beyond the target; `behind` when the whole interval is worse than the plan, or when a quarter of the time has
 * passed and the forecast gives less than 20 % to reach the target; `ahead` when the whole interval is better than
 * the plan and the forecast does not give less than 50 %; `on_track` otherwise. After the due date: `reached` when
 * the value then was at or beyond the target, else `missed`. `unknown` where nothing can be said; `reason` says why.
 */
export const goalStatusSchema = z.enum(['reached', 'ahead', 'on_track', 'behind', 'missed', 'unknown'])
export type GoalStatus = z.infer<typeof goalStatusSchema>

const valueOnSchema = z.object({ on: dateSchema, value: z.number() })

export const baselineSchema = z.object({
  value: z.number(),
  interval: intervalSchema.nullable().describe('Null when the value was given by a person.'),
  n: z.int().describe('Readings behind it; 0 when the value was given by a person.'),
  given: z.boolean().describe('Told by a person, not taken from readings.'),
  from: dateSchema.describe('First day of the readings; the first day of the plan when given.'),
  to: dateSchema,
})
export type Baseline = z.infer<typeof baselineSchema>

export const goalForecastSchema = z.object({
  on: dateSchema.describe('The due date.'),
  value: z.number().describe('Expected value of the last period before the due date.'),
  interval: intervalSchema.describe('Prediction interval.'),
  probability: z.number().describe('Probability to be at or beyond the target then, 0 to 1.'),
  path: z
    .array(valueOnSchema.extend({ interval: intervalSchema }))
    .describe('Period by period to the due date; on is the middle of the period.'),
})
export type GoalForecast = z.infer<typeof goalForecastSchema>

export const goalProgressSchema = z.object({
  goal: goalSchema,
  metric: metricSchema,
  part: z
    .boolean()
    .describe('The figures are of a part of what the goal is set for: your scope, or the unit asked about.'),
  baseline: baselineSchema.nullable(),
  current: scoreSchema.describe('Mean of the readings of the window.'),
  window: z.object({ from: dateSchema, to: dateSchema }).describe('Days of the current value.'),
  planned: z
    .number()
    .nullable()
    .describe('What the straight line from baseline to target asks for in the middle of the window.'),
  gap: z
    .object({ value: z.number(), interval: intervalSchema.nullable() })
    .nullable()
    .describe(
      'Current value less plan in the good direction: positive is ahead, whatever direction is good.',
    ),
  status: goalStatusSchema,
  reason: z.string().nullable().describe('Why the status is unknown.'),
  grain: z.enum(['week', 'month']),
  points: z
    .array(z.object({ from: dateSchema, to: dateSchema, score: scoreSchema }))
    .describe(
      'Means by period, oldest first; weeks begin on Monday. Periods without readings have no point.',
    ),
  plan: z.array(valueOnSchema).describe('From baseline to target: two points, or none without a baseline.'),
  forecast: goalForecastSchema.nullable(),
  noForecast: suppressionSchema
    .nullable()
    .describe('Why there is no forecast; null when there is one or it is due.'),
  serves: z
    .array(z.object({ metric: metricSchema, signals: z.int() }))
    .describe('Other questions answered in the same signals in the window, most answered first; at most 12.'),
  heard: z
    .array(z.object({ source: sourceSchema, signals: z.int().nullable() }))
    .describe(
      'Signals of the last 90 days at the touchpoints that serve the goal, by source; null is withheld.',
    ),
  howWeKnow: howWeKnowSchema,
})
export type GoalProgress = z.infer<typeof goalProgressSchema>

export const goalsProgressSchema = z.object({
  items: z.array(goalProgressSchema).describe('Behind first, then by due date.'),
  on: dateSchema.describe('The day on which goals were looked at.'),
  currency: z.string().describe('Currency of the organization, ISO 4217.'),
})
export type GoalsProgress = z.infer<typeof goalsProgressSchema>

export const coverageCellSchema = z.object({
  source: sourceSchema,
  signals: z
    .int()
    .nullable()
    .describe('Signals in the period; null is withheld (few employees), but not none.'),
  lastHeardOn: dateSchema
    .nullable()
    .describe(
      'Last day heard up to the end of the period, two years back at most; null is never, or withheld.',
    ),
})
export type CoverageCell = z.infer<typeof coverageCellSchema>

/**
 * `never`: nobody was ever heard here. `silent`: heard before, but not in the period. `no_customer`: a frontstage
 * touchpoint without a customer's word in the period. `no_employee`: a backstage touchpoint without an employee's
 * word. `no_owner`: a backstage touchpoint that no unit owns (a frontstage one belongs to the site where it happens).
 */
export const coverageHoleSchema = z.enum(['never', 'silent', 'no_customer', 'no_employee', 'no_owner'])
export type CoverageHole = z.infer<typeof coverageHoleSchema>

export const coverageRowSchema = z.object({
  touchpointId: idSchema,
  name: z.string(),
  side: z.enum(['frontstage', 'backstage']),
  journeyId: idSchema,
  journey: z.string(),
  stage: z.string(),
  owner: z
    .object({ unitId: idSchema, name: z.string().nullable().describe('Null outside of your scope.') })
    .nullable(),
  goalIds: z.array(idSchema).describe('Goals it serves.'),
  cells: z.array(coverageCellSchema).describe('One a source in the order of `sources`.'),
  signals: z.int().describe('All signals in the period that may be shown.'),
  holes: z.array(coverageHoleSchema).describe('The gravest first.'),
})
export type CoverageRow = z.infer<typeof coverageRowSchema>

export const coverageSchema = z.object({
  sources: z
    .array(
      z.object({
        source: sourceSchema,
        audience: z.enum(['customer', 'employee', 'evaluator']).describe('Whose voice it is.'),
      }),
    )
    .describe('Columns of the matrix.'),
  rows: z.array(coverageRowSchema).describe('Touchpoints in the order of their journeys and stages.'),
  elsewhere: z
    .array(coverageCellSchema)
    .describe('Signals that name no touchpoint of a journey, by source, in the order of `sources`.'),
  goals: z
    .array(
      z.object({
        goalId: idSchema,
        touchpoints: z.int(),
        unheard: z.array(idSchema),
        unowned: z.array(idSchema),
      }),
    )
    .describe(
      'By goal: touchpoints that serve it, those not heard in the period, and those without an owner.',
    ),
  howWeKnow: howWeKnowSchema,
})
export type Coverage = z.infer<typeof coverageSchema>

export const progressEndpoints = {
  'GET /api/v1/goals/progress': {
    summary:
      'Each goal that counts: where it stands with its interval, plan, forecast to the due date with the probability to reach the target, and what serves it.',
    permission: 'scores.read',
    query: z.object({
      on: dateSchema.optional().describe('Look at the goals as of this day; today unless told.'),
      unitId: idSchema.optional().describe('Only what is heard below this unit.'),
    }),
    response: goalsProgressSchema,
  },
  'GET /api/v1/goals/baseline': {
    summary: 'What the baseline of a goal would be: what was heard in the weeks before its first day.',
    permission: 'scores.read',
    query: z.object({
      metric: keySchema,
      unitId: idSchema.optional(),
      startsOn: dateSchema.optional().describe('Today unless told.'),
    }),
    response: z.object({ baseline: baselineSchema.nullable(), suppressed: suppressionSchema.nullable() }),
  },
  'GET /api/v1/goals/coverage': {
    summary: 'Who is heard at which touchpoint, from which source and how lately; holes are named.',
    permission: 'scores.read',
    query: z.object({
      from: dateSchema.optional().describe('First day; 90 days before the last unless told.'),
      to: dateSchema.optional().describe('Last day, inclusive; today unless told.'),
      unitId: idSchema.optional().describe('Only what is heard below this unit.'),
      goalId: idSchema.optional().describe('Only the touchpoints that serve this goal.'),
    }),
    response: coverageSchema,
  },
} as const satisfies Endpoints

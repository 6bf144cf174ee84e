import { z } from 'zod'
import { changesSchema } from './changes.ts'
import {
  dateSchema,
  howWeKnowSchema,
  idParams,
  idSchema,
  instantSchema,
  keySchema,
  sourceSchema,
  uiLanguageSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { metricSchema } from './goals.ts'
import { unitKindSchema } from './link.ts'
import { commaList, periodQuery, scoreSchema } from './period.ts'
import { answersSchema, driversSchema, linkageSchema, paritySchema, valueSchema } from './relate.ts'
import { groupingSchema, standingsQuery, standingsSchema } from './standings.ts'
import {
  controlSchema,
  learnFromSchema,
  unitEventSchema,
  unitPeopleSchema,
  unitTouchpointSchema,
} from './unit-page.ts'

export * from './changes.ts'
export * from './period.ts'
export * from './standings.ts'
export * from './unit-page.ts'

export const scoresSchema = z.object({
  metric: metricSchema,
  groups: z.array(z.object({ key: z.string(), label: z.string(), score: scoreSchema })),
  total: scoreSchema,
  howWeKnow: howWeKnowSchema,
})
export type Scores = z.infer<typeof scoresSchema>

export const trendSchema = z.object({
  metric: metricSchema,
  grain: z.enum(['day', 'week', 'month', 'quarter', 'year']),
  points: z.array(z.object({ from: dateSchema, score: scoreSchema })),
  howWeKnow: howWeKnowSchema,
})
export type Trend = z.infer<typeof trendSchema>

const panelQuery = periodQuery.extend({
  level: unitKindSchema.default('site').describe('Units that are compared.'),
  grain: z.enum(['month', 'quarter', 'year']).default('month').describe('Length of a period.'),
})

export const commentSchema = z.object({
  id: z.string().describe('Opaque; also the address of this comment.'),
  signalId: idSchema.nullable().describe('Null for employees: the id would tell when it was written.'),
  text: z.string(),
  language: z.string().nullable(),
  source: sourceSchema,
  occurredAt: instantSchema.describe('For employees the first of the month.'),
  unitId: idSchema
    .nullable()
    .describe(
      'For employees the smallest place with ten or more comments of that month; null where only the company has.',
    ),
  unitName: z.string().nullable(),
  touchpoint: z.string().nullable(),
  channel: z.string().nullable(),
  /** The score the comment came with, on the metric's scale after scoring. */
  score: z.object({ metric: z.string(), value: z.number() }).nullable(),
  hits: z
    .array(z.object({ from: z.int(), to: z.int() }))
    .describe('Where the words looked for stand in the text, in UTF-16 units, ascending, not overlapping.'),
})
export type Comment = z.infer<typeof commentSchema>

export const overviewSchema = z.object({
  trends: z.array(
    trendSchema.extend({
      through: z
        .enum(['about', 'work'])
        .describe(
          'Heard about the unit and below it, or of its work for others: at its touchpoints, in signals that name it.',
        ),
      control: controlSchema
        .nullable()
        .describe('Null where there are too few periods to know what is usual.'),
    }),
  ),
  comparisons: z.array(
    z.object({ metric: metricSchema, own: scoreSchema, peers: scoreSchema, difference: scoreSchema }),
  ),
  comments: z.array(commentSchema),
  events: z.array(unitEventSchema).describe('Openings, moves and new managers in the period, oldest first.'),
  people: unitPeopleSchema.nullable().describe('Null where people may not be read.'),
  touchpoints: z
    .object({ metric: metricSchema, items: z.array(unitTouchpointSchema) })
    .nullable()
    .describe('The main metric of customers by touchpoint within the unit, worst first; null where unknown.'),
  learnFrom: learnFromSchema
    .nullable()
    .describe('Of the units of its kind the best at what this one is surely weakest in; null where none is.'),
  howWeKnow: howWeKnowSchema,
})

export const understandEndpoints = {
  'GET /api/v1/standings': {
    summary:
      'Where units stand among their peers: estimate, interval, rank range, probability of top and bottom fifth.',
    permission: 'scores.read',
    query: standingsQuery,
    response: standingsSchema,
  },
  'GET /api/v1/standings.csv': {
    summary: 'The same standings as CSV.',
    permission: 'scores.read',
    query: standingsQuery,
    response: 'text/csv',
  },
  'GET /api/v1/standings.xlsx': {
    summary:
      'The same standings as a workbook for spreadsheets, with a sheet that says how they were computed.',
    permission: 'scores.read',
    query: standingsQuery.extend({
      language: uiLanguageSchema.default('en').describe('Language of the headings.'),
    }),
    response: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  'GET /api/v1/standings/groupings': {
    summary:
      'What standings of these metrics could be adjusted for: channel, language and attributes of readings.',
    permission: 'scores.read',
    query: standingsQuery.pick({ from: true, to: true, metrics: true }),
    response: z.object({ items: z.array(groupingSchema) }),
  },
  'GET /api/v1/scores': {
    summary: 'Scores with intervals by unit, touchpoint, channel, language, evaluator, source or attribute.',
    permission: 'scores.read',
    query: periodQuery.extend({
      metric: keySchema,
      by: z
        .string()
        .max(80)
        .default('unit')
        .describe(
          'unit, region, site, team, department, partner, touchpoint, channel, language, evaluator, or attribute:NAME.',
        ),
    }),
    response: scoresSchema,
  },
  'GET /api/v1/changes': {
    summary:
      'What really changed lately: metrics that rose or fell for good at a unit, a touchpoint or a unit that signals name, with day, size and what was said about it.',
    permission: 'scores.read',
    query: periodQuery.extend({
      from: dateSchema.optional().describe('Only changes that began on this day or later.'),
      weeks: z.coerce
        .number()
        .int()
        .min(2)
        .max(26)
        .default(12)
        .describe('How far back a change may have begun, in weeks before the end of the period.'),
      limit: z.coerce.number().int().min(1).max(8).default(6),
    }),
    response: changesSchema,
  },
  'GET /api/v1/trend': {
    summary: 'A metric over time with intervals.',
    permission: 'scores.read',
    query: periodQuery.extend({
      metric: keySchema,
      grain: z.enum(['day', 'week', 'month', 'quarter', 'year']).default('month'),
    }),
    response: trendSchema,
  },
  'GET /api/v1/drivers': {
    summary:
      'What an outcome hangs on: share of each driver in its variance with intervals, performance, improvement potential, within and between units. Association, not cause.',
    permission: 'scores.read',
    query: periodQuery.extend({
      outcome: keySchema.describe('Metric key of the outcome.'),
      drivers: commaList(20)
        .optional()
        .describe(
          'Metric keys of the drivers, comma separated. Unless told, the questions of the same source that are asked together with the outcome and with one another.',
        ),
      target: z.coerce
        .number()
        .min(0)
        .max(100)
        .default(80)
        .describe('Attainment aimed at, in % of the way from the worst to the best possible score.'),
      filter: z
        .string()
        .max(240)
        .regex(
          /^((channel|language|touchpoint):.*|attribute:[^=]{1,60}=.*)$/s,
          'must be channel:VALUE, language:VALUE, touchpoint:KEY or attribute:NAME=VALUE',
        )
        .optional()
        .describe(
          'Only signals of one channel, language, touchpoint (key or id) or attribute: channel:VALUE, language:VALUE, touchpoint:KEY, attribute:NAME=VALUE.',
        ),
    }),
    response: driversSchema,
  },
  'GET /api/v1/linkage': {
    summary:
      'How one metric goes with another over units and periods, such as customers with employees: slopes within and between units at lags both ways, bands, one point a unit. Association, not cause.',
    permission: 'scores.read',
    query: panelQuery.extend({
      driver: keySchema.describe('Metric key, such as engagement or staff turnover.'),
      outcome: keySchema.describe('Metric key, such as recommendation.'),
      maxLag: z.coerce.number().int().min(0).max(6).default(3).describe('Largest lag, in periods.'),
      cuts: z
        .string()
        .transform((text) => text.split(',').map(Number))
        .pipe(z.array(z.number()).min(1).max(9))
        .optional()
        .describe('Where bands of the driver begin, ascending, comma separated; its thirds unless told.'),
    }),
    response: linkageSchema,
  },
  'GET /api/v1/linkage/answers': {
    summary:
      'How one answer goes with another of the same person, given together: such as who intends to stay by engagement. Association, not cause.',
    permission: 'scores.read',
    query: periodQuery.extend({
      driver: keySchema.describe('Metric key, such as engagement.'),
      outcome: keySchema.describe('Metric key that is answered in the same signals, such as stay.'),
    }),
    response: answersSchema,
  },
  'GET /api/v1/parity': {
    summary:
      'The golden rule: the same dimensions asked of customers and of employees side by side, with the gap and its interval.',
    permission: 'scores.read',
    query: periodQuery.extend({
      pairs: z
        .string()
        .transform((text) => text.split(',').map((pair) => pair.split(':').map((key) => key.trim())))
        .pipe(
          z
            .array(
              z
                .array(keySchema)
                .length(2, 'must be CUSTOMER:EMPLOYEE, two metric keys with a colon between them'),
            )
            .min(1)
            .max(12),
        )
        .transform((pairs) => pairs.map(([customer = '', employee = '']) => [customer, employee] as const))
        .optional()
        .describe(
          'CUSTOMER:EMPLOYEE metric keys, comma separated. Unless told, metrics whose keys or names differ only in who was asked, such as customer-respect and employee-respect.',
        ),
      level: unitKindSchema.optional().describe('Give the gap of one pair by unit of this kind, too.'),
    }),
    response: paritySchema,
  },
  'GET /api/v1/value': {
    summary:
      'What a point of a score goes with in money: currency per point, unit and period, each unit compared with itself. Association, not cause.',
    permission: 'scores.read',
    query: panelQuery.extend({
      money: keySchema.describe('Metric key of a figure from operations, such as sales.'),
      score: keySchema.describe('Metric key of the score.'),
      lag: z.coerce.number().int().min(0).max(12).default(1).describe('Periods from the score to the money.'),
      of: z
        .enum(['sum', 'mean'])
        .default('sum')
        .describe('Add the readings of the money in a period (amounts), or average them (rates).'),
    }),
    response: valueSchema,
  },
  'GET /api/v1/units/{id}/overview': {
    summary:
      'A unit on one page: each metric of its four sources over time, against its peers, latest comments.',
    permission: 'scores.read',
    params: idParams,
    query: periodQuery
      .omit({ unitId: true })
      .extend({ grain: z.enum(['week', 'month', 'quarter', 'year']).default('month') }),
    response: overviewSchema,
  },
} as const satisfies Endpoints

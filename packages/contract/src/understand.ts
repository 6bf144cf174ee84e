import { z } from 'zod'
import {
  dateSchema,
  howWeKnowSchema,
  idParams,
  idSchema,
  instantSchema,
  intervalSchema,
  keySchema,
  pageOf,
  pageQuery,
  sourceSchema,
  suppressionSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { metricSchema } from './goals.ts'
import { unitKindSchema } from './link.ts'
import { driversSchema, linkageSchema, valueSchema } from './relate.ts'

/** Period and scope, chosen once at the top of the app and held across screens. */
export const periodQuery = z.object({
  from: dateSchema.optional().describe('First day; the first reading unless told.'),
  to: dateSchema.optional().describe('Last day, inclusive; today unless told.'),
  unitId: idSchema.optional().describe('Only what is below this unit.'),
})
const commaList = (max: number) =>
  z
    .string()
    .transform((s) =>
      s
        .split(',')
        .map((x) => x.trim())
        .filter(Boolean),
    )
    .pipe(z.array(keySchema).min(1).max(max))

/** An estimate with its interval, or the reason why there is none. */
export const scoreSchema = z.object({
  value: z.number().nullable(),
  interval: intervalSchema.nullable(),
  n: z.int(),
  suppressed: suppressionSchema.nullable(),
})
export type Score = z.infer<typeof scoreSchema>

export const standingSchema = z.object({
  unitId: idSchema,
  name: z.string(),
  key: z.string(),
  parentName: z.string().nullable(),
  n: z.int(),
  raw: z
    .number()
    .nullable()
    .describe('Plain mean of the readings (weighted over metrics); null where a metric is missing.'),
  estimate: z.number().describe('Shrunken, adjusted estimate.'),
  standardError: z.number(),
  interval: intervalSchema,
  rank: z
    .object({ expected: z.number(), lower: z.number(), upper: z.number() })
    .describe('1 is best; 90 % range.'),
  probabilityTop: z.number().describe('Probability to be in the top fifth, 0 to 1.'),
  probabilityBottom: z.number().describe('Probability to be in the bottom fifth, 0 to 1.'),
  reliability: z.number().describe('How much of the estimate is the own data, 0 to 1.'),
  withoutStrictness: z
    .number()
    .nullable()
    .describe('What strict or lenient evaluators took (-) or gave (+), in points; null where unknown.'),
  metrics: z.array(
    z.object({
      metric: z.string(),
      source: sourceSchema,
      estimate: z.number(),
      raw: z.number().nullable(),
      n: z.int(),
    }),
  ),
})
export type Standing = z.infer<typeof standingSchema>

export const standingsSchema = z.object({
  items: z.array(standingSchema).describe('Best first.'),
  metrics: z.array(z.object({ metric: metricSchema, weight: z.number() })),
  /** Units that had no readings in the window, or are protected: named, never dropped silently. */
  leftOut: z.array(z.object({ unitId: idSchema, name: z.string(), suppressed: suppressionSchema })),
  mean: z.number().describe('Mean of the unit estimates.'),
  betweenSd: z.number().describe('Real spread between units (sd), in points.'),
  evaluators: z
    .array(z.object({ name: z.string(), n: z.int(), effect: z.number(), standardError: z.number() }))
    .describe(
      'Strictness of evaluators: negative scores lower than others on the same sites. Most extreme first.',
    ),
  howWeKnow: howWeKnowSchema,
})
export type Standings = z.infer<typeof standingsSchema>

export const standingsQuery = periodQuery.extend({
  metrics: commaList(12).describe('Metric keys, comma separated; one or several for a composite.'),
  weights: z
    .string()
    .transform((s) => s.split(',').map(Number))
    .pipe(z.array(z.number().min(0).max(1000)).max(12))
    .optional()
    .describe('Weights of the metrics in the same order; equal unless told.'),
  level: unitKindSchema.default('site'),
  adjustEvaluators: z.stringbool().default(true),
})

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
  id: z.string(),
  signalId: idSchema,
  text: z.string(),
  language: z.string().nullable(),
  source: sourceSchema,
  occurredAt: instantSchema,
  unitId: idSchema,
  unitName: z.string(),
  touchpoint: z.string().nullable(),
  channel: z.string().nullable(),
  /** The score the comment came with, on the metric's scale after scoring. */
  score: z.object({ metric: z.string(), value: z.number() }).nullable(),
})
export type Comment = z.infer<typeof commentSchema>

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
    response: z.object({
      trends: z.array(trendSchema),
      comparisons: z.array(
        z.object({ metric: metricSchema, own: scoreSchema, peers: scoreSchema, difference: scoreSchema }),
      ),
      comments: z.array(commentSchema),
      howWeKnow: howWeKnowSchema,
    }),
  },
  'GET /api/v1/comments': {
    summary: 'Comments by full text, source, touchpoint, language and unit, newest first.',
    permission: 'comments.read',
    query: pageQuery.extend(periodQuery.shape).extend({
      q: z.string().max(200).optional(),
      source: sourceSchema.optional(),
      language: z.string().max(20).optional(),
      touchpoint: keySchema.optional(),
    }),
    response: pageOf(commentSchema),
  },
} as const satisfies Endpoints

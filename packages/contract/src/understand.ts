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

export const driverSchema = z.object({
  metric: metricSchema,
  n: z.int().describe('Signals with the outcome in which this was answered too.'),
  missing: z.number().describe('Share of the signals with the outcome that do not answer this, 0 to 1.'),
  share: z
    .number()
    .describe('Share of the explained variance (LMG, Shapley value of R2), 0 to 1; sums to 1.'),
  shareInterval: intervalSchema.nullable(),
  correlation: z.number().describe('With the outcome, -1 to 1.'),
  standardised: z
    .number()
    .describe('Regression coefficient with all variables scaled to standard deviation 1.'),
  coefficient: z.number().describe('Points of the outcome per point of the driver, the other drivers held.'),
  performance: z.number().describe('Mean of the driver, on its own scale after scoring.'),
  attainment: z
    .number()
    .describe('The same as a share of the way from the worst to the best possible score, in %, 0 to 100.'),
  potential: z.number().describe('Improvement potential: share x (target - attainment), 0 where reached.'),
  field: z
    .enum(['improve', 'keep', 'watch', 'leave'])
    .describe(
      'Important and below target; important and reached; less important and below; less and reached.',
    ),
  withinShare: z
    .number()
    .nullable()
    .describe('Share of what separates good from bad answers of one unit, 0 to 1; null where unknown.'),
  betweenShare: z
    .number()
    .nullable()
    .describe('Share of what separates good from bad units, 0 to 1; null where unknown.'),
})
export type Driver = z.infer<typeof driverSchema>

export const driversSchema = z.object({
  outcome: metricSchema,
  r2: z
    .number()
    .nullable()
    .describe('Share of the variance of the outcome that the drivers explain, 0 to 1.'),
  r2Interval: intervalSchema.nullable(),
  outcomeBetweenShare: z
    .number()
    .nullable()
    .describe('Share of the variance of the outcome that lies between units, 0 to 1.'),
  target: z.number().describe('The attainment that was taken as target, in %.'),
  drivers: z.array(driverSchema).describe('Most important first; empty when suppressed.'),
  candidates: z
    .array(z.object({ metric: metricSchema, n: z.int() }))
    .describe(
      'Other metrics answered in the same signals as the outcome, with how many signals; most first.',
    ),
  suppressed: suppressionSchema.nullable(),
  howWeKnow: howWeKnowSchema,
})
export type Drivers = z.infer<typeof driversSchema>

/** An association with its uncertainty. */
export const slopeSchema = z.object({
  estimate: z.number(),
  standardError: z.number(),
  interval: intervalSchema,
})
export type Slope = z.infer<typeof slopeSchema>

const panelQuery = periodQuery.extend({
  level: unitKindSchema.default('site').describe('Units that are compared.'),
  grain: z.enum(['month', 'quarter', 'year']).default('month').describe('Length of a period.'),
})

export const lagSlopeSchema = z.object({
  lag: z.int().describe('Periods from the first metric to the second.'),
  slope: slopeSchema
    .nullable()
    .describe('Points of the second per point of the first, within units; null with `reason`.'),
  disattenuated: z
    .object({ estimate: z.number(), interval: intervalSchema })
    .nullable()
    .describe('The slope if the first metric were measured without error; null where its error is unknown.'),
  n: z.int().describe('Unit-periods used.'),
  units: z.int(),
  reason: z.string().nullable(),
})
export type LagSlope = z.infer<typeof lagSlopeSchema>

export const agreementSchema = z.object({
  icc1: z.number().nullable().describe('ICC(1): reliability of one answer about its unit, at most 1.'),
  icc2: z
    .number()
    .nullable()
    .describe('ICC(2): reliability of a unit mean, at most 1; below 0.5 is too little.'),
  periods: z
    .number()
    .nullable()
    .describe("Reliability of a unit's deviations from period to period, 0 to 1."),
})
export type Agreement = z.infer<typeof agreementSchema>

export const bandSchema = z.object({
  from: z.number().nullable().describe('Lowest value of the driver in the band, included; null is open.'),
  to: z.number().nullable().describe('Value at which the next band begins; null is open.'),
  units: z.int(),
  mean: slopeSchema.nullable().describe('Mean outcome of the units of the band; null in an empty one.'),
  difference: slopeSchema
    .nullable()
    .describe('Mean less that of the lowest band that has units; null for that band and empty ones.'),
})
export type Band = z.infer<typeof bandSchema>

export const linkageSchema = z.object({
  driver: metricSchema,
  outcome: metricSchema,
  forward: z.array(lagSlopeSchema).describe('Driver first, outcome `lag` periods later; lags 0 and up.'),
  reverse: z.array(lagSlopeSchema).describe('Outcome first, driver `lag` periods later; lags 1 and up.'),
  between: slopeSchema
    .nullable()
    .describe('Points of the outcome per point of the driver over the means of units.'),
  betweenDisattenuated: lagSlopeSchema.shape.disattenuated,
  agreement: z.object({ driver: agreementSchema, outcome: agreementSchema }),
  points: z
    .array(
      z.object({
        unitId: idSchema,
        name: z.string(),
        driver: z.number().describe('Mean of all readings of the period asked about.'),
        outcome: z.number(),
        driverN: z.int(),
        outcomeN: z.int(),
      }),
    )
    .describe('One a unit; protected units are left out.'),
  bands: z.array(bandSchema).describe('Units by bands of the driver; empty where all are alike.'),
  leftOut: z
    .array(z.object({ unitId: idSchema, name: z.string(), suppressed: suppressionSchema }))
    .describe('Units heard about that are not in the picture, with the reason.'),
  howWeKnow: howWeKnowSchema,
})
export type Linkage = z.infer<typeof linkageSchema>

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

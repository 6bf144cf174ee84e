import { z } from 'zod'
import {
  howWeKnowSchema,
  idSchema,
  intervalSchema,
  keySchema,
  sourceSchema,
  suppressionSchema,
} from './common.ts'
import { metricSchema } from './goals.ts'
import { unitKindSchema } from './link.ts'
import { commaList, periodQuery } from './period.ts'

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
  mix: z
    .object({
      effect: z.number().describe('What the mix gave (+) or took (-), in points: raw less adjusted.'),
      standardError: z.number().describe('Of the effect; small groups make it uncertain.'),
      coverage: z
        .number()
        .describe('Share of everybody in groups that the unit has readings in, 0 to 1; the rest stands in.'),
      shares: z
        .array(z.number())
        .describe('Share of each group in its readings, in the order of the groups.'),
      effects: z.array(z.number()).describe('Part of each group in the effect; they sum to it.'),
    })
    .nullable()
    .describe('The mix of the unit; null unless adjusted for it.'),
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
  caseMix: z
    .object({
      by: z.string().describe('What was adjusted for, as asked.'),
      groups: z
        .array(
          z.object({
            key: z
              .string()
              .describe('Value of the group; empty where it was not told, `*` for all smaller ones.'),
            share: z.number().describe('Share in the readings of all units, to which each is standardised.'),
            mean: z.number().nullable().describe('Mean of all units in the group; null for a composite.'),
          }),
        )
        .describe('Largest first.'),
      metrics: z.array(keySchema).describe('Metrics that were adjusted.'),
      leftAsTheyAre: z
        .array(z.object({ metric: keySchema, reason: z.enum(['employees', 'one_group', 'not_mixed']) }))
        .describe(
          'Metrics that were not: employees (small groups could be worked out), heard in one group only, or units that serve mostly one group each, so that mix and quality are the same thing.',
        ),
    })
    .nullable()
    .describe(
      'Direct standardisation over groups such as channels or customer segments; null unless asked for.',
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
  adjustFor: z
    .string()
    .regex(/^(channel|language|attribute:.{1,60})$/, 'must be channel, language or attribute:NAME')
    .optional()
    .describe('Compare units as if all had the same mix of this: channel, language or attribute:NAME.'),
})

export const groupingSchema = z.object({
  by: z.string().describe('channel, language or attribute:NAME, as `adjustFor` takes it.'),
  groups: z.int().describe('Different values.'),
  mixed: z.number().describe('Share of the units that have more than one of them, 0 to 1.'),
})
export type GroupingChoice = z.infer<typeof groupingSchema>

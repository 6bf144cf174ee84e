import { z } from 'zod'
import { dateSchema, howWeKnowSchema, idSchema, intervalSchema, sourceSchema } from './common.ts'
import { metricSchema } from './goals.ts'
import { unitKindSchema } from './link.ts'

const meanSchema = z.object({ value: z.number(), interval: intervalSchema.nullable(), n: z.int() })
const shiftSchema = z.object({
  metric: metricSchema,
  difference: z.object({ value: z.number(), interval: intervalSchema.nullable() }),
})

/** What someone said who is no employee, in their words. */
export const quoteSchema = z.object({
  id: z.string(),
  text: z.string(),
  language: z.string().nullable(),
  source: sourceSchema,
  on: dateSchema,
  unitId: idSchema,
  unitName: z.string(),
  touchpoint: z.string().nullable(),
  score: z
    .object({ metric: z.string(), value: z.number() })
    .nullable()
    .describe('The score it came with, on the scale of the metric after scoring.'),
})
export type Quote = z.infer<typeof quoteSchema>

/** A lasting change of a metric at a place that is unlikely to be chance. */
export const changeSchema = z.object({
  id: z.string().describe('Metric and place; the same as long as the change is found.'),
  metric: metricSchema,
  good: z.boolean().describe('For the better, whichever way is good.'),
  place: z
    .object({
      kind: z
        .enum(['all', 'unit', 'touchpoint', 'named'])
        .describe(
          'Everything in view, a unit with all below it, a touchpoint, or signals that name a unit in an attribute (the warehouse that packed).',
        ),
      unitId: idSchema
        .nullable()
        .describe('The unit, the owner of the touchpoint, the unit named; null where none may be seen.'),
      unitKind: unitKindSchema.nullable(),
      name: z.string().describe('Of the unit or touchpoint; empty for everything.'),
      parentName: z.string().nullable(),
      attribute: z.string().nullable().describe('The attribute that names the unit.'),
      without: z
        .array(z.string())
        .describe('Places taken out beforehand, because they account for changes of their own.'),
    })
    .describe('Where it happened.'),
  touchpoints: z
    .array(z.object({ key: z.string(), name: z.string() }))
    .describe('The touchpoint, or those that the unit owns.'),
  since: dateSchema.describe('Day from which the new level fits best.'),
  before: meanSchema.describe('In the weeks before, half a year at most.'),
  after: meanSchema,
  difference: z
    .object({ value: z.number(), interval: intervalSchema.nullable() })
    .describe('After less before, in points.'),
  effect: z
    .number()
    .describe('The difference in standard deviations of single readings; positive is better.'),
  share: z.number().describe('Share of the readings of the metric in view that it concerns, 0 to 1.'),
  p: z.number().describe('Adjusted by Benjamini-Hochberg over all places and metrics that were looked at.'),
  comments: z
    .int()
    .nullable()
    .describe(
      'Comments of those whose answer lay on the changed side; null where they may not be read, as those of employees.',
    ),
  quotes: z.array(quoteSchema).describe('A few of these comments, in your language first.'),
  also: z.array(shiftSchema).describe('Other metrics that changed at the same place.'),
  impact: shiftSchema
    .extend({
      overall: z
        .number()
        .nullable()
        .describe(
          'Points of the main outcome in view, difference x share of its readings; null where it did not surely change.',
        ),
    })
    .nullable()
    .describe('What it went along with in the main outcome at this place; null where it was not asked.'),
  where: z
    .array(z.object({ unitId: idSchema, name: z.string(), share: z.number() }))
    .describe('Units that got most of the answers on the changed side, with their share; at most 3.'),
  weeks: z
    .array(z.object({ from: dateSchema, value: z.number(), interval: intervalSchema.nullable() }))
    .describe('Weekly means, oldest first; weeks without readings or protected have no point.'),
})
export type Change = z.infer<typeof changeSchema>

export const changesSchema = z.object({
  items: z.array(changeSchema).describe('Most important first: by how far the whole in view is moved.'),
  tested: z.int().describe('Series (metric and place) that were long enough to be looked at.'),
  howWeKnow: howWeKnowSchema,
})
export type Changes = z.infer<typeof changesSchema>

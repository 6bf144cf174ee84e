import { z } from 'zod'
import { dateSchema, howWeKnowSchema, idSchema, intervalSchema } from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { metricSchema } from './goals.ts'
import { periodQuery, scoreSchema } from './understand.ts'

const measureSchema = z.object({
  metric: metricSchema,
  score: scoreSchema,
  change: scoreSchema.describe('Last six weeks minus before; six weeks are halved with a short period.'),
})

export const touchpointScoreSchema = z.object({
  touchpointId: idSchema,
  key: z.string(),
  heard: z
    .enum(['own', 'owner'])
    .nullable()
    .describe(
      'own: answers about it. owner: nobody is asked about it, but answers name its owner in an attribute, such as the warehouse that packed. Null: not listened to.',
    ),
  measures: z.array(measureSchema).describe('The first stands for the touchpoint; most answers first.'),
  contacts: z.int().describe('Answers behind the first measure.'),
  unhappy: z
    .object({
      n: z.int(),
      share: z.number(),
      interval: intervalSchema,
      recentShare: z.number().nullable().describe('In the last weeks; null with fewer than 20 answers.'),
    })
    .nullable()
    .describe('Detractors, or the lowest quarter of the scale; null where there are too few answers.'),
  comments: z.int().describe('Comments about it that are not from employees.'),
})
export type TouchpointScore = z.infer<typeof touchpointScoreSchema>

export const journeyScoresSchema = z.object({
  touchpoints: z.array(touchpointScoreSchema).describe('All touchpoints that stand in a journey.'),
  recentFrom: dateSchema.describe('First day of what "change" looks at.'),
  howWeKnow: howWeKnowSchema,
})
export type JourneyScores = z.infer<typeof journeyScoresSchema>

export const journeyScoreEndpoints = {
  'GET /api/v1/journeys/scores': {
    summary: 'How each touchpoint of the journeys does: scores, volume, unhappy contacts, change.',
    permission: 'scores.read',
    query: periodQuery,
    response: journeyScoresSchema,
  },
} as const satisfies Endpoints

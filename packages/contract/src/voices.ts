import { z } from 'zod'
import {
  dateSchema,
  howWeKnowSchema,
  idSchema,
  intervalSchema,
  keySchema,
  pageOf,
  pageQuery,
  plainText,
  sourceSchema,
} from './common.ts'
import type { Endpoints } from './endpoint.ts'
import { commentSchema, periodQuery } from './understand.ts'

/** How a score sounds: of NPS detractors, passives, promoters; else the lowest and highest quarter of the scale. */
export const moodSchema = z.enum(['unhappy', 'neutral', 'happy'])
export type Mood = z.infer<typeof moodSchema>

export const commentsFilter = periodQuery.extend({
  q: plainText
    .max(200)
    .optional()
    .describe(
      'Words in any of their forms, all of which must occur; "words in quotes" follow one another, -word must not occur, word* is a beginning. A word that occurs nowhere is taken as the beginning of one.',
    ),
  source: sourceSchema.optional(),
  language: plainText.max(20).optional(),
  touchpoint: keySchema.optional().describe('Leaves employees out, as mood does: theirs are not told.'),
  mood: moodSchema.optional(),
})

const counted = z.array(z.object({ key: z.string(), label: z.string(), n: z.int() }))

export const commentSummarySchema = z.object({
  total: z.int(),
  employees: z
    .enum(['counted', 'withheld'])
    .describe('Withheld: not allowed, fewer than ten, or a filter that would tell more than is told.'),
  facets: z
    .object({ source: counted, language: counted, touchpoint: counted, mood: counted })
    .describe('How many there would be with this choice, the other filters as they are; most first.'),
  grain: z.enum(['week', 'month']),
  periods: z.array(
    z.object({
      from: dateSchema,
      customer: z.int(),
      employee: z.int().describe('Zero by week: only the month of theirs is known.'),
      service_test: z.int(),
      audit: z.int(),
      all: z.int().describe('All comments of the period with these filters, whatever their words.'),
      scored: z.int().describe('With a score that has a mood.'),
      unhappy: z.int(),
    }),
  ),
  places: z
    .array(z.object({ unitId: idSchema, name: z.string(), n: z.int(), all: z.int() }))
    .describe('By region, or the unit itself where it has none; most first, eight at most.'),
  change: z
    .object({
      from: dateSchema.describe('First day of the last six weeks.'),
      recent: z.int(),
      recentAll: z.int(),
      before: z.int(),
      beforeAll: z.int(),
      ratio: z.object({ estimate: z.number(), interval: intervalSchema }),
      since: dateSchema.nullable().describe('Monday of the week from which it is so, where one stands out.'),
    })
    .nullable()
    .describe('Share of all comments in the last six weeks against the 20 weeks before; null with too few.'),
  howWeKnow: howWeKnowSchema,
})
export type CommentSummary = z.infer<typeof commentSummarySchema>

export const risingWordSchema = z.object({
  word: z.string().describe('In the form most used.'),
  language: z.string().nullable(),
  recent: z.int().describe('Comments with it in the last six weeks.'),
  before: z.int().describe('Comments with it in the 20 weeks before.'),
  ratio: z.object({ estimate: z.number(), interval: intervalSchema }).describe('Of its shares of comments.'),
  z: z.number().describe('Log-odds ratio over its standard error.'),
  since: dateSchema.nullable(),
  scored: z.int(),
  unhappy: z.int().describe('Of the recent ones with a score.'),
  places: z.array(z.object({ unitId: idSchema, name: z.string(), n: z.int() })),
})
export type RisingWord = z.infer<typeof risingWordSchema>

export const risingSchema = z.object({
  words: z.array(risingWordSchema).describe('Surest first.'),
  recentFrom: dateSchema,
  comments: z.int().describe('Comments compared.'),
  howWeKnow: howWeKnowSchema,
})

export const similarSchema = z.object({
  comment: commentSchema,
  items: z
    .array(commentSchema.extend({ similarity: z.number() }))
    .describe('Most similar first, 20 at most.'),
  total: z.int().describe('How many are as similar or more.'),
  atLeast: z.boolean().describe('There are so many comments alike that only the newest were compared.'),
  first: dateSchema.nullable(),
  months: z.array(z.object({ from: dateSchema, n: z.int() })),
  places: z.array(z.object({ unitId: idSchema, name: z.string(), n: z.int() })),
  howWeKnow: howWeKnowSchema,
})
export type SimilarComments = z.infer<typeof similarSchema>

export const voicesEndpoints = {
  'GET /api/v1/comments': {
    summary: 'Comments by full text, source, touchpoint, language, mood and unit, newest first.',
    permission: 'comments.read',
    query: pageQuery.extend(commentsFilter.shape),
    response: pageOf(commentSchema),
  },
  'GET /api/v1/comments.csv': {
    summary: 'The same comments as CSV, the newest 50,000.',
    permission: 'comments.read',
    query: commentsFilter,
    response: 'text/csv',
  },
  'GET /api/v1/comments/summary': {
    summary: 'How many comments there are by filter and over time, where, and whether they became more.',
    permission: 'comments.read',
    query: commentsFilter.extend({ grain: z.enum(['week', 'month']).default('week') }),
    response: commentSummarySchema,
  },
  'GET /api/v1/comments/rising': {
    summary: 'Words that customers use more in the last six weeks than in the 20 weeks before.',
    permission: 'comments.read',
    query: periodQuery,
    response: risingSchema,
  },
  'GET /api/v1/comments/{id}/similar': {
    summary: 'A comment and those most like it in the same language: how many, since when, where.',
    permission: 'comments.read',
    params: z.object({ id: z.string().max(60) }),
    response: similarSchema,
  },
} as const satisfies Endpoints

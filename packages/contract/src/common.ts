import { z } from 'zod'

export const idSchema = z.uuid().describe('Opaque id (UUID).')
/** Text that can be stored and shown: no NUL characters, no halves of characters. */
export const plainText = z
  .string()
  .refine((text) => !/[\0\p{Surrogate}]/u.test(text), 'must not contain NUL or broken characters')
export const keySchema = plainText
  .trim()
  .min(1)
  .max(120)
  .describe('Your own key of the thing, unique in the organization, 1 to 120 characters.')
export const nameSchema = plainText.trim().min(1).max(200)
export const dateSchema = z.iso
  .date()
  .refine((date) => date >= '0001', 'must not be before the year 1')
  .describe('Calendar date, YYYY-MM-DD.')
export const instantSchema = z.iso.datetime({ offset: true }).describe('Instant, ISO 8601 with offset.')
export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 language tag such as en or zh-Hans')
  .describe('BCP 47 language tag.')

export const idParams = z.object({ id: idSchema })

/** The four voices of the loop, and operational figures beside them. */
export const sourceSchema = z.enum(['customer', 'employee', 'service_test', 'audit', 'operations'])
export type Source = z.infer<typeof sourceSchema>

export const uiLanguageSchema = z.enum(['en', 'ru', 'hu', 'zh-Hans'])
export type UiLanguage = z.infer<typeof uiLanguageSchema>

/** RFC 9457 problem details, the shape of every error. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** What is wrong and what to do about it, for a person. */
  detail: z.string(),
  /** Field-level reasons: JSON pointer or parameter name, and message. */
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  instance: z.string().optional(),
})
export type Problem = z.infer<typeof problemSchema>

/** How a figure was computed; every estimate on a screen can show it. */
export const howWeKnowSchema = z.object({
  /** Name of the method and its source. */
  method: z.string(),
  n: z.int().describe('Readings used.'),
  units: z.int().optional().describe('Units used.'),
  from: dateSchema,
  to: dateSchema,
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Further facts, such as variance components. */
  facts: z
    .array(
      z.object({
        key: z.string().describe('A stable code, such as withinSd.'),
        of: z.string().optional().describe('The metric it is about, where there are several.'),
        value: z.number(),
      }),
    )
    .optional(),
})
export type HowWeKnow = z.infer<typeof howWeKnowSchema>

export const intervalSchema = z.object({
  lower: z.number(),
  upper: z.number(),
  level: z.number().describe('Coverage of the interval, 0 to 1.'),
})

/** A value that is withheld to protect people, with the reason; never a silent zero. */
export const suppressionSchema = z.object({
  reason: z.enum(['too_few_respondents', 'not_enough_data', 'refused']),
  message: z.string(),
})

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
})
/** One page of a list; `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() })
}

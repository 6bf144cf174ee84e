import { z } from 'zod'
import { dateSchema, idSchema, intervalSchema, keySchema, suppressionSchema } from './common.ts'

/** Period and scope, chosen once at the top of the app and held across screens. */
export const periodQuery = z.object({
  from: dateSchema.optional().describe('First day; the first reading unless told.'),
  to: dateSchema.optional().describe('Last day, inclusive; today unless told.'),
  unitId: idSchema.optional().describe('Only what is below this unit.'),
})
/** Keys with commas between them, `max` at most. */
export const commaList = (max: number) =>
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

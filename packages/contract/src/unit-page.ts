import { z } from 'zod'
import { dateSchema, intervalSchema } from './common.ts'
import { metricSchema } from './goals.ts'

/** What a unit's metric usually does: a control chart. */
export const controlSchema = z.object({
  expected: z.number().describe('Mean before the last three periods.'),
  points: z
    .array(
      z.object({
        from: dateSchema,
        lower: z.number(),
        upper: z.number(),
        out: z.boolean().describe('The mean of the period lies outside of its limits (Shewhart).'),
        drift: z.boolean().describe('The smoothed mean (EWMA) has left its own, narrower limits.'),
      }),
    )
    .describe('Limits at three standard errors, wider where few answered; usual ups and downs included.'),
})
export type Control = z.infer<typeof controlSchema>

/** Something that happened to a unit and may explain what is seen from then on. */
export const unitEventSchema = z.object({
  on: dateSchema,
  kind: z.enum(['opened', 'closed', 'moved', 'manager']),
  name: z
    .string()
    .nullable()
    .describe('Where it moved, who leads from then on; null where that may not be seen.'),
})
export type UnitEvent = z.infer<typeof unitEventSchema>

/** The people of a unit and below it, today. */
export const unitPeopleSchema = z.object({
  employees: z.int(),
  roles: z.array(z.object({ name: z.string(), n: z.int() })).describe('By the attribute role, most first.'),
  tenure: z
    .array(z.object({ name: z.string(), n: z.int() }))
    .describe('By the attribute tenure, most first.'),
  joined: z.int().describe('Came to the unit within the last twelve months and are still there.'),
})
export type UnitPeople = z.infer<typeof unitPeopleSchema>

export const unitTouchpointSchema = z.object({
  key: z.string(),
  name: z.string(),
  value: z.number(),
  interval: intervalSchema.nullable(),
  n: z.int(),
})

/** By whom a weakness is mastered: named so that others can learn from them. */
export const learnFromSchema = z.object({
  metric: metricSchema,
  name: z.string(),
  parentName: z.string().nullable(),
})

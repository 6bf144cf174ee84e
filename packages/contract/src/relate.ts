import { z } from 'zod'
import { howWeKnowSchema, idSchema, intervalSchema, suppressionSchema } from './common.ts'
import { metricSchema } from './goals.ts'

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

export const valueSchema = z.object({
  money: metricSchema,
  score: metricSchema,
  currency: z.string().describe('Label of the money metric, or the currency of the organization (ISO 4217).'),
  lag: z.int().describe('Periods from the score to the money.'),
  perPoint: slopeSchema.describe('Currency per point of the score, unit and period, within units.'),
  allUnits: slopeSchema.describe('One point in every unit: currency per period, `perPoint` times the units.'),
  sign: z
    .enum(['more', 'less', 'unclear'])
    .describe('Whether a higher score goes with more or less money; unclear while the interval includes 0.'),
  r2Within: z
    .number()
    .describe('Share of the variation of the money within units that is explained, 0 to 1.'),
  leftOut: linkageSchema.shape.leftOut,
  howWeKnow: howWeKnowSchema,
})
export type Value = z.infer<typeof valueSchema>

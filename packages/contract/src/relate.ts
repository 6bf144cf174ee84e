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
  coefficientInterval: intervalSchema.nullable().describe('Clustered as the intervals of the shares are.'),
  performance: z.number().describe('Mean of the driver, on its own scale after scoring.'),
  attainment: z
    .number()
    .describe('The same as a share of the way from the worst to the best possible score, in %, 0 to 100.'),
  attainmentInterval: intervalSchema.nullable(),
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
  withinInterval: intervalSchema.nullable(),
  betweenShare: z
    .number()
    .nullable()
    .describe('Share of what separates good from bad units, 0 to 1; null where unknown.'),
  betweenInterval: intervalSchema.nullable(),
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
    .describe('Points of the outcome per point of the driver over `points`, each unit counting once.'),
  line: z
    .array(z.object({ driver: z.number(), outcome: z.number(), lower: z.number(), upper: z.number() }))
    .describe(
      'The line of `between` with its pointwise confidence band, by ascending driver; empty where there is none.',
    ),
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

export const answersSchema = z.object({
  driver: metricSchema,
  outcome: metricSchema,
  bands: z
    .array(
      z.object({
        from: z.number().describe('Lowest score of the driver in the band, included.'),
        to: z.number().describe('Score at which the next band begins.'),
        at: z.number().describe('Mean score of the driver in the band.'),
        n: z.int().describe('Answers in which both were given.'),
        mean: z.number().describe('Mean score of the outcome; where it is yes or no, % of yes.'),
        interval: intervalSchema.nullable(),
      }),
    )
    .describe(
      'Ten points wide, ascending; bands of too few employees are joined with their neighbours. Empty when suppressed.',
    ),
  curve: z
    .array(z.object({ at: z.number(), mean: z.number(), interval: intervalSchema }))
    .describe(
      'Logistic curve of an outcome that is yes or no, in % of yes, every 5 points of the driver as far as it was heard; else empty.',
    ),
  suppressed: suppressionSchema.nullable(),
  howWeKnow: howWeKnowSchema,
})
export type Answers = z.infer<typeof answersSchema>

export const parityPairSchema = z.object({
  customer: metricSchema,
  employee: metricSchema.describe("The employees' side: employee voice, or a score kept by operations."),
  customerMean: z.number().nullable().describe('Mean score of the customers.'),
  customerInterval: intervalSchema.nullable(),
  customerN: z.int(),
  employeeMean: z.number().nullable(),
  employeeInterval: intervalSchema.nullable(),
  employeeN: z.int().describe('0 when suppressed.'),
  gap: slopeSchema
    .nullable()
    .describe('Employees less customers, in points of the score; below 0 employees fare worse.'),
  suppressed: suppressionSchema.nullable().describe('Why there is no gap.'),
})
export type ParityPair = z.infer<typeof parityPairSchema>

export const paritySchema = z.object({
  pairs: z
    .array(parityPairSchema)
    .describe('The same dimensions asked of both sides, in the order asked for; unless told, widest first.'),
  units: z
    .array(
      z.object({
        unitId: idSchema,
        name: z.string(),
        gap: slopeSchema.nullable(),
        suppressed: suppressionSchema.nullable(),
      }),
    )
    .describe('Where `level` was asked for: the gap by unit, lowest first, then those without one.'),
  howWeKnow: howWeKnowSchema,
})
export type Parity = z.infer<typeof paritySchema>

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
  grain: z.enum(['month', 'quarter', 'year']),
  of: z.enum(['sum', 'mean']),
  lags: z
    .array(lagSlopeSchema.omit({ disattenuated: true }))
    .describe(
      'The same at other lags, ascending, to see what leads what: currency per point. At a lag below 0 the money comes first and the score afterwards.',
    ),
  bins: z
    .array(
      z.object({
        score: z.number().describe('Mean of the score in points, as deviation.'),
        money: z.number().describe('Mean of the money, as deviation.'),
        interval: intervalSchema.nullable(),
        n: z.int().describe('Unit-periods.'),
      }),
    )
    .describe(
      'Ten groups of unit-periods by score, of equal size, worst first: what `perPoint` is the slope of. Both are deviations from what is usual for the unit and for the period.',
    ),
  leftOut: linkageSchema.shape.leftOut,
  howWeKnow: howWeKnowSchema,
})
export type Value = z.infer<typeof valueSchema>

/**
 * Everything that is true in the demo company and that Tandem is expected to find again. The generator reads these
 * figures and nothing else; `createDemo().truth` gives them together with the names they fell on.
 */

/**
 * Recommendation on the 0-10 scale before rounding, at the average store. It gives about 41 NPS points; around
 * there a shift by 1 moves NPS by about `npsPerStep` points.
 */
export const recommendation = { mean: 8.82, npsPerStep: 27.5, noise: 1.56 }

/**
 * What explains recommendation after a store visit. `share` is the part of the explained variance (LMG) that each
 * item gets over single answers; `weight` is steps of recommendation per step (1-5) of the item, tuned so that the
 * shares come out; `mean` is the average rating. Waiting matters most and is where stores are weakest.
 */
export const drivers = [
  { metric: 'waiting', share: 0.32, weight: 0.71, mean: 3.3 },
  { metric: 'advice', share: 0.2, weight: 0.5, mean: 3.9 },
  { metric: 'friendliness', share: 0.16, weight: 0.42, mean: 4.1 },
  { metric: 'availability', share: 0.13, weight: 0.35, mean: 3.6 },
  { metric: 'checkout', share: 0.09, weight: 0.24, mean: 3.8 },
  { metric: 'price', share: 0.06, weight: 0.13, mean: 3.5 },
  { metric: 'cleanliness', share: 0.04, weight: 0.06, mean: 4.0 },
] as const

/** Spread of the stores: each driver's store mean moves by so many rating steps per sd of quality, and by itself. */
export const siteSpread = { byQuality: 0.158, byDriver: 0.1, rest: 0.06, month: 0.12 }

/** A trade customer recommends less (steps of recommendation) and stores serve 5 to 40 % of them: case mix. */
export const caseMix = { tradeEffect: -0.35, tradeShare: { min: 0.05, max: 0.4 } }

/** Within a store, engagement (0-100) of a month moves NPS this much per point, two months later; not the reverse. */
export const engagementEffect = {
  npsPerPoint: 0.33,
  lagMonths: 2,
  sdBetween: 6,
  sdWithin: 8,
  carryOver: 0.25,
}

/** Stores by yearly staff turnover: those below 3 % are about 29 NPS points above those of 12 % and more. */
export const turnover = { median: 6.1, spread: 0.62, qualityLoading: -0.9, npsGapOfOuterBands: 29 }

/** Chance (0-1) that an employee intends to stay 12 months: logistic in engagement; 97 % at 85, 49 % at 50. */
export const stay = { intercept: -5.06, perPoint: 0.1005 }

/** EUR of sales per NPS point, store and month, on the NPS heard in the month before; not a shop that sells more. */
export const valueOfPoint = { eur: 1240, lagMonths: 1, noiseEur: 40_000 }

/** Parcels packed in Leeds arrive damaged since so many days before the end; no one owns it yet. */
export const warehouseProblem = {
  warehouse: 'wh-leeds',
  daysBeforeUntil: 42,
  damagedBefore: 0.02,
  damagedSince: 0.32,
  otherWarehouses: 0.02,
  /** Its people write about packing since so many days before the end: they knew first. */
  staffSaySince: 60,
  /** Share of a region's deliveries that Leeds packs; its glass and lamps go everywhere. */
  leedsShare: { midlands: 0.85, north: 0.9, scotland: 0.85, otherUk: 0.12, hu: 0.25, ru: 0.15, cn: 0.12 },
}

/** Points (0-100) that evaluators take or give. Strict ones visit good stores, lenient ones weak stores. */
export const evaluatorStrictness = {
  ordinarySd: 1.8,
  strict: [-11, -9.5, -8, -10, -8.5, -9, -10.5, -8],
  lenient: [9, 8, 7.5, 8.5, 7, 9, 8, 7.5],
  /** Share of a store's tests done by its regular evaluator; the rest falls on anyone in the country. */
  regularShare: 0.62,
}

/** Service test score (0-100): mean, points per sd of store quality, own spread of the store, one test's noise. */
export const serviceTest = { mean: 71, byQuality: 5, rest: 2.5, noise: 10 }

/** Audit compliance (0-100), alike. */
export const audit = { mean: 83, byQuality: 3, rest: 4, noise: 6 }

/**
 * The improvement cycle: six months before the end the stores with the lowest service tests of the preceding six
 * months were taught. Only three took up the practice and improved; the others rose by chance alone.
 */
export const improvement = {
  practice: 'Greeting at the door',
  monthsOfBaseline: 6,
  taught: 12,
  improved: 3,
  serviceTestGain: 12,
  npsGain: 9,
}

/** Golden rule: the same dimensions asked of customers and of employees (1-5); the gap is employees' minus customers'. */
export const parity = [
  { dimension: 'respect', customer: 4.2, employee: 3.9 },
  { dimension: 'information', customer: 3.8, employee: 3.5 },
  { dimension: 'tools', customer: 3.7, employee: 3.4 },
  { dimension: 'listening', customer: 3.8, employee: 3.0 },
] as const

/** Steps of recommendation by country: habits of answering, not quality. */
export const countryStyle = { uk: 0.02, ru: -0.08, hu: -0.04, cn: 0.08 } as const

/** A store as it is, whatever was heard about it. */
export type StoreTruth = {
  readonly unit: string
  readonly name: string
  /** Standard normal; positive is better. */
  readonly quality: number
  /** Expected NPS of store visits before events, in NPS points. */
  readonly nps: number
  /** Expected service test score with an ordinary evaluator, before the practice. */
  readonly serviceTest: number
  /** Yearly turnover in %. */
  readonly turnover: number
  /** Mean engagement, 0-100. */
  readonly engagement: number
  readonly regularEvaluator: string
}

export type Truth = {
  readonly recommendation: typeof recommendation
  readonly drivers: typeof drivers
  readonly caseMix: typeof caseMix
  readonly engagementEffect: typeof engagementEffect
  readonly turnover: typeof turnover
  readonly stay: typeof stay
  readonly valueOfPoint: typeof valueOfPoint
  readonly parity: typeof parity
  readonly warehouseProblem: typeof warehouseProblem & { readonly since: string; readonly name: string }
  readonly stores: readonly StoreTruth[]
  readonly evaluators: readonly {
    readonly key: string
    readonly name: string
    /** Points added to every test of theirs; negative is strict. */
    readonly strictness: number
    readonly kind: 'strict' | 'ordinary' | 'lenient'
  }[]
  readonly improvement: typeof improvement & {
    /** The store with the best service, whose practice it is. */
    readonly learnedFrom: string
    /** First day after the teaching. */
    readonly start: string
    /** First day of the baseline. */
    readonly baselineFrom: string
    readonly taughtStores: readonly {
      readonly unit: string
      readonly name: string
      /** Mean of its baseline tests, evaluators' strictness taken out. */
      readonly baseline: number
      readonly improved: boolean
    }[]
  }
}

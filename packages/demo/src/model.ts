import type { Rng } from '@tandem/stats'
import type { Calendar } from './calendar.ts'
import type { Evaluator } from './people.ts'
import * as planted from './planted-truth.ts'
import { stream } from './random.ts'
import type { Company, Country, Store } from './units.ts'

/** A place where people work, as it really is: mean engagement and each month's, 0-100. */
export type Workplace = {
  readonly key: string
  readonly engagementMean: number
  /** Engagement by month; `lead` months before the first day come first. */
  readonly engagement: Float64Array
  /** How the golden rule is kept here, by dimension, standard normal. */
  readonly parity: Float64Array
  /** Yearly staff turnover in %. */
  readonly turnover: number
}

/** A store as it really is. */
export type Site = Workplace & {
  readonly store: Store
  readonly index: number
  readonly quality: number
  /** Deviation of each driver's mean in this store, rating steps. */
  readonly driverLevel: Float64Array
  /** What the drivers do not explain, and each month's chance, steps of recommendation. */
  readonly rest: number
  readonly monthShock: Float64Array
  readonly tradeShare: number
  /** Expected service test and audit scores with an ordinary evaluator. */
  readonly serviceTest: number
  readonly audit: number
  regularEvaluator: number
}

export type Model = {
  readonly sites: readonly Site[]
  readonly workplaces: ReadonlyMap<string, Workplace>
  /** Points by evaluator, in the order of the evaluators. */
  readonly strictness: Float64Array
}

/** Months of engagement known before the first day, so that the lagged effect starts at once. */
export const lead = planted.engagementEffect.lagMonths

/** Deviation of each month from the place's own mean: first-order carry-over, sd as planted. */
function monthlyPath(rng: Rng, mean: number, months: number): Float64Array {
  const { sdWithin, carryOver } = planted.engagementEffect
  const path = new Float64Array(lead + months)
  let deviation = sdWithin * rng.normal()
  for (let i = 0; i < path.length; i++) {
    path[i] = mean + deviation
    deviation = carryOver * deviation + sdWithin * Math.sqrt(1 - carryOver ** 2) * rng.normal()
  }
  return path
}

function createWorkplace(rng: Rng, key: string, quality: number, months: number): Workplace {
  const { sdBetween } = planted.engagementEffect
  const { median, spread, qualityLoading } = planted.turnover
  const liking = 0.6 * quality + 0.8 * rng.normal()
  const engagementMean = 73 + sdBetween * liking
  const churn = qualityLoading * quality + Math.sqrt(1 - qualityLoading ** 2) * rng.normal()
  return {
    key,
    engagementMean,
    engagement: monthlyPath(rng, engagementMean, months),
    parity: Float64Array.from(planted.parity, () => 0.6 * liking + 0.8 * rng.normal()),
    turnover: median * Math.exp(spread * churn),
  }
}

function createSite(rng: Rng, store: Store, index: number, quality: number, months: number): Site {
  const { byQuality, byDriver, rest, month } = planted.siteSpread
  const { min, max } = planted.caseMix.tradeShare
  return {
    ...createWorkplace(rng, store.key, quality, months),
    store,
    index,
    quality,
    driverLevel: Float64Array.from(planted.drivers, () => byQuality * quality + byDriver * rng.normal()),
    rest: rest * rng.normal(),
    monthShock: Float64Array.from({ length: months }, () => month * rng.normal()),
    tradeShare: min + (max - min) * rng.uniform() ** 1.5,
    serviceTest:
      planted.serviceTest.mean +
      planted.serviceTest.byQuality * quality +
      planted.serviceTest.rest * rng.normal(),
    audit: planted.audit.mean + planted.audit.byQuality * quality + planted.audit.rest * rng.normal(),
    regularEvaluator: 0,
  }
}

/** How many of the strict (and of the lenient) evaluators work in each country. */
const extremes: Readonly<Record<Country, number>> = { uk: 3, ru: 2, hu: 1, cn: 2 }

/**
 * Gives every store a regular evaluator: in each country the strict ones get the best stores and the lenient ones
 * the weakest, so that raw ranks mislead.
 */
function assignEvaluators(rng: Rng, sites: readonly Site[], evaluators: readonly Evaluator[]): Float64Array {
  const { ordinarySd, strict, lenient } = planted.evaluatorStrictness
  const strictness = Float64Array.from(evaluators, () => ordinarySd * rng.normal())
  let used = 0
  for (const country of ['uk', 'ru', 'hu', 'cn'] as const) {
    const own = evaluators.flatMap((evaluator, i) => (evaluator.country === country ? [i] : []))
    const ranked = sites
      .filter((site) => site.store.country === country)
      .sort((a, b) => b.quality - a.quality)
    for (let k = 0; k < extremes[country]; k++) {
      strictness[own[k]!] = strict[used + k]!
      strictness[own[own.length - 1 - k]!] = lenient[used + k]!
    }
    used += extremes[country]
    for (const [i, site] of ranked.entries())
      site.regularEvaluator = own[Math.floor((i * own.length) / ranked.length)]!
  }
  return strictness
}

/** Everything latent, drawn once from the seed. */
export function createModel(
  seed: number,
  company: Company,
  calendar: Calendar,
  shoppers: readonly Evaluator[],
): Model {
  const rng = stream(seed, 'model')
  // One more than the whole months whatever the day, so that the same seed gives the same stores on every day.
  const months = calendar.wholeMonths + 1
  const n = company.stores.length
  // Stratified draws keep the spread of quality the same for every seed, only its owners change.
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(rng.uniform() * (i + 1))
    const swap = order[i]!
    order[i] = order[j]!
    order[j] = swap
  }
  const sites = company.stores.map((store, i) =>
    createSite(rng, store, i, normalQuantile((order[i]! + 0.5) / n), months),
  )
  const workplaces = new Map<string, Workplace>(sites.map((site) => [site.key, site]))
  for (const { key } of company.staffed)
    if (!workplaces.has(key)) workplaces.set(key, createWorkplace(rng, key, rng.normal(), months))
  return { sites, workplaces, strictness: assignEvaluators(rng, sites, shoppers) }
}

/** Standard normal quantile by bisection; precise enough to place stores. */
function normalQuantile(p: number): number {
  // Logistic approximation of the normal distribution function (Bowling et al. 2009), inverted by bisection.
  const cdf = (z: number): number => 1 / (1 + Math.exp(-1.5976 * z - 0.07056 * z ** 3))
  let low = -5
  let high = 5
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2
    if (cdf(middle) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** Lasting effect of a store on recommendation, steps. */
export const siteEffect = (site: Site): number =>
  planted.drivers.reduce((sum, driver, d) => sum + driver.weight * site.driverLevel[d]!, site.rest)

/** Effect of a month on recommendation: chance, and engagement of two months before. */
export const monthEffect = (site: Site, month: number): number =>
  site.monthShock[month]! +
  (planted.engagementEffect.npsPerPoint / planted.recommendation.npsPerStep) *
    (site.engagement[month]! - site.engagementMean)

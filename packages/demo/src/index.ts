import type { SignalInput } from '@tandem/contract'
import { addDays } from './calendar.ts'
import { customers } from './customers.ts'
import { employees } from './employees.ts'
import { createGoals, type DemoGoal } from './goals.ts'
import { type DemoJourney, journeys } from './journeys.ts'
import { type DemoMetric, metrics } from './metrics.ts'
import { siteEffect } from './model.ts'
import { expectedNps, operations } from './operations.ts'
import type { DemoPerson } from './people.ts'
import * as planted from './planted-truth.ts'
import { createScene, type Scene } from './scene.ts'
import { audits, type Cycle, createServiceTests } from './service-tests.ts'
import type { DemoUnit } from './units.ts'

export type { DemoGoal } from './goals.ts'
export type { DemoJourney, DemoTouchpoint } from './journeys.ts'
export type { DemoMetric } from './metrics.ts'
export type { DemoPerson, PersonVersion } from './people.ts'
export type { StoreTruth, Truth } from './planted-truth.ts'
export type { DemoUnit } from './units.ts'

export type DemoOptions = {
  /** Any whole number from 1; the same seed, day and scale give the same company and the same signals. */
  readonly seed: number
  /** Last day that was heard, YYYY-MM-DD. The demo covers the 18 whole months before it and what follows. */
  readonly until: string
  /** Multiplies customer and employee answers; 1 gives 280,000, 40 gives 11 million. Greater than 0. */
  readonly scale: number
}

export type Demo = {
  readonly organizationName: string
  /** ISO 4217. */
  readonly currency: string
  /** First and last day heard. */
  readonly from: string
  readonly until: string
  /** Parents before children. */
  readonly units: readonly DemoUnit[]
  readonly people: readonly DemoPerson[]
  readonly metrics: readonly DemoMetric[]
  readonly journeys: readonly DemoJourney[]
  readonly goals: readonly DemoGoal[]
  /** How many signals `signals()` gives, for showing progress; exact but for a handful. */
  readonly expectedSignals: number
  /** Every signal, each time anew; memory does not grow with the scale. Ready to be sent. */
  signals(): Generator<SignalInput>
  readonly truth: planted.Truth
}

function tellTruth(scene: Scene, cycle: Cycle): planted.Truth {
  const { model, shoppers, calendar } = scene
  const { strict, lenient } = planted.evaluatorStrictness
  const { warehouseProblem, improvement } = planted
  return {
    recommendation: planted.recommendation,
    drivers: planted.drivers,
    caseMix: planted.caseMix,
    engagementEffect: planted.engagementEffect,
    turnover: planted.turnover,
    stay: planted.stay,
    valueOfPoint: planted.valueOfPoint,
    parity: planted.parity,
    warehouseProblem: {
      ...warehouseProblem,
      name: 'Warehouse Leeds',
      since: addDays(calendar.until, 1 - warehouseProblem.daysBeforeUntil),
    },
    stores: model.sites.map((site) => ({
      unit: site.key,
      name: site.store.name,
      quality: site.quality,
      nps: expectedNps(siteEffect(site)),
      serviceTest: site.serviceTest,
      turnover: site.turnover,
      engagement: site.engagementMean,
      regularEvaluator: shoppers[site.regularEvaluator]!.key,
    })),
    evaluators: shoppers.map(({ key, name }, i) => {
      const strictness = model.strictness[i]!
      const kind = strict.includes(strictness)
        ? 'strict'
        : lenient.includes(strictness)
          ? 'lenient'
          : 'ordinary'
      return { key, name, strictness, kind }
    }),
    improvement: {
      ...improvement,
      learnedFrom: model.sites.reduce((a, b) => (b.serviceTest > a.serviceTest ? b : a)).store.name,
      start: cycle.start,
      baselineFrom: cycle.baselineFrom,
      taughtStores: cycle.taught.map(({ site, baseline, improved }) => ({
        unit: site.key,
        name: site.store.name,
        baseline,
        improved,
      })),
    },
  }
}

/**
 * Northbeam Home, a household goods retailer that does not exist: its units, people, journeys and metrics, 18 months
 * of signals from all sources, and the truth that was planted in them.
 * @throws RangeError when `until` is no date, or seed or scale are not positive numbers.
 */
export function createDemo({ seed, until, scale }: DemoOptions): Demo {
  if (!Number.isSafeInteger(seed) || seed < 1) throw new RangeError('The seed must be a whole number from 1.')
  if (!(scale > 0) || !Number.isFinite(scale)) throw new RangeError('The scale must be a number above 0.')
  const scene = createScene(seed, until, scale)
  const { tests, cycle } = createServiceTests(scene)
  const { sites } = scene.model
  const cells = sites.length * scene.calendar.months.length
  return {
    organizationName: 'Northbeam Home',
    currency: 'EUR',
    from: scene.calendar.from,
    until,
    units: scene.company.units,
    people: scene.people,
    metrics,
    journeys,
    goals: createGoals(until, sites.length),
    expectedSignals:
      Math.round(280_000 * scale) + tests.length + 2000 + sites.length * scene.calendar.wholeMonths,
    *signals() {
      const heard = { sum: new Float64Array(cells), n: new Float64Array(cells) }
      yield* customers(scene, cycle, heard)
      yield* employees(scene)
      yield* tests
      yield* audits(scene)
      yield* operations(scene, heard)
    },
    truth: tellTruth(scene, cycle),
  }
}

import type { SignalInput } from '@tandem/contract'
import type { Rng } from '@tandem/stats'
import { daysBetween } from './calendar.ts'
import { compose, type Theme } from './comments/compose.ts'
import type { Site } from './model.ts'
import * as planted from './planted-truth.ts'
import { clampRound, stream } from './random.ts'
import type { Scene } from './scene.ts'
import { countryLanguage } from './units.ts'

/** 160 x 15 tests before the cycle and 1,600 after it: 4,000 in all. */
const testsBefore = 15
const testsAfter = 1600
const weeklyTests = 26

export type Cycle = {
  readonly start: string
  readonly startDay: number
  readonly baselineFrom: string
  readonly taught: readonly { readonly site: Site; readonly baseline: number; readonly improved: boolean }[]
  /** Whether a store took up the practice. */
  readonly improvedSites: ReadonlySet<number>
}

type Visit = {
  readonly site: Site
  readonly day: number
  readonly evaluator: number
  readonly signal: SignalInput
}

const parts: readonly (readonly [metric: string, theme: Theme])[] = [
  ['test-greeting', 'testGreeting'],
  ['test-advice', 'testAdvice'],
  ['test-shelves', 'testShelves'],
  ['test-checkout', 'testCheckout'],
]

function visit(scene: Scene, rng: Rng, site: Site, day: number, gain: number, number: number): Visit {
  const { shoppers, model } = scene
  const regular = rng.uniform() < planted.evaluatorStrictness.regularShare
  const colleagues = scene.shoppersOf(site.store.country)
  const evaluator = regular
    ? site.regularEvaluator
    : colleagues[Math.floor(rng.uniform() * colleagues.length)]!
  const level =
    site.serviceTest + gain + model.strictness[evaluator]! + planted.serviceTest.noise * rng.normal()
  const scores = parts.map(() => clampRound(level + 9 * rng.normal(), 0, 100))
  const total = clampRound((scores[0]! + scores[1]! + scores[2]! + scores[3]!) / 4, 0, 100)
  const language = countryLanguage[site.store.country]
  const highest = scores.indexOf(Math.max(...scores))
  const lowest = scores.indexOf(Math.min(...scores))
  const said: [Theme, 'good' | 'bad'][] = []
  if (scores[highest]! >= 65) said.push([parts[highest]![1], 'good'])
  if (scores[lowest]! < 70 && lowest !== highest) said.push([parts[lowest]![1], 'bad'])
  const hour = 10 + Math.floor(rng.uniform() * 8)
  const signal: SignalInput = {
    sourceKey: `${scene.keyPrefix}-t${number}`,
    source: 'service_test',
    occurredAt: scene.instant(day, hour * 60 + Math.floor(rng.uniform() * 60), site.store.country),
    unit: site.key,
    evaluator: shoppers[evaluator]!.key,
    channel: 'store',
    language,
    readings: [
      { metric: 'service-test', value: total },
      ...scores.map((value, i) => ({ metric: parts[i]![0], value })),
    ],
    comments:
      said.length > 0 && rng.uniform() < 0.8 ? [{ text: compose(rng, language, said), language }] : [],
  }
  return { site, day, evaluator, signal }
}

/** Which stores were taught: the lowest service tests of the baseline months, strictness taken out. */
function chooseTaught(scene: Scene, rng: Rng, tests: readonly Visit[], fromDay: number) {
  const sums = new Float64Array(scene.model.sites.length)
  const counts = new Float64Array(scene.model.sites.length)
  for (const test of tests) {
    if (test.day < fromDay) continue
    const total = test.signal.readings?.[0]?.value ?? 0
    sums[test.site.index]! += total - scene.model.strictness[test.evaluator]!
    counts[test.site.index]! += 1
  }
  const lowest = scene.model.sites
    .filter((site) => counts[site.index]! >= 3)
    .map((site) => ({ site, baseline: sums[site.index]! / counts[site.index]! }))
    .sort((a, b) => a.baseline - b.baseline)
    .slice(0, planted.improvement.taught)
  // The practice was taken up by three of the stores that really are weak, not merely unlucky.
  const weak = [...lowest].sort((a, b) => a.site.serviceTest - b.site.serviceTest).slice(0, 6)
  const improved = new Set<number>()
  while (improved.size < planted.improvement.improved)
    improved.add(weak[Math.floor(rng.uniform() * weak.length)]!.site.index)
  return lowest.map((entry) => ({ ...entry, improved: improved.has(entry.site.index) }))
}

/** All service tests, in order of time, and the cycle that they started. */
export function createServiceTests(scene: Scene): { tests: readonly SignalInput[]; cycle: Cycle } {
  const { calendar, model } = scene
  const rng = stream(scene.seed, 'service-tests')
  const start = `${calendar.months[calendar.wholeMonths - 6]!}-01`
  const startDay = daysBetween(calendar.from, start)
  const baselineFrom = `${calendar.months[calendar.wholeMonths - 6 - planted.improvement.monthsOfBaseline]!}-01`
  const visits: Visit[] = []
  const add = (site: Site, day: number, gain: number) =>
    visits.push(visit(scene, rng, site, day, gain, visits.length + 1))
  for (const site of model.sites)
    for (let i = 0; i < testsBefore; i++)
      add(site, Math.floor(((i + rng.uniform()) * startDay) / testsBefore), 0)
  const taught = chooseTaught(scene, rng, visits, daysBetween(calendar.from, baselineFrom))
  const improvedSites = new Set(taught.filter((entry) => entry.improved).map((entry) => entry.site.index))
  const rest = calendar.days.length - startDay
  for (const { site } of taught)
    for (let i = 0; i < weeklyTests; i++) {
      const gain = improvedSites.has(site.index) ? planted.improvement.serviceTestGain : 0
      add(site, startDay + Math.floor(((i + rng.uniform()) * rest) / weeklyTests), gain)
    }
  const taughtSites = new Set(taught.map((entry) => entry.site.index))
  const others = model.sites.filter((site) => !taughtSites.has(site.index))
  const left = testsAfter - taught.length * weeklyTests
  for (let i = 0; i < left; i++)
    add(others[i % others.length]!, startDay + Math.floor(rng.uniform() * rest), 0)
  visits.sort((a, b) => a.day - b.day)
  return {
    tests: visits.map((entry) => entry.signal),
    cycle: { start, startDay, baselineFrom, taught, improvedSites },
  }
}

/** 2,000 audits; auditors agree with each other, and their level is the store's own. */
export function* audits(scene: Scene): Generator<SignalInput> {
  const { calendar, model, auditors } = scene
  const rng = stream(scene.seed, 'audits')
  const count = 2000
  for (let i = 0; i < count; i++) {
    const site = model.sites[i % model.sites.length]!
    const country = site.store.country
    const own = auditors.filter((auditor) => auditor.country === country)
    const level = site.audit + planted.audit.noise * rng.normal()
    const safety = clampRound(level + 6 * rng.normal(), 0, 100)
    const stock = clampRound(level - 2 + 6 * rng.normal(), 0, 100)
    const language = countryLanguage[country]
    const day = Math.floor(((i + rng.uniform()) * calendar.days.length) / count)
    const said: [Theme, 'good' | 'bad'][] = []
    if (safety < 75) said.push(['auditSafety', 'bad'])
    if (stock < 75) said.push(['auditStock', 'bad'])
    if (safety >= 92) said.push(['auditSafety', 'good'])
    if (stock >= 92) said.push(['auditStock', 'good'])
    yield {
      sourceKey: `${scene.keyPrefix}-a${i + 1}`,
      source: 'audit',
      occurredAt: scene.instant(day, 540 + Math.floor(rng.uniform() * 420), country),
      unit: site.key,
      evaluator: own[Math.floor(rng.uniform() * own.length)]!.key,
      channel: 'store',
      language,
      readings: [
        { metric: 'audit-compliance', value: clampRound((safety + stock) / 2, 0, 100) },
        { metric: 'audit-safety', value: safety },
        { metric: 'audit-stock', value: stock },
      ],
      comments:
        said.length > 0 && rng.uniform() < 0.6 ? [{ text: compose(rng, language, said), language }] : [],
    }
  }
}

import type { SignalInput } from '@tandem/contract'
import type { Rng } from '@tandem/stats'
import { compose, type Praised, type Theme, type Tone } from './comments/compose.ts'
import { monthEffect, type Site, siteEffect } from './model.ts'
import type { HeardNps } from './operations.ts'
import { workingOn } from './people.ts'
import * as planted from './planted-truth.ts'
import { clampRound, pick, stream, weighted } from './random.ts'
import type { Scene } from './scene.ts'
import type { Cycle } from './service-tests.ts'
import { type Country, countryLanguage, type Language } from './units.ts'

/** Customer answers at scale 1. */
export const customerAnswers = 250_000

type Said = readonly (readonly [Theme, Tone])[]
/** What a customer answers, before it is written down as a signal. */
type Answer = {
  readonly unit: string
  readonly country: Country
  readonly language: Language
  readonly touchpoint?: string
  readonly channel: string
  readonly readings: { metric: string; value: number }[]
  /** What they would say, and how likely they are to say it, 0-1. */
  readonly said: Said
  readonly talkative: number
  readonly employee?: { readonly key: string } & Praised
  readonly attributes: Record<string, string>
}

const { mean: recommend, noise, npsPerStep } = planted.recommendation
const drivers = planted.drivers
const tone = (r: number): Tone => (r >= 7.5 ? 'good' : 'bad')
const talk = (r: number): number => (r < 6.5 ? 0.36 : r < 8.5 ? 0.18 : 0.2)
const nps = (r: number) => ({ metric: 'nps', value: clampRound(r, 0, 10) })
const rating = (metric: string, x: number) => ({ metric, value: clampRound(x, 1, 5) })
/** A five-step satisfaction that goes with a recommendation. */
const satisfaction = (rng: Rng, metric: string, r: number) =>
  rating(metric, 4.15 + 0.36 * (r - 9) + 0.6 * rng.normal())

/** Stores that deliver through Leeds: by region in Britain, by country elsewhere. */
function leedsShare(site: Site): number {
  const share = planted.warehouseProblem.leedsShare
  const { region, country } = site.store
  if (region === 'midlands' || region === 'north' || region === 'scotland') return share[region]
  return country === 'uk' ? share.otherUk : share[country]
}
const otherWarehouse: Readonly<Record<Country, string>> = {
  uk: 'wh-bristol',
  ru: 'wh-podolsk',
  hu: 'wh-tatabanya',
  cn: 'wh-suzhou',
}

const touchpoints = ['till', 'advice-desk', 'shelf', 'returns-desk', 'parking', 'invoice'] as const
const drawTouchpoint = weighted([0.42, 0.3, 0.14, 0.07, 0.04, 0.03])
const segments = ['household', 'first home', 'trade']

/** State of a run over the answers. */
class Customers {
  readonly scene: Scene
  readonly rng: Rng
  readonly words: Rng
  readonly effects: Float64Array
  readonly leeds: Float64Array
  readonly damagedFrom: number
  readonly cycle: Cycle
  readonly names: ReadonlyMap<string, string>
  readonly ratings = new Float64Array(drivers.length)

  constructor(scene: Scene, cycle: Cycle) {
    this.scene = scene
    this.cycle = cycle
    this.names = new Map(scene.company.units.map((unit) => [unit.key, unit.name]))
    this.rng = stream(scene.seed, 'customers')
    this.words = stream(scene.seed, 'customer-comments')
    this.effects = Float64Array.from(scene.model.sites, siteEffect)
    this.leeds = Float64Array.from(scene.model.sites, leedsShare)
    this.damagedFrom = scene.calendar.days.length - planted.warehouseProblem.daysBeforeUntil
  }

  nameOf(unitKey: string): string {
    return this.names.get(unitKey)!
  }

  /** Month, country habit and practice: what moves recommendation in a store whatever the touchpoint. */
  around(site: Site, day: number): number {
    const month = monthEffect(site, this.scene.calendar.monthOfDay[day]!)
    const gained = day >= this.cycle.startDay && this.cycle.improvedSites.has(site.index)
    return (
      month +
      planted.countryStyle[site.store.country] +
      (gained ? planted.improvement.npsGain / npsPerStep : 0)
    )
  }

  common(site: Site, segment: string) {
    const country = site.store.country
    return { unit: site.key, country, language: countryLanguage[country], attributes: { segment } }
  }

  segment(site: Site): string {
    const x = this.rng.uniform()
    return segments[x < site.tradeShare ? 2 : x < site.tradeShare + 0.15 ? 1 : 0]!
  }

  visit(site: Site, day: number): Answer {
    const { rng, ratings } = this
    const segment = this.segment(site)
    const halo = 0.45 * rng.normal()
    let r = recommend + site.rest + this.around(site, day) + noise * rng.normal()
    if (segment === 'trade') r += planted.caseMix.tradeEffect
    for (let d = 0; d < drivers.length; d++) {
      const x = clampRound(drivers[d]!.mean + site.driverLevel[d]! + halo + 0.75 * rng.normal(), 1, 5)
      ratings[d] = x
      r += drivers[d]!.weight * (x - drivers[d]!.mean)
    }
    const touchpoint = touchpoints[drawTouchpoint(rng)]!
    const wrongInvoice = touchpoint === 'invoice' && rng.uniform() < 0.14
    if (wrongInvoice) r -= 2.6
    else if (touchpoint === 'returns-desk') r -= 0.3
    const readings = [nps(r), satisfaction(rng, 'store-csat', r)]
    if (rng.uniform() < 0.45)
      for (let d = 0; d < drivers.length; d++)
        readings.push({ metric: drivers[d]!.metric, value: ratings[d]! })
    if (touchpoint === 'returns-desk' || touchpoint === 'invoice')
      readings.push({ metric: 'ces', value: clampRound(5.4 + 0.5 * (r - 9) + 0.9 * rng.normal(), 1, 7) })
    const helped = touchpoint === 'advice-desk' || touchpoint === 'returns-desk' || rng.uniform() < 0.1
    const employee = helped ? workingOn(rng, this.scene.staff.workers.get(site.key)!, day) : undefined
    return {
      ...this.common(site, segment),
      touchpoint,
      channel: 'store',
      readings,
      said: wrongInvoice ? [['invoice', 'bad']] : this.aboutVisit(r, touchpoint, employee !== undefined),
      talkative: wrongInvoice ? 0.6 : talk(r),
      ...(employee && { employee }),
    }
  }

  /** The driver furthest below (or above) its usual rating is what people talk about. */
  extreme(side: 1 | -1): Theme {
    let best = 0
    let most = -Infinity
    for (let d = 0; d < drivers.length; d++) {
      const deviation =
        side * (this.ratings[d]! - drivers[d]!.mean) * drivers[d]!.weight ** 0.3 + 0.25 * this.words.uniform()
      if (deviation > most) {
        most = deviation
        best = d
      }
    }
    return drivers[best]!.metric
  }

  aboutVisit(r: number, touchpoint: string, served: boolean): Said {
    const mood = tone(r)
    const x = this.words.uniform()
    if (touchpoint === 'returns-desk' && x < 0.75) return [['returns', mood]]
    if (touchpoint === 'parking' && x < 0.8) return [['parking', mood]]
    if (touchpoint === 'invoice' && x < 0.3 && mood === 'good') return [['invoice', 'good']]
    if (served && mood === 'good' && x < 0.5) return [['praise', 'good']]
    const main = this.extreme(mood === 'good' ? 1 : -1)
    const mixed = r >= 6.5 && r < 8.5
    if (!mixed && x > 0.6) return [[main, mood]]
    const other = this.extreme(mood === 'good' ? -1 : 1)
    if (mixed && other !== main)
      return [
        [main, mood],
        [other, mood === 'good' ? 'bad' : 'good'],
      ]
    const second = pick(this.words, drivers).metric
    if (
      second === main ||
      this.ratings[drivers.findIndex((d) => d.metric === second)]! < 4 === (mood === 'good')
    )
      return [[main, mood]]
    return [
      [main, mood],
      [second, mood],
    ]
  }

  delivery(site: Site, day: number): Answer {
    const { rng, words } = this
    const problem = planted.warehouseProblem
    const segment = this.segment(site)
    const country = site.store.country
    const fromLeeds = rng.uniform() < this.leeds[site.index]!
    const since = fromLeeds && day >= this.damagedFrom
    const risk = since ? problem.damagedSince : fromLeeds ? problem.damagedBefore : problem.otherWarehouses
    const damaged = rng.uniform() < risk
    const late = rng.uniform() < (country === 'ru' ? 0.13 : 0.09)
    const onTime = clampRound((late ? 2 : 4.4) + 0.6 * rng.normal(), 1, 5)
    const condition = clampRound((damaged ? 1.5 : 4.6) + 0.55 * rng.normal(), 1, 5)
    let r = recommend + 0.1 + 0.4 * this.effects[site.index]! + this.around(site, day) + 1.5 * rng.normal()
    r += 0.6 * (onTime - 4.2) + 0.95 * (condition - 4.5) - (damaged ? 0.8 : 0)
    if (segment === 'trade') r += planted.caseMix.tradeEffect
    const said: Said = damaged
      ? late && words.uniform() < 0.4
        ? [
            ['damaged', 'bad'],
            ['delivery', 'bad'],
          ]
        : [['damaged', 'bad']]
      : condition === 5 && words.uniform() < 0.08
        ? [['damaged', 'good']]
        : [['delivery', late ? 'bad' : tone(r)]]
    const common = this.common(site, segment)
    return {
      ...common,
      touchpoint: `delivery-${country}`,
      channel: 'delivery',
      readings: [
        nps(r),
        satisfaction(rng, 'delivery-csat', damaged ? r - 1 : r),
        rating('on-time', onTime),
        rating('parcel-condition', condition),
      ],
      said,
      talkative: damaged ? 0.62 : talk(r),
      attributes: {
        ...common.attributes,
        warehouse: this.nameOf(fromLeeds ? problem.warehouse : otherWarehouse[country]),
        carrier: this.nameOf(`carrier-${country}`),
      },
    }
  }

  contact(site: Site, day: number): Answer {
    const { rng } = this
    const segment = this.segment(site)
    const common = this.common(site, segment)
    const teams = this.scene.company.teams.filter((team) => team.language === common.language)
    const team = pick(rng, teams).key
    const chat = team.endsWith('chat')
    const r = recommend - 0.45 + (chat ? 0.15 : 0) + 2 * rng.normal()
    const employee = workingOn(rng, this.scene.staff.workers.get(team)!, day)
    return {
      ...common,
      unit: team,
      touchpoint: chat ? 'chat' : 'phone',
      channel: chat ? 'chat' : 'phone',
      readings: [
        nps(r),
        { metric: 'ces', value: clampRound(5.2 + 0.55 * (r - 8.7) + 0.9 * rng.normal(), 1, 7) },
      ],
      said: [['contact', tone(r)]],
      talkative: talk(r),
      ...(employee && { employee }),
    }
  }

  online(site: Site): Answer {
    const { rng } = this
    const ease = clampRound(3.9 + 0.9 * rng.normal(), 1, 5)
    const r = recommend - 0.1 + 0.8 * (ease - 3.9) + 1.7 * rng.normal()
    return {
      ...this.common(site, this.segment(site)),
      unit: 'digital',
      touchpoint: 'webshop',
      channel: 'web',
      readings: [nps(r), rating('app-ease', ease)],
      said: [['app', tone(r)]],
      talkative: talk(r),
    }
  }

  installation(site: Site): Answer {
    const { rng } = this
    const country = site.store.country
    const r = recommend + 0.1 + (country === 'hu' ? -0.5 : 0) + 2 * rng.normal()
    return {
      ...this.common(site, this.segment(site)),
      unit: `install-${country}`,
      touchpoint: `installation-${country}`,
      channel: 'home',
      readings: [nps(r), satisfaction(rng, 'installation-csat', r)],
      said: [['installation', tone(r)]],
      talkative: talk(r),
    }
  }

  /** The relationship survey: recommendation and the golden rule's dimensions. */
  relationship(site: Site, day: number): Answer {
    const { rng } = this
    const halo = rng.normal()
    const r = recommend + this.effects[site.index]! + this.around(site, day) + 0.9 * halo + 1.9 * rng.normal()
    const readings = [nps(r)]
    for (const [k, { dimension, customer }] of planted.parity.entries()) {
      const kept = 0.22 * (0.7 * site.parity[k]! + 0.5 * site.quality)
      readings.push(rating(`customer-${dimension}`, customer + kept + 0.45 * halo + 0.7 * rng.normal()))
    }
    const main = pick(this.words, drivers).metric
    return {
      ...this.common(site, this.segment(site)),
      channel: 'e-mail',
      readings,
      said: [[main, tone(r)]],
      talkative: talk(r),
    }
  }
}

const kinds = ['visit', 'delivery', 'contact', 'online', 'installation', 'relationship'] as const
const drawKind = weighted([0.6, 0.2, 0.08, 0.04, 0.02, 0.06])

/** Answers of a day are given in proportion to its weight: Sunday to Saturday. */
const weekday = [1.15, 0.85, 0.85, 0.9, 0.95, 1.1, 1.5]

/** How many of `total` fall on each day, in proportion to the days' weights. */
function spread(total: number, days: readonly string[]): Int32Array {
  const weights = days.map((day) => weekday[new Date(day).getUTCDay()]!)
  const all = weights.reduce((a, b) => a + b, 0)
  let weight = 0
  let given = 0
  return Int32Array.from(weights, (w) => {
    weight += w
    const upTo = Math.round((total * weight) / all)
    const today = upTo - given
    given = upTo
    return today
  })
}

/** All customer answers day by day; `heard` collects the NPS by store and month. */
export function* customers(scene: Scene, cycle: Cycle, heard: HeardNps): Generator<SignalInput> {
  const run = new Customers(scene, cycle)
  const { rng, words } = run
  const { sites } = scene.model
  const months = scene.calendar.months.length
  const drawSite = weighted(sites.map((site) => site.store.size))
  let number = 0
  for (const [day, count] of spread(Math.round(customerAnswers * scene.scale), scene.calendar.days).entries())
    for (let i = 0; i < count; i++) {
      const site = sites[drawSite(rng)]!
      const answer = run[kinds[drawKind(rng)]!](site, day)
      const { employee, language } = answer
      if (answer.unit === site.key) {
        const cell = site.index * months + scene.calendar.monthOfDay[day]!
        const value = answer.readings[0]!.value
        heard.n[cell]! += 1
        heard.sum[cell]! += value >= 9 ? 100 : value <= 6 ? -100 : 0
      }
      const speaks = words.uniform() < answer.talkative
      yield {
        sourceKey: `${scene.keyPrefix}-c${++number}`,
        source: 'customer',
        occurredAt: scene.instant(day, 540 + Math.floor(720 * rng.uniform()), answer.country),
        unit: answer.unit,
        channel: answer.channel,
        language,
        ...(answer.touchpoint && { touchpoint: answer.touchpoint }),
        ...(employee && { employees: [employee.key] }),
        readings: answer.readings,
        ...(speaks && { comments: [{ text: compose(words, language, answer.said, employee), language }] }),
        attributes: answer.attributes,
      }
    }
}

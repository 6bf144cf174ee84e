import type { personBody } from '@tandem/contract'
import type { Rng } from '@tandem/stats'
import type { z } from 'zod'
import { addDays, type Calendar } from './calendar.ts'
import { drawName } from './names.ts'
import { stream, weighted } from './random.ts'
import { type Company, type Country, countryLanguage, type Language } from './units.ts'

/** What held from a day on: unit and attributes, all of them. */
export type PersonVersion = {
  readonly from: string
  readonly unitKey: string | null
  readonly attributes: Readonly<Record<string, string>>
}

/** A person to create: send each version, oldest first, with its `from`. */
export type DemoPerson = Pick<z.output<typeof personBody>, 'kind' | 'key' | 'name' | 'email'> & {
  readonly history: readonly PersonVersion[]
}

/** An employee as the generator needs them: where they work, from which day to which (index into the calendar). */
export type Worker = {
  readonly key: string
  readonly badge: string
  readonly woman: boolean
  readonly firstDay: number
  readonly lastDay: number
}

export type Staff = {
  readonly people: readonly DemoPerson[]
  /** Employees by unit. */
  readonly workers: ReadonlyMap<string, readonly Worker[]>
}

const roles = {
  store: [
    'sales advisor',
    'sales advisor',
    'sales advisor',
    'cashier',
    'cashier',
    'stock assistant',
    'service desk',
  ],
  team: ['agent', 'agent', 'agent', 'senior agent'],
  department: ['specialist', 'specialist', 'coordinator', 'analyst'],
  warehouse: ['picker', 'packer', 'packer', 'driver', 'shift lead'],
} as const
const managers = {
  store: 'store manager',
  team: 'team leader',
  department: 'head',
  warehouse: 'warehouse manager',
}

/** Tenure bands, each from so many days on. */
const bands: readonly [number, string][] = [
  [0, 'under 6 months'],
  [183, '6 to 12 months'],
  [365, '1 to 3 years'],
  [3 * 365, '3 to 10 years'],
  [10 * 365, 'over 10 years'],
]

type Stint = {
  readonly hired: number
  readonly left: number | null
  readonly role: string
  readonly promoted: number | null
}

/** Versions of an employee's attributes: as they stood on the first day, and each change after it. */
function versions(unitKey: string, stint: Stint, calendar: Calendar): PersonVersion[] {
  const lastDay = calendar.days.length - 1
  const start = Math.max(0, stint.hired)
  const end = stint.left ?? lastDay
  const at = new Set([start])
  for (const [days] of bands) at.add(stint.hired + days)
  if (stint.promoted !== null) at.add(stint.promoted)
  const result = [...at]
    .filter((day) => day >= start && day <= end)
    .sort((a, b) => a - b)
    .map((day): PersonVersion => {
      const tenure = bands.findLast(([days]) => day - stint.hired >= days)![1]
      const role = stint.promoted !== null && day >= stint.promoted ? `senior ${stint.role}` : stint.role
      const from = day === 0 ? addDays(calendar.from, Math.max(stint.hired, -3650)) : calendar.days[day]!
      return { from, unitKey, attributes: { role, tenure, employment: 'employed' } }
    })
  const last = result.at(-1)!
  if (stint.left !== null && stint.left < lastDay)
    result.push({
      from: calendar.days[stint.left + 1]!,
      unitKey,
      attributes: { ...last.attributes, employment: 'left' },
    })
  return result
}

/** One post of a unit over the whole time: its holder, and after each leaver a successor. */
function fillPost(rng: Rng, days: number, yearlyTurnover: number, manager: boolean): Omit<Stint, 'role'>[] {
  const stints: Omit<Stint, 'role'>[] = []
  let hired = -Math.round(30 + (manager ? 2600 : 1500) * -Math.log(1 - rng.uniform()))
  for (;;) {
    const wait = Math.round((-Math.log(1 - rng.uniform()) / (yearlyTurnover / 100)) * 365)
    const left = Math.max(hired, 0) + wait
    const promoted = !manager && hired < -400 && rng.uniform() < 0.1 ? Math.floor(rng.uniform() * days) : null
    const stays = left >= days - 20
    stints.push({
      hired,
      left: stays ? null : left,
      promoted: promoted !== null && promoted <= left ? promoted : null,
    })
    if (stays) return stints
    hired = left + 14 + Math.floor(rng.uniform() * 30)
    if (hired >= days - 10) return stints
  }
}

/** Everyone who works, or worked, in a staffed unit; `turnoverOf` gives its yearly turnover in %. */
export function createStaff(
  seed: number,
  company: Company,
  calendar: Calendar,
  turnoverOf: (unitKey: string) => number,
): Staff {
  const rng = stream(seed, 'people')
  const people: DemoPerson[] = []
  const workers = new Map<string, Worker[]>()
  const days = calendar.days.length
  for (const unit of company.staffed) {
    const here: Worker[] = []
    workers.set(unit.key, here)
    const kind = unit.key.startsWith('wh-') ? 'warehouse' : unit.role
    const drawRole = weighted(roles[kind].map(() => 1))
    for (let post = 0; post < unit.headcount; post++) {
      const role = post === 0 ? managers[kind] : roles[kind][drawRole(rng)]!
      for (const stint of fillPost(rng, days, turnoverOf(unit.key), post === 0)) {
        const key = `E${String(people.length + 1).padStart(5, '0')}`
        const name = drawName(rng, unit.language)
        people.push({
          kind: 'employee',
          key,
          name: name.full,
          email: null,
          history: versions(unit.key, { ...stint, role }, calendar),
        })
        here.push({
          key,
          badge: name.badge,
          woman: name.woman,
          firstDay: Math.max(0, stint.hired),
          lastDay: stint.left ?? days - 1,
        })
      }
    }
  }
  return { people, workers }
}

/** Someone of these who worked on the day; undefined when a few tries find nobody. */
export function workingOn(rng: Rng, workers: readonly Worker[], day: number): Worker | undefined {
  for (let i = 0; i < 6; i++) {
    const worker = workers[Math.floor(rng.uniform() * workers.length)]
    if (worker && worker.firstDay <= day && worker.lastDay >= day) return worker
  }
  return undefined
}

export type Evaluator = { readonly key: string; readonly name: string; readonly country: Country }

const perCountry: readonly [Country, number, number][] = [
  ['uk', 21, 4],
  ['ru', 15, 3],
  ['hu', 9, 2],
  ['cn', 15, 3],
]

/** 60 mystery shoppers and 12 auditors. */
export function createEvaluators(seed: number, calendar: Calendar) {
  const rng = stream(seed, 'evaluators')
  const people: DemoPerson[] = []
  const shoppers: Evaluator[] = []
  const auditors: Evaluator[] = []
  const add = (list: Evaluator[], prefix: string, country: Country, does: string) => {
    const language: Language = countryLanguage[country]
    const key = `${prefix}${String(list.length + 1).padStart(2, '0')}`
    const name = drawName(rng, language).full
    list.push({ key, name, country })
    const history = [{ from: calendar.from, unitKey: null, attributes: { does, language } }]
    people.push({ kind: 'evaluator', key, name, email: null, history })
  }
  for (const [country, shopperCount, auditorCount] of perCountry) {
    for (let i = 0; i < shopperCount; i++) add(shoppers, 'M', country, 'service tests')
    for (let i = 0; i < auditorCount; i++) add(auditors, 'A', country, 'audits')
  }
  return { people, shoppers, auditors }
}

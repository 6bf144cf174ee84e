import { type Calendar, createCalendar } from './calendar.ts'
import { createModel, type Model } from './model.ts'
import { createEvaluators, createStaff, type DemoPerson, type Evaluator, type Staff } from './people.ts'
import { type Company, type Country, createCompany } from './units.ts'

/** What every generator of signals needs. */
export type Scene = {
  readonly seed: number
  readonly scale: number
  /** Start of every source key. */
  readonly keyPrefix: string
  readonly calendar: Calendar
  readonly company: Company
  readonly model: Model
  readonly staff: Staff
  readonly shoppers: readonly Evaluator[]
  readonly auditors: readonly Evaluator[]
  readonly people: readonly DemoPerson[]
  /** Positions (in `shoppers`) of a country's mystery shoppers. */
  shoppersOf(country: Country): readonly number[]
  /** Instant of a day (index) and minute (0-1439, local). */
  instant(day: number, minute: number, country: Country): string
}

const offset: Readonly<Record<Country, string>> = { uk: 'Z', ru: '+03:00', hu: '+01:00', cn: '+08:00' }
const clock = Array.from({ length: 1440 }, (_, minute) => {
  const two = (n: number) => String(n).padStart(2, '0')
  return `T${two(Math.floor(minute / 60))}:${two(minute % 60)}:00`
})

export function createScene(seed: number, until: string, scale: number): Scene {
  const calendar = createCalendar(until)
  const company = createCompany(seed)
  const { people, shoppers, auditors } = createEvaluators(seed, calendar)
  const model = createModel(seed, company, calendar, shoppers)
  const staff = createStaff(seed, company, calendar, (key) => model.workplaces.get(key)!.turnover)
  const byCountry = (country: Country) =>
    shoppers.flatMap((shopper, i) => (shopper.country === country ? [i] : []))
  const positions = { uk: byCountry('uk'), ru: byCountry('ru'), hu: byCountry('hu'), cn: byCountry('cn') }
  return {
    seed,
    scale,
    keyPrefix: `northbeam-${seed}-${until}`,
    calendar,
    company,
    model,
    staff,
    shoppers,
    auditors,
    people: [...staff.people, ...people],
    shoppersOf: (country) => positions[country],
    instant: (day, minute, country) => calendar.days[day]! + clock[minute]! + offset[country],
  }
}

/** The days of the demo: 18 whole calendar months and, unless `until` ends a month, what has passed of the next. */
export type Calendar = {
  readonly from: string
  readonly until: string
  /** Every day, YYYY-MM-DD, oldest first. */
  readonly days: readonly string[]
  /** Calendar month of each day, 0 for the first. */
  readonly monthOfDay: Uint8Array
  /** YYYY-MM of each calendar month that has a day. */
  readonly months: readonly string[]
  /** How many of them are over; 18. */
  readonly wholeMonths: number
}

const DAY = 86_400_000
export const wholeMonths = 18

const iso = (time: number): string => new Date(time).toISOString().slice(0, 10)

/** The day so many days after (or, negative, before) a day. */
export const addDays = (day: string, days: number): string => iso(Date.parse(day) + days * DAY)

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY)

/** Last day of a month given as YYYY-MM. */
export const lastDayOf = (month: string): string =>
  iso(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0))

/** @throws RangeError when `until` is not a calendar date. */
export function createCalendar(until: string): Calendar {
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(until) ||
    Number.isNaN(Date.parse(until)) ||
    iso(Date.parse(until)) !== until
  )
    throw new RangeError(`The last day of the demo must be a date such as 2026-10-31, not "${until}".`)
  const endsMonth = addDays(until, 1).endsWith('-01')
  const year = Number(until.slice(0, 4))
  const month = Number(until.slice(5, 7)) - 1
  const from = iso(Date.UTC(year, month - (endsMonth ? wholeMonths - 1 : wholeMonths), 1))
  const days = Array.from({ length: daysBetween(from, until) + 1 }, (_, i) => addDays(from, i))
  const months = [...new Set(days.map((day) => day.slice(0, 7)))]
  const monthOfDay = Uint8Array.from(days, (day) => months.indexOf(day.slice(0, 7)))
  return { from, until, days, monthOfDay, months, wholeMonths }
}

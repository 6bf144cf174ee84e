import i18next from 'i18next'
import { useSyncExternalStore } from 'react'
import { placeFor, roundTo } from './rounding.ts'

interface Range {
  readonly lower: number
  readonly upper: number
}

export interface Format {
  /** A number with at most the given decimals. */
  number: (value: number, decimals?: number) => string
  /** A number with its sign, for differences. */
  signed: (value: number, decimals?: number) => string
  /** A count. */
  count: (value: number) => string
  /** A share 0..1 as percentage; the ends are never claimed: ">99 %", "<1 %". */
  probability: (share: number) => string
  percent: (share: number, decimals?: number) => string
  /** An estimate rounded to what its interval supports. */
  estimate: (value: number, interval: Range | null) => string
  /** A number with the unit of its metric behind it, as the language writes it: "71.8%", "1,240 EUR". */
  unit: (text: string, label: string) => string
  /** Half-width of an interval, as "± 2.1". */
  plusMinus: (interval: Range) => string
  /** Both ends of an interval, as "610 – 1,870". */
  range: (interval: Range) => string
  money: (value: number, currency: string) => string
  /** A calendar day (YYYY-MM-DD), the same for every time zone. */
  date: (day: string) => string
  dateRange: (from: string, to: string) => string
  month: (day: string) => string
  /** An instant, on the reader's clock. */
  time: (instant: string) => string
  list: (items: readonly string[]) => string
}

const minus = (text: string) => text.replace('-', '\u2212')

/** Formatters of a language, all by Intl. */
export function formatOf(language: string): Format {
  // Making a formatter costs a hundred times what using it costs, and a table asks for thousands.
  const made = new Map<string, Intl.NumberFormat>()
  const numbers = (options: Intl.NumberFormatOptions) => {
    const name = JSON.stringify(options)
    const kept = made.get(name) ?? new Intl.NumberFormat(language, options)
    made.set(name, kept)
    return kept
  }
  const byPlace = (value: number, place: number, options: Intl.NumberFormatOptions = {}) => {
    const digits = Math.max(0, -place)
    const all = { minimumFractionDigits: digits, maximumFractionDigits: digits, ...options }
    return minus(numbers(all).format(roundTo(value, place)))
  }
  const halfWidth = (r: Range) => (r.upper - r.lower) / 2
  const days = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' })
  const months = new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' })
  const times = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const lists = new Intl.ListFormat(language, { type: 'conjunction' })
  const percent = (share: number, decimals = 0) =>
    minus(numbers({ style: 'percent', maximumFractionDigits: decimals }).format(share))
  const utc = (day: string) => new Date(`${day.slice(0, 10)}T00:00:00Z`)
  return {
    number: (value, decimals = 1) => minus(numbers({ maximumFractionDigits: decimals }).format(value)),
    signed: (value, decimals = 1) => byPlace(value, -decimals, { signDisplay: 'exceptZero' }),
    count: (value) => numbers({ maximumFractionDigits: 0 }).format(value),
    percent,
    probability: (share) => {
      if (share >= 0.995) return `>${percent(0.99)}`
      if (share < 0.005) return `<${percent(0.01)}`
      return percent(share)
    },
    estimate: (value, interval) => byPlace(value, interval ? placeFor(halfWidth(interval)) : -1),
    unit: (text, label) => {
      if (label === '%') return percent(1).replace('100', text)
      return label ? `${text}\u00a0${label}` : text
    },
    plusMinus: (r) => `± ${byPlace(halfWidth(r), placeFor(halfWidth(r)))}`,
    range: (r) => {
      const place = placeFor(halfWidth(r))
      return `${byPlace(r.lower, place)} – ${byPlace(r.upper, place)}`
    },
    money: (value, currency) =>
      numbers({ style: 'currency', currency, maximumFractionDigits: 0 }).format(value),
    date: (day) => days.format(utc(day)),
    dateRange: (from, to) => days.formatRange(utc(from), utc(to)),
    month: (day) => months.format(utc(day)),
    time: (instant) => times.format(new Date(instant)),
    list: (items) => lists.format(items),
  }
}

const shared = new Map<string, Format>()

function sharedFormat(language: string): Format {
  const format = shared.get(language) ?? formatOf(language)
  shared.set(language, format)
  return format
}

function onLanguage(changed: () => void): () => void {
  i18next.on('languageChanged', changed)
  return () => i18next.off('languageChanged', changed)
}

/**
 * The language the app is shown in, and nothing else: tables ask for it in each of hundreds of cells, where
 * `useTranslation` would cost a tenth of a second on a slow phone.
 */
export function useLanguage(): string {
  return useSyncExternalStore(onLanguage, () => i18next.language)
}

/** Formatters of the language the app is shown in; the same object as long as it stays. */
export function useFormat(): Format {
  return sharedFormat(useLanguage())
}

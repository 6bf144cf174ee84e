/**
 * Times as files write them. A format names the order of day, month and year (`dd.MM.yyyy`, `MM/dd/yyyy`,
 * `yyyy-MM-dd`, `dd MMM yyyy`, `yyyy-MM`, `yyyy`, `yyyyMMdd`), or is `excel`, `epoch` (seconds) or `epochms`.
 * Any separators are understood, and a time of day and an offset behind the date always are.
 */
export type DateParser = (text: string) => string | null

type Part = 'y' | 'M' | 'd' | 'MMM'

const monthLocales = ['en', 'de', 'hu', 'pt', 'ru', 'es', 'fr']
const monthNumbers = readMonthNames()

function readMonthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const locale of monthLocales) {
    for (const month of ['long', 'short'] as const) {
      // With the day beside it a month stands in the genitive where a language has one.
      const withDay = new Intl.DateTimeFormat(locale, { month, day: 'numeric', timeZone: 'UTC' })
      const alone = new Intl.DateTimeFormat(locale, { month, timeZone: 'UTC' })
      for (let i = 0; i < 12; i++) {
        const date = new Date(Date.UTC(2024, i, 15))
        const part = withDay.formatToParts(date).find((p) => p.type === 'month')
        for (const name of [part?.value ?? '', alone.format(date)]) {
          const key = name.toLowerCase().replace(/[.\s]/g, '')
          if (/^\p{L}/u.test(key) && !names.has(key)) names.set(key, i + 1)
        }
      }
    }
  }
  return names
}

const timePart =
  '(?:[T\\s,.]+(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*([AaPp]\\.?[Mm]\\.?)?)?\\s*(Z|[+-]\\d{2}:?(?:\\d{2})?)?'
const separator = '[\\s.,/\\-年月日]*'

function partsOf(format: string): Part[] {
  const date = format.replace(/[T\s]*H.*$/, '')
  return [...date.matchAll(/y+|M+|d+/g)].map(([token]) =>
    token.startsWith('y') ? 'y' : token.startsWith('d') ? 'd' : token.length >= 3 ? 'MMM' : 'M',
  )
}

function patternOf(parts: Part[], format: string): RegExp {
  if (/^yyyyMMdd$/.test(format)) return /^(\d{4})(\d{2})(\d{2})()()()()()()$/
  const groups = parts.map((part) =>
    part === 'y' ? '(\\d{4}|\\d{2})' : part === 'MMM' ? '(\\p{L}{3,}\\.?)' : '(\\d{1,2})',
  )
  // Between numbers a separator must stand; beside a month's name it need not.
  const between = parts.includes('MMM') ? `(?:${separator}|\\s+de\\s+)` : separator.replace('*', '+')
  return new RegExp(`^${groups.join(between)}[.年月日]*${timePart}$`, 'u')
}

/** Throws a sentence when the format is not one of those above. */
export function compileDateFormat(format: string, timeZone: string): DateParser {
  const zone = offsetsOf(timeZone)
  if (format === 'excel') return excelParser
  if (format === 'epoch' || format === 'epochms') return epochParser(format === 'epoch' ? 1000 : 1)
  const parts = partsOf(format)
  const key = parts.join('')
  if (
    !['yMd', 'dMy', 'Mdy', 'ydM', 'dMMMy', 'MMMdy', 'yMMMd', 'yM', 'My', 'MMMy', 'yMMM', 'y'].includes(key)
  ) {
    throw new Error(
      `The date format "${format}" is not understood. Write it with dd, MM and yyyy, such as dd.MM.yyyy, or choose yyyy, excel, epoch or epochms.`,
    )
  }
  if (key === 'y') return yearParser
  const pattern = patternOf(parts, format)
  const n = parts.length
  return (text) => {
    const match = pattern.exec(text.trim())
    if (match === null) return null
    let year = 0
    let month = 0
    let day = 15
    for (let i = 0; i < n; i++) {
      const token = match[i + 1]!
      if (parts[i] === 'y') year = fullYear(token)
      else if (parts[i] === 'M') month = Number(token)
      else if (parts[i] === 'd') day = Number(token)
      else month = monthNumbers.get(token.toLowerCase().replace('.', '')) ?? 0
    }
    return moment(year, month, day, match.slice(n + 1), zone)
  }
}

const fullYear = (token: string): number => {
  const year = Number(token)
  return token.length === 4 ? year : year < 70 ? 2000 + year : 1900 + year
}

const two = (n: number): string => (n < 10 ? `0${n}` : String(n))

function bareDate(year: number, month: number, day: number): string | null {
  if (year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1) return null
  const daysInMonth = new Date(Date.UTC(year, month, 0)).getUTCDate()
  return day > daysInMonth ? null : `${year}-${two(month)}-${two(day)}`
}

/** A bare date stays one; with a time it becomes an instant, by its own offset or that of the zone. */
function moment(
  year: number,
  month: number,
  day: number,
  [hours, minutes, seconds, fraction, half, offset]: (string | undefined)[],
  zone: (localMs: number) => number,
): string | null {
  const date = bareDate(year, month, day)
  if (date === null || hours === undefined || hours === '') return date
  let hour = Number(hours)
  if (half !== undefined && half !== '') {
    if (hour < 1 || hour > 12) return null
    hour = (hour % 12) + (/^p/i.test(half) ? 12 : 0)
  }
  const second = Number(seconds ?? 0)
  if (hour > 23 || Number(minutes) > 59 || second > 59) return null
  const ms = Math.floor(Number(`0.${fraction ?? 0}`) * 1000)
  const local = Date.UTC(year, month - 1, day, hour, Number(minutes), second, ms)
  return new Date(
    local - (offset === undefined || offset === '' ? zone(local) : offsetMs(offset)),
  ).toISOString()
}

function offsetMs(offset: string): number {
  if (offset === 'Z') return 0
  const digits = offset.slice(1).replace(':', '').padEnd(4, '0')
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2))
  return (offset.startsWith('-') ? -1 : 1) * minutes * 60_000
}

const yearParser: DateParser = (text) => {
  const match = /^(\d{4})(?:\.0+)?$/.exec(text.trim())
  return match === null ? null : bareDate(Number(match[1]), 7, 1)
}

function excelParser(text: string): string | null {
  const value = text.trim().replace(',', '.')
  if (!/^\d{1,6}(\.\d+)?$/.test(value)) return null
  // Day 1 is 1 January 1900, but the sheet believes in a 29 February 1900, hence 30 December 1899.
  const ms = Math.round(Number(value) * 86_400) * 1000 + Date.UTC(1899, 11, 30)
  const iso = new Date(ms).toISOString()
  if (bareDate(Number(iso.slice(0, 4)), 1, 1) === null) return null
  return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso
}

function epochParser(unit: 1 | 1000): DateParser {
  return (text) => {
    if (!/^-?\d{1,14}(\.\d+)?$/.test(text.trim())) return null
    const date = new Date(Math.round(Number(text) * unit))
    if (Number.isNaN(date.getTime())) return null
    return bareDate(date.getUTCFullYear(), 1, 1) === null ? null : date.toISOString()
  }
}

/** Offset of a zone at a local time, in ms; asked of Intl once per hour of the calendar. */
function offsetsOf(timeZone: string): (localMs: number) => number {
  if (timeZone === 'UTC' || timeZone === '') return () => 0
  let format: Intl.DateTimeFormat
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  } catch {
    throw new Error(`The time zone "${timeZone}" is not known. Choose one such as Europe/Budapest or UTC.`)
  }
  const offsetAt = (utc: number): number => {
    const part = Object.fromEntries(format.formatToParts(utc).map((p) => [p.type, Number(p.value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - utc
  }
  const known = new Map<number, number>()
  return (local) => {
    const hour = Math.floor(local / 3_600_000)
    let offset = known.get(hour)
    if (offset === undefined) {
      const floor = hour * 3_600_000
      // The first guess may lie across a change of the clock; the second does not.
      offset = offsetAt(floor - offsetAt(floor))
      if (known.size > 200_000) known.clear()
      known.set(hour, offset)
    }
    return offset
  }
}

export interface DateGuess {
  format: string
  /** Both orders of day and month fit every value. */
  ambiguous: boolean
}

const textFormats = [
  'yyyy-MM-dd',
  'dd.MM.yyyy',
  'dd/MM/yyyy',
  'MM/dd/yyyy',
  'dd MMM yyyy',
  'MMM dd, yyyy',
  'yyyyMMdd',
  'yyyy-MM',
  'MM/yyyy',
  'MMM yyyy',
]

/**
 * Which format these cells are written in, by what fits (at least 19 of 20, half under a telling name). Numbers that could mean anything
 * (a year, a serial day, an epoch) are taken for times only where `named` says the column's name speaks of time.
 */
export function guessDateFormat(cells: readonly string[], named: boolean): DateGuess | null {
  if (cells.length === 0) return null
  const fits = (format: string): number => {
    const parse = compileDateFormat(format, 'UTC')
    let good = 0
    for (const cell of cells) if (parse(cell) !== null) good++
    return good / cells.length
  }
  const numeric = cells.every((cell) => /^\d+(\.\d+)?$/.test(cell.trim()))
  if (numeric) {
    const compact = cells.every((cell) => /^(19|20)\d{6}$/.test(cell.trim()))
    if (compact && fits('yyyyMMdd') >= 0.95) return { format: 'yyyyMMdd', ambiguous: false }
    if (!named) return null
    const values = cells.map(Number)
    const within = (low: number, high: number) => values.every((v) => v >= low && v <= high)
    if (within(1900, 2100) && fits('yyyy') === 1) return { format: 'yyyy', ambiguous: false }
    if (within(20_000, 80_000)) return { format: 'excel', ambiguous: false }
    if (within(3e8, 4.2e9)) return { format: 'epoch', ambiguous: false }
    if (within(3e11, 4.2e12)) return { format: 'epochms', ambiguous: false }
    return null
  }
  const shares = new Map(textFormats.map((format) => [format, fits(format)]))
  const best = textFormats.reduce((a, b) => ((shares.get(b) ?? 0) > (shares.get(a) ?? 0) ? b : a))
  if ((shares.get(best) ?? 0) < (named ? 0.5 : 0.95)) return null
  const slashes = (shares.get('dd/MM/yyyy') ?? 0) === (shares.get('MM/dd/yyyy') ?? 0)
  const dotted = cells.some((cell) => /^\s*\d{1,2}\./.test(cell))
  if (best === 'dd.MM.yyyy' && !dotted) return { format: 'dd/MM/yyyy', ambiguous: slashes }
  return { format: best, ambiguous: false }
}

/** A span of calendar days, inclusive, as YYYY-MM-DD; an absent end is open. */
export interface Period {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export const presetNames = [
  'last30',
  'last90',
  'last12Months',
  'thisQuarter',
  'lastQuarter',
  'thisYear',
  'lastYear',
  'all',
] as const
export type PresetName = (typeof presetNames)[number]

function iso(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function day(year: number, month: number, date: number): string {
  return iso(new Date(Date.UTC(year, month, date)))
}

/** The span of a preset, counted from `now` on the reader's calendar. */
export function periodOf(preset: PresetName, now = new Date()): Period {
  const [y, m, d] = [now.getFullYear(), now.getMonth(), now.getDate()]
  const quarter = Math.floor(m / 3) * 3
  switch (preset) {
    case 'last30':
      return { from: day(y, m, d - 29), to: day(y, m, d) }
    case 'last90':
      return { from: day(y, m, d - 89), to: day(y, m, d) }
    case 'last12Months':
      return { from: day(y - 1, m, d + 1), to: day(y, m, d) }
    case 'thisQuarter':
      return { from: day(y, quarter, 1), to: day(y, quarter + 3, 0) }
    case 'lastQuarter':
      return { from: day(y, quarter - 3, 1), to: day(y, quarter, 0) }
    case 'thisYear':
      return { from: day(y, 0, 1), to: day(y, 11, 31) }
    case 'lastYear':
      return { from: day(y - 1, 0, 1), to: day(y - 1, 11, 31) }
    case 'all':
      return {}
  }
}

/** The preset that a span equals today, or undefined for a span of one's own. */
export function presetOf(period: Period, now = new Date()): PresetName | undefined {
  return presetNames.find((name) => {
    const p = periodOf(name, now)
    return p.from === period.from && p.to === period.to
  })
}

/** A calendar date of the form YYYY-MM-DD that exists. */
export function isDate(text: unknown): text is string {
  if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && iso(new Date(time)) === text
}

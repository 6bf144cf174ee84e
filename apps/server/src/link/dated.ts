/**
 * What held over time: sorted intervals from (inclusive) to (exclusive) that never overlap; nothing holds in the
 * gaps. Dates are `YYYY-MM-DD`, `-infinity` or `infinity`, which sort as plain strings.
 */
export interface Dated<T> {
  readonly value: T
  readonly from: string
  readonly to: string
}
export type Timeline<T> = readonly Dated<T>[]

export const always = '-infinity'
export const forever = 'infinity'

/** What holds on the day; null in a gap. */
export function valueAt<T>(timeline: Timeline<T>, date: string): T | null {
  return timeline.find((i) => i.from <= date && date < i.to)?.value ?? null
}

/** The day after; the last day there is becomes `infinity`. */
export function dayAfter(date: string): string {
  if (date >= '9999-12-31') return forever
  return new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

/** Today in UTC, the calendar of all validity dates. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/**
 * Let `value` (null: nothing) hold from a day until the next change that is already recorded, or for ever. So a
 * change that is entered late corrects only the time it speaks of, and what is planned for later stays planned.
 */
export function changeFrom<T extends string>(
  timeline: Timeline<T>,
  value: T | null,
  from: string,
): Timeline<T> {
  const until = nextChange(timeline, from)
  const pieces: Dated<T>[] = []
  for (const piece of timeline) {
    if (piece.from < from) pieces.push(piece.to > from ? { ...piece, to: from } : piece)
    if (piece.to > until) pieces.push(piece.from < until ? { ...piece, from: until } : piece)
  }
  if (value !== null) pieces.push({ value, from, to: until })
  pieces.sort((a, b) => (a.from < b.from ? -1 : 1))
  return merge(pieces)
}

/** The first recorded change after a day; `infinity` if there is none. */
export function nextChange<T>(timeline: Timeline<T>, date: string): string {
  for (const { from, to } of timeline) {
    if (from > date) return from
    if (to > date) return to
  }
  return forever
}

/** Neighbours that say the same become one. */
function merge<T>(pieces: readonly Dated<T>[]): Timeline<T> {
  const merged: Dated<T>[] = []
  for (const piece of pieces) {
    const last = merged.at(-1)
    if (last && last.to === piece.from && last.value === piece.value)
      merged[merged.length - 1] = { ...last, to: piece.to }
    else merged.push(piece)
  }
  return merged
}

/**
 * The day from which a row without a date holds: always for a new thing, today for a known one. But when later rows
 * of the same batch tell how it went on until today, the row tells how it began; else sending the same batch again
 * would turn that round.
 */
export function undatedFrom(isNew: boolean, firstDated: string | undefined): string {
  return isNew || (firstDated !== undefined && firstDated <= today()) ? always : today()
}

/** Indexes of rows in the order of their dates; the undated first, as they stand. */
export function byDate(rows: readonly { readonly from?: string | undefined }[]): number[] {
  const date = (index: number) => rows[index]?.from ?? ''
  const order = rows.keys().toArray()
  return order.sort((a, b) => (date(a) < date(b) ? -1 : date(a) > date(b) ? 1 : a - b))
}

/** The first date that rows give, by what they speak of. */
export function firstDates<R extends { readonly from?: string | undefined }>(
  rows: readonly R[],
  nameOf: (row: R) => string,
): Map<string, string> {
  const first = new Map<string, string>()
  for (const row of rows) {
    const before = first.get(nameOf(row))
    if (row.from !== undefined && (before === undefined || row.from < before))
      first.set(nameOf(row), row.from)
  }
  return first
}

/** Something that held from a day (null: always) until a day, exclusive (null: to this day and on). */
export interface Held {
  readonly value: string
  readonly from: string | null
  readonly to: string | null
}

/** A piece of a line as it is drawn: where it begins and ends, 0 to 1 of the width. */
export interface Piece extends Held {
  readonly start: number
  readonly end: number
  /** It holds today. */
  readonly now: boolean
}

const day = 86_400_000
const at = (date: string) => Date.parse(`${date}T00:00:00Z`)

/** The days from which to which a timeline is drawn: all that is dated, today, and a margin at both sides. */
export function spanOf(held: readonly Held[], today: string): { from: number; to: number } {
  const dates = held.flatMap((h) => [h.from, h.to].filter((d) => d !== null)).map(at)
  const from = Math.min(at(today), ...dates)
  const to = Math.max(at(today), ...dates)
  const margin = Math.max(30 * day, (to - from) * 0.15)
  return { from: from - margin, to: to + margin }
}

/** Where on the line a day stands, 0 to 1. */
export function placeOf(date: string, span: { from: number; to: number }): number {
  return (at(date) - span.from) / (span.to - span.from)
}

/** The pieces of a line, earliest first. */
export function piecesOf(held: readonly Held[], span: { from: number; to: number }, today: string): Piece[] {
  return held
    .map((h) => ({
      ...h,
      start: h.from === null ? 0 : placeOf(h.from, span),
      end: h.to === null ? 1 : placeOf(h.to, span),
      now: (h.from ?? '') <= today && (h.to === null || today < h.to),
    }))
    .sort((a, b) => a.start - b.start)
}

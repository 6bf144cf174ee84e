export const grains = ['month', 'quarter', 'year'] as const
export type Grain = (typeof grains)[number]
/** Most periods from the score to the money that are offered. */
export const mostLag = 12

/** What the value is asked for, as it stands in the address. */
export interface ValueSearch {
  readonly score?: string | undefined
  readonly money?: string | undefined
  /** Periods from the score to the money. */
  readonly lag?: number | undefined
  readonly grain?: Grain | undefined
  /** Amounts of a period are added (sum) or averaged (mean); told by the money unless chosen. */
  readonly of?: 'sum' | 'mean' | undefined
  /** Points more, of the calculator. */
  readonly points?: number | undefined
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)

/** Reads search parameters; what is not valid is dropped. */
export function parseValueSearch(search: Record<string, unknown>): ValueSearch {
  const [score, money] = [text(search.score), text(search.money)]
  const lag = Number(search.lag ?? Number.NaN)
  const grain = grains.find((g) => g === search.grain)
  const of = (['sum', 'mean'] as const).find((way) => way === search.of)
  const points = Number(search.points ?? Number.NaN)
  return {
    ...(score ? { score } : {}),
    ...(money ? { money } : {}),
    ...(Number.isInteger(lag) && lag >= 0 && lag <= mostLag ? { lag } : {}),
    ...(grain ? { grain } : {}),
    ...(of ? { of } : {}),
    ...(points > 0 && points <= 100 ? { points } : {}),
  }
}

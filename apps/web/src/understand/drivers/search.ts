/** What the drivers are asked for, as it stands in the address. */
export interface DriversSearch {
  readonly outcome?: string | undefined
  /** Metric keys, comma separated; chosen by the server unless told. */
  readonly drivers?: string | undefined
  /** Attainment aimed at, in %. */
  readonly target?: number | undefined
  /** channel:VALUE, language:VALUE, touchpoint:ID or attribute:NAME=VALUE. */
  readonly filter?: string | undefined
  /** The driver whose detail is shown. */
  readonly driver?: string | undefined
}

const text = (value: unknown, most = 240) =>
  typeof value === 'string' && value !== '' && value.length <= most ? value : undefined

/** Reads search parameters; what is not valid is dropped. */
export function parseDriversSearch(search: Record<string, unknown>): DriversSearch {
  const outcome = text(search.outcome)
  const drivers = text(search.drivers, 2000)
  const target = Number(search.target ?? Number.NaN)
  const filter = text(search.filter)
  const driver = text(search.driver)
  return {
    ...(outcome ? { outcome } : {}),
    ...(drivers ? { drivers } : {}),
    ...(Number.isInteger(target) && target > 0 && target <= 100 ? { target } : {}),
    ...(filter && partsOf(filter) ? { filter } : {}),
    ...(driver ? { driver } : {}),
  }
}

/** A filter as what it tells apart by, as `GET /api/v1/scores` takes it, and the group that is meant. */
export function partsOf(filter: string): { by: string; key: string } | null {
  const [, by, key] = /^(channel|language|touchpoint|attribute:[^=]{1,60})[:=](.*)$/s.exec(filter) ?? []
  if (by === undefined || key === undefined) return null
  return filterOf(by, key) === filter ? { by, key } : null
}

export function filterOf(by: string, key: string): string {
  return by.startsWith('attribute:') ? `${by}=${key}` : `${by}:${key}`
}

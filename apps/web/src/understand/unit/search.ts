export interface UnitSearch {
  /** Keys of the metrics that stand for their sources over time, comma separated. */
  readonly show?: string | undefined
}

export function parseUnitSearch(search: Record<string, unknown>): UnitSearch {
  return typeof search.show === 'string' && search.show !== '' ? { show: search.show } : {}
}

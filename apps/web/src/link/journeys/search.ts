/** What Journeys shows, as it stands in the address. */
export interface JourneysSearch {
  /** Key of the journey; the one that hurts most unless told. */
  readonly journey?: string | undefined
  /** Id of the unit whose part is shown; `none` for touchpoints without an owner. */
  readonly part?: string | undefined
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 120) : undefined)

/** Reads search parameters; what is not valid is dropped. */
export function parseJourneysSearch(search: Record<string, unknown>): JourneysSearch {
  const journey = text(search.journey)
  const part = text(search.part)
  return { ...(journey ? { journey } : {}), ...(part ? { part } : {}) }
}

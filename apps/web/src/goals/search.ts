const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** What the goals screen shows, as it stands in the address; unit and period come from the top bar. */
export interface GoalsSearch {
  /** The goal that is being changed (id), or `new`. */
  readonly edit?: string | undefined
  /** Coverage of this goal only (id). */
  readonly goal?: string | undefined
  /** Only touchpoints with holes. */
  readonly holes?: boolean | undefined
}

/** Reads search parameters; what is not valid is dropped. */
export function parseGoalsSearch(search: Record<string, unknown>): GoalsSearch {
  const { edit, goal, holes } = search
  return {
    ...(typeof edit === 'string' && (edit === 'new' || uuid.test(edit)) ? { edit } : {}),
    ...(typeof goal === 'string' && uuid.test(goal) ? { goal } : {}),
    ...(holes === true || holes === 'true' ? { holes: true } : {}),
  }
}

import { useNavigate, useSearch } from '@tanstack/react-router'
import { isDate, type Period } from './period.ts'

/** What the top bar chooses, held in the URL across screens: a span of days and a unit (id) of the tree. */
export interface Scope extends Period {
  readonly unit?: string | undefined
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** Reads the scope from search parameters; what is not valid is dropped. */
export function parseScope(search: Record<string, unknown>): Scope {
  const scope: { from?: string; to?: string; unit?: string } = {}
  if (isDate(search.from)) scope.from = search.from
  if (isDate(search.to)) scope.to = search.to
  if (typeof search.unit === 'string' && uuid.test(search.unit)) scope.unit = search.unit
  return scope
}

export interface PeriodQuery {
  readonly from?: string
  readonly to?: string
  readonly unitId?: string
}

/** A scope as query of an endpoint. */
export function periodQueryOf(scope: Scope): PeriodQuery {
  return {
    ...(scope.from ? { from: scope.from } : {}),
    ...(scope.to ? { to: scope.to } : {}),
    ...(scope.unit ? { unitId: scope.unit } : {}),
  }
}

/** The chosen scope, the same as query of an endpoint, and a way to change it. */
export function useScope(): {
  scope: Scope
  query: PeriodQuery
  setScope: (change: Partial<Scope>) => void
} {
  const scope = parseScope(useSearch({ strict: false }))
  const navigate = useNavigate()
  return {
    scope,
    query: periodQueryOf(scope),
    setScope: (change) => {
      void navigate({ to: '.', search: (old: Record<string, unknown>) => ({ ...old, ...change }) })
    },
  }
}

import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { currentLanguage } from '../app/i18n.ts'
import { apiQuery, useApi } from '../app/queries.ts'
import { useScope } from '../app/scope.ts'
import { useCan } from '../app/session.ts'
import { useUrl } from '../understand/use-url.ts'
import { parseLinkSearch } from './search.ts'
import { branchOf, growTree, stockOf } from './sites/tree-model.ts'

/** The tree on the chosen day below the chosen unit, and what it holds. */
export function useCompany() {
  const [search] = useUrl(parseLinkSearch)
  const { scope } = useScope()
  const units = useApi(
    'GET /api/v1/units',
    {
      query: {
        ...(search.asOf ? { asOf: search.asOf } : {}),
        ...(search.closed ? { closed: 'true' } : {}),
      },
    },
    { keepPrevious: true },
  )
  const language = currentLanguage()
  const whole = useMemo(() => growTree(units.data?.items ?? [], language), [units.data, language])
  const tree = useMemo(() => branchOf(whole, scope.unit), [whole, scope.unit])
  const stock = useMemo(() => {
    const { withoutRegion, ...counts } = stockOf(tree)
    // A site in a region that the chosen branch does not show is not without one.
    const lone = stockOf(whole).withoutRegion
    return { ...counts, withoutRegion: new Set([...withoutRegion].filter((id) => lone.has(id))) }
  }, [tree, whole])
  return { units, tree, stock }
}

const most = 12

/** Ids of sites from which anything was heard in the chosen period; null when that cannot be told. */
export function useHeard(): ReadonlySet<string> | null {
  const can = useCan()
  const { query } = useScope()
  const may = can('scores.read') && can('metrics.read')
  const metrics = useApi('GET /api/v1/metrics', undefined, { enabled: may })
  const items = metrics.data?.items ?? []
  // With more metrics than that the question costs more than its answer is worth.
  const asked = may && items.length <= most ? items : []
  return useQueries({
    queries: asked.map((metric) => ({
      ...apiQuery('GET /api/v1/scores', { query: { ...query, metric: metric.key, by: 'site' } }),
      staleTime: 300_000,
      placeholderData: keepPreviousData,
    })),
    combine: (answers) => {
      if (answers.length === 0 || answers.some((a) => !a.data)) return null
      return new Set(answers.flatMap((a) => a.data?.groups.map((g) => g.key) ?? []))
    },
  })
}

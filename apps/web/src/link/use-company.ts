import { useMemo } from 'react'
import { currentLanguage } from '../app/i18n.ts'
import { useApi } from '../app/queries.ts'
import { useScope } from '../app/scope.ts'
import { useCan } from '../app/session.ts'
import { mainMetric } from '../understand/metrics.ts'
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

export interface Heard {
  /** Name of the metric that stands for being heard. */
  readonly metric: string
  /** Ids of sites with an answer to it in the chosen period. */
  readonly sites: ReadonlySet<string>
}

/** Which sites were heard on the main metric in the chosen period; null when that cannot be told. */
export function useHeard(): Heard | null {
  const can = useCan()
  const { query } = useScope()
  const may = can('scores.read') && can('metrics.read')
  const metrics = useApi('GET /api/v1/metrics', undefined, { enabled: may })
  const metric = mainMetric(metrics.data?.items ?? [])
  const scores = useApi(
    'GET /api/v1/scores',
    { query: { ...query, metric: metric?.key ?? '', by: 'site' } },
    { enabled: may && metric !== undefined, keepPrevious: true },
  )
  return useMemo(
    () =>
      metric && scores.data
        ? { metric: metric.name, sites: new Set(scores.data.groups.map((group) => group.key)) }
        : null,
    [metric, scores.data],
  )
}

import i18next from 'i18next'
import { apiQuery, queryClient } from '../../app/queries.ts'
import { parseScope, periodQueryOf } from '../../app/scope.ts'
import { mainMetric } from '../metrics.ts'
import { questionOf } from './question.ts'
import { parseStandingsSearch } from './search.ts'

/** Asks for the standings while their screen is still being fetched. */
export function ahead(search: Record<string, unknown>): void {
  void i18next.loadNamespaces('understand')
  void askStandings(search).catch(() => {
    // The screen asks again and says what is wrong.
  })
}

async function askStandings(search: Record<string, unknown>): Promise<void> {
  const { items } = await queryClient.ensureQueryData(apiQuery('GET /api/v1/metrics'))
  const main = mainMetric(items)
  if (!main) return
  const period = periodQueryOf(parseScope(search))
  const { asked } = questionOf(parseStandingsSearch(search), period, items, main, undefined)
  await queryClient.prefetchQuery(apiQuery('GET /api/v1/standings', { query: asked }))
}

import type { understandEndpoints } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import type { RoutesOf } from '../platform/index.ts'
import { readComments } from './read-comments.ts'
import { readDrivers } from './read-drivers.ts'
import { readLinkage } from './read-linkage.ts'
import { readOverview } from './read-overview.ts'
import { readScores } from './read-scores.ts'
import { readStandings } from './read-standings.ts'
import { readTrend } from './read-trend.ts'
import { readValue } from './read-value.ts'
import { standingsCsv } from './standings-csv.ts'

export function understandRoutes({
  analytics,
}: {
  readonly analytics: Analytics
}): RoutesOf<typeof understandEndpoints> {
  return {
    'GET /api/v1/standings': ({ query }, caller) => readStandings(analytics, caller, query),
    'GET /api/v1/standings.csv': async ({ query }, caller) =>
      standingsCsv(await readStandings(analytics, caller, query)),
    'GET /api/v1/scores': ({ query }, caller) => readScores(analytics, caller, query),
    'GET /api/v1/trend': ({ query }, caller) => readTrend(analytics, caller, query),
    'GET /api/v1/drivers': ({ query }, caller) => readDrivers(analytics, caller, query),
    'GET /api/v1/linkage': ({ query }, caller) => readLinkage(analytics, caller, query),
    'GET /api/v1/value': ({ query }, caller) => readValue(analytics, caller, query),
    'GET /api/v1/units/{id}/overview': ({ params, query }, caller) =>
      readOverview(analytics, caller, params.id, query),
    'GET /api/v1/comments': ({ query }, caller) => readComments(caller, query),
  }
}

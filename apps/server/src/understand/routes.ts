import type { understandEndpoints } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import type { RoutesOf } from '../platform/index.ts'
import { readAnswers } from './read-answers.ts'
import { readChanges } from './read-changes.ts'
import { readDrivers } from './read-drivers.ts'
import { readGroupingChoices } from './read-groupings.ts'
import { readLinkage } from './read-linkage.ts'
import { readOverview } from './read-overview.ts'
import { readParity } from './read-parity.ts'
import { readScores } from './read-scores.ts'
import { readStandings } from './read-standings.ts'
import { readTrend } from './read-trend.ts'
import { readValue } from './read-value.ts'
import { standingsCsv } from './standings-csv.ts'
import { fileResponse, standingsXlsx } from './standings-file.ts'

const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export function understandRoutes({
  analytics,
}: {
  readonly analytics: Analytics
}): RoutesOf<typeof understandEndpoints> {
  return {
    'GET /api/v1/standings': ({ query }, caller) => readStandings(analytics, caller, query),
    'GET /api/v1/standings.csv': async ({ query }, caller) =>
      standingsCsv(await readStandings(analytics, caller, query)),
    'GET /api/v1/standings.xlsx': async ({ query }, caller) => {
      const standings = await readStandings(analytics, caller, query)
      return fileResponse(await standingsXlsx(standings, query.language), 'standings.xlsx', xlsx)
    },
    'GET /api/v1/standings/groupings': ({ query }, caller) => readGroupingChoices(analytics, caller, query),
    'GET /api/v1/scores': ({ query }, caller) => readScores(analytics, caller, query),
    'GET /api/v1/changes': ({ query }, caller) => readChanges(analytics, caller, query),
    'GET /api/v1/trend': ({ query }, caller) => readTrend(analytics, caller, query),
    'GET /api/v1/drivers': ({ query }, caller) => readDrivers(analytics, caller, query),
    'GET /api/v1/linkage': ({ query }, caller) => readLinkage(analytics, caller, query),
    'GET /api/v1/linkage/answers': ({ query }, caller) => readAnswers(analytics, caller, query),
    'GET /api/v1/parity': ({ query }, caller) => readParity(analytics, caller, query),
    'GET /api/v1/value': ({ query }, caller) => readValue(analytics, caller, query),
    'GET /api/v1/units/{id}/overview': ({ params, query }, caller) =>
      readOverview(analytics, caller, params.id, query),
  }
}

import type { journeyScoreEndpoints, voicesEndpoints } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import type { RoutesOf } from '../platform/index.ts'
import { commentsCsv } from './comments/comments-csv.ts'
import { readRising } from './comments/read-rising.ts'
import { readSimilar } from './comments/read-similar.ts'
import { readSummary } from './comments/read-summary.ts'
import { readComments } from './read-comments.ts'
import { readJourneyScores } from './read-journey-scores.ts'

/** What people say, and how the touchpoints of journeys do. */
export function voicesRoutes(
  analytics: Analytics,
): RoutesOf<typeof voicesEndpoints> & RoutesOf<typeof journeyScoreEndpoints> {
  return {
    'GET /api/v1/comments': ({ query }, caller) => readComments(caller, query),
    'GET /api/v1/comments.csv': ({ query }, caller) => commentsCsv(caller, query),
    'GET /api/v1/comments/summary': ({ query }, caller) => readSummary(caller, query),
    'GET /api/v1/comments/rising': ({ query }, caller) => readRising(caller, query),
    'GET /api/v1/comments/{id}/similar': ({ params }, caller) => readSimilar(caller, params.id),
    'GET /api/v1/journeys/scores': ({ query }, caller) => readJourneyScores(analytics, caller, query),
  }
}

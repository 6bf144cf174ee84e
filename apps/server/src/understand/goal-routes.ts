import type { progressEndpoints } from '@tandem/contract'
import type { Analytics } from '../platform/analytics/index.ts'
import type { RoutesOf } from '../platform/index.ts'
import { readBaseline } from './read-baseline.ts'
import { readCoverage } from './read-coverage.ts'
import { readGoalsProgress } from './read-goal-progress.ts'

/** What readings say about goals: it needs the rooms of goals and listening. */
export function progressRoutes(analytics: Analytics): RoutesOf<typeof progressEndpoints> {
  return {
    'GET /api/v1/goals/progress': ({ query }, caller) => readGoalsProgress(analytics, caller, query),
    'GET /api/v1/goals/baseline': ({ query }, caller) => readBaseline(analytics, caller, query),
    'GET /api/v1/goals/coverage': ({ query }, caller) => readCoverage(analytics, caller, query),
  }
}

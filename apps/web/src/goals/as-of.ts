import type { Scope } from '../app/scope.ts'
import { today } from '../link/today.ts'

/** Goals are looked at as of the last day of the chosen period, but not of a day to come. */
export function asOf(scope: Scope): { on?: string; unitId?: string } {
  return {
    ...(scope.to && scope.to < today() ? { on: scope.to } : {}),
    ...(scope.unit ? { unitId: scope.unit } : {}),
  }
}

/** The days that coverage looks at: those chosen; without a first day the server takes 90 days. */
export function coverageQuery(scope: Scope): { from?: string; to?: string; unitId?: string } {
  return {
    ...(scope.from ? { from: scope.from } : {}),
    ...(scope.to ? { to: scope.to } : {}),
    ...(scope.unit ? { unitId: scope.unit } : {}),
  }
}

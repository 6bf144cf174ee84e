import type { Metric, RequestOf, Unit, UnitKind } from '@tandem/contract'
import type { PeriodQuery } from '../../app/scope.ts'
import { levelsOf } from '../levels.ts'
import { keysOf, type StandingsSearch, weightsOf } from './search.ts'

export type StandingsQuestion = NonNullable<RequestOf<'GET /api/v1/standings'>['query']>

/** What the server is asked for a choice, and the parts of it that the screen needs. */
export function questionOf(
  search: StandingsSearch,
  period: PeriodQuery,
  metrics: readonly Metric[],
  main: Metric,
  units: readonly Unit[] | undefined,
): {
  readonly asked: StandingsQuestion
  readonly keys: readonly string[]
  readonly level: UnitKind
  readonly levels: readonly UnitKind[]
} {
  // Most companies compare sites, so the question does not wait for the units.
  const levels = levelsOf(units ?? [])
  const level = search.level ?? levels[0] ?? 'site'
  const keys = keysOf(
    search,
    metrics.map((m) => m.key),
    main.key,
  )
  const asked = {
    ...period,
    metrics: keys.join(','),
    weights: keys.length > 1 ? weightsOf(search, keys).join(',') : undefined,
    level,
    adjustEvaluators: search.adjust === 'no' ? 'false' : 'true',
    adjustFor: search.mix,
  }
  return { asked, keys, level, levels }
}

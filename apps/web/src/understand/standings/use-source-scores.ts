import type { Metric, Score, Scores, Source, UnitKind } from '@tandem/contract'
import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'
import { apiQuery } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import type { Format } from '../../ui/format.ts'
import { mainOf } from '../metrics.ts'

/** The main metric of each of the four sources, and its plain mean of each unit. */
export interface SourceScores {
  readonly metrics: readonly Metric[]
  readonly of: (unitId: string, source: Source) => Score | undefined
}

const voices: readonly Source[] = ['customer', 'employee', 'service_test', 'audit']

const dataOf = (results: readonly { readonly data: Scores | undefined }[]) => results.map((r) => r.data)

/** Asks the main metric of each source by unit of a level, once `ready`. */
export function useSourceScores(all: readonly Metric[], level: UnitKind, ready: boolean): SourceScores {
  const { query } = useScope()
  const metrics = useMemo(() => {
    const found = voices.flatMap((source) => mainOf(all, source) ?? [])
    // One source alone stands in the table already.
    return found.length > 1 ? found : []
  }, [all])
  const answers = useQueries({
    queries: metrics.map((m) => ({
      ...apiQuery('GET /api/v1/scores', { query: { ...query, metric: m.key, by: level } }),
      enabled: ready,
    })),
    combine: dataOf,
  })
  return useMemo(() => {
    const bySource = new Map(
      answers.flatMap((scores) =>
        scores ? [[scores.metric.source, new Map(scores.groups.map((g) => [g.key, g.score]))] as const] : [],
      ),
    )
    return { metrics, of: (unitId, source) => bySource.get(source)?.get(unitId) }
  }, [answers, metrics])
}

/** A score in a few signs; a dash where there is none, or it is kept back. */
export function shortOf(score: Score | undefined, format: Format): string {
  return score === undefined || score.value === null ? '–' : format.number(score.value, 0)
}

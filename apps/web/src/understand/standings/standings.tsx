import type { Metric, Unit } from '@tandem/contract'
import { useDeferredValue, useMemo } from 'react'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { mainMetric } from '../metrics.ts'
import { NothingYet } from '../nothing.tsx'
import { useUrl } from '../use-url.ts'
import { earlierPeriod } from './comparison.ts'
import { Controls } from './controls.tsx'
import { NotEnough } from './not-enough.tsx'
import { hasWeights, previewOf } from './preview.ts'
import { questionOf } from './question.ts'
import { parseStandingsSearch } from './search.ts'
import { StandingsView } from './standings-view.tsx'
import { useWeights } from './use-weights.ts'
import { Weights } from './weights.tsx'

/** Where units stand among their peers, and how sure that is. */
export default function Standings() {
  const units = useApi('GET /api/v1/units')
  const metrics = useApi('GET /api/v1/metrics')
  const failed = units.error ?? metrics.error
  if (failed)
    return <ErrorState error={failed} onRetry={() => Promise.all([units.refetch(), metrics.refetch()])} />
  if (!metrics.data) return <PageSkeleton />
  const main = mainMetric(metrics.data.items)
  if (!main || units.data?.items.length === 0) return <NothingYet />
  return <Asked units={units.data?.items} metrics={metrics.data.items} main={main} />
}

interface AskedProps {
  /** Undefined while they are on their way. */
  readonly units: readonly Unit[] | undefined
  readonly metrics: readonly Metric[]
  readonly main: Metric
}

function Asked({ units, metrics, main }: AskedProps) {
  const [search, setSearch] = useUrl(parseStandingsSearch)
  const { scope, query } = useScope()
  const { asked, keys, level, levels } = questionOf(search, query, metrics, main, units)
  const answer = useApi('GET /api/v1/standings', { query: asked }, { keepPrevious: true })
  const before = useBefore(earlierPeriod(scope, search), asked)
  const [weights, setWeights] = useWeights(search, keys, setSearch)
  // The slider moves with the hand; what follows it, and a new answer, are drawn in between what people do.
  const seen = useDeferredValue(weights)
  const data = useDeferredValue(answer.data) ?? answer.data
  // The answer at hand is of the same metrics, only weighed in another way: then the hand can be followed at once.
  const preview =
    data !== undefined &&
    keys.length > 1 &&
    seen.length === keys.length &&
    data.metrics.map((m) => m.metric.key).join() === keys.join() &&
    !hasWeights(data, seen)
  const shown = useMemo(() => (data && preview ? previewOf(data, seen) : data), [data, preview, seen])
  const controls = (
    <Controls
      metrics={metrics}
      levels={levels}
      keys={keys}
      level={level}
      search={search}
      asked={asked}
      onChange={setSearch}
      evaluators={search.adjust === 'no' || (data?.evaluators.length ?? 0) > 0}
      ready={data !== undefined}
    >
      {keys.length > 1 && (
        <Weights metrics={metrics} keys={keys} weights={weights} onChange={setWeights} preview={preview} />
      )}
    </Controls>
  )
  if (answer.isError && units)
    return <NotEnough error={answer.error} onRetry={() => answer.refetch()} controls={controls} />
  if (!data || !shown) return <PageSkeleton />
  return (
    <StandingsView
      standings={shown}
      exact={data}
      preview={preview}
      before={before}
      level={level}
      search={search}
      asked={asked}
      metrics={metrics}
      refreshing={answer.isPlaceholderData && !preview}
      controls={controls}
    />
  )
}

/** The standings of the period to compare with; null without one. */
function useBefore(days: ReturnType<typeof earlierPeriod>, asked: ReturnType<typeof questionOf>['asked']) {
  const before = useApi(
    'GET /api/v1/standings',
    { query: { ...asked, ...days } },
    { keepPrevious: true, enabled: days !== null },
  )
  const { data } = before
  const [from, to] = [days?.from, days?.to]
  return useMemo(
    () => (data && from && to ? { standings: data, period: { from, to } } : null),
    [data, from, to],
  )
}

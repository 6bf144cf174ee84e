import type { Metric, Unit } from '@tandem/contract'
import { useMemo } from 'react'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { levelsOf } from '../levels.ts'
import { mainMetric } from '../metrics.ts'
import { useUrl } from '../use-url.ts'
import { earlierPeriod } from './comparison.ts'
import { Controls } from './controls.tsx'
import { NotEnough, NothingYet } from './nothing.tsx'
import { keysOf, parseStandingsSearch, weightsOf } from './search.ts'
import { StandingsView } from './standings-view.tsx'

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
  /** Undefined while they are on their way: most companies compare sites, so the question does not wait. */
  readonly units: readonly Unit[] | undefined
  readonly metrics: readonly Metric[]
  readonly main: Metric
}

function Asked(props: AskedProps) {
  const { units, metrics, main } = props
  const [search, setSearch] = useUrl(parseStandingsSearch)
  const { scope, query } = useScope()
  const levels = useMemo(() => levelsOf(units ?? []), [units])
  const level = search.level ?? levels[0] ?? 'site'
  const keys = keysOf(
    search,
    metrics.map((m) => m.key),
    main.key,
  )
  const asked = {
    ...query,
    metrics: keys.join(','),
    weights: keys.length > 1 ? weightsOf(search, keys).join(',') : undefined,
    level,
    adjustEvaluators: search.adjust === 'no' ? 'false' : 'true',
  }
  const standings = useApi('GET /api/v1/standings', { query: asked }, { keepPrevious: true })
  const earlier = search.compare ? earlierPeriod(scope, search.compare) : null
  const before = useApi(
    'GET /api/v1/standings',
    { query: { ...asked, ...earlier } },
    { keepPrevious: true, enabled: earlier !== null },
  )
  const controls = (
    <Controls
      metrics={metrics}
      levels={levels}
      keys={keys}
      level={level}
      search={search}
      onChange={setSearch}
      evaluators={search.adjust === 'no' || (standings.data?.evaluators.length ?? 0) > 0}
    />
  )
  const dated = before.data
  const [earlierFrom, earlierTo] = [earlier?.from, earlier?.to]
  const compared = useMemo(
    () =>
      dated && earlierFrom && earlierTo
        ? { standings: dated, period: { from: earlierFrom, to: earlierTo } }
        : null,
    [dated, earlierFrom, earlierTo],
  )
  if (standings.isError && units)
    return <NotEnough error={standings.error} onRetry={() => standings.refetch()} controls={controls} />
  if (!standings.data) return <PageSkeleton />
  return (
    <StandingsView
      standings={standings.data}
      before={compared}
      level={level}
      search={search}
      metrics={metrics}
      refreshing={standings.isPlaceholderData}
      controls={controls}
    />
  )
}

import type { Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { mainMetric } from '../metrics.ts'
import { NothingYet, TooLittle } from '../nothing.tsx'
import { useUrl } from '../use-url.ts'
import { Controls } from './controls.tsx'
import { DriversView } from './drivers-view.tsx'
import { parseDriversSearch } from './search.ts'

/** What an outcome hangs on, and how much on each. */
export default function Drivers() {
  const metrics = useApi('GET /api/v1/metrics')
  if (metrics.error) return <ErrorState page error={metrics.error} onRetry={() => metrics.refetch()} />
  if (!metrics.data) return <PageSkeleton />
  const main = mainMetric(metrics.data.items)
  if (!main) return <NothingYet />
  return <Asked metrics={metrics.data.items} main={main} />
}

function Asked({ metrics, main }: { readonly metrics: readonly Metric[]; readonly main: Metric }) {
  const { t } = useTranslation('drivers')
  const [search, setSearch] = useUrl(parseDriversSearch)
  const { query } = useScope()
  const outcome = metrics.find((m) => m.key === search.outcome) ?? main
  const answer = useApi(
    'GET /api/v1/drivers',
    {
      query: {
        ...query,
        outcome: outcome.key,
        drivers: search.drivers,
        target: search.target,
        filter: search.filter,
      },
    },
    { keepPrevious: true },
  )
  const controls = (
    <Controls metrics={metrics} outcome={outcome} answer={answer.data} search={search} onChange={setSearch} />
  )
  if (answer.isError)
    return (
      <TooLittle
        error={answer.error}
        onRetry={() => answer.refetch()}
        controls={controls}
        title={t('refused.title')}
        more={t('refused.more')}
      />
    )
  if (!answer.data) return <PageSkeleton />
  return (
    <DriversView
      answer={answer.data}
      search={search}
      onChange={setSearch}
      refreshing={answer.isPlaceholderData}
      controls={controls}
    />
  )
}

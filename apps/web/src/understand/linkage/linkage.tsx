import type { Metric, Unit } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { BlockSkeleton, PageSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { levelsOf } from '../levels.ts'
import { NothingYet, TooLittle } from '../nothing.tsx'
import { useUrl } from '../use-url.ts'
import { chosenDriver, chosenOutcome } from './choose.ts'
import { Controls } from './controls.tsx'
import { Parity } from './parity.tsx'
import { parseLinkageSearch } from './search.ts'
import { LinkageView } from './view.tsx'

/** What employees have to do with what customers say, and what comes first. */
export default function CustomerEmployee() {
  const units = useApi('GET /api/v1/units')
  const metrics = useApi('GET /api/v1/metrics')
  const failed = units.error ?? metrics.error
  if (failed)
    return (
      <ErrorState page error={failed} onRetry={() => Promise.all([units.refetch(), metrics.refetch()])} />
    )
  if (!metrics.data) return <PageSkeleton />
  return <Asked units={units.data?.items} metrics={metrics.data.items} />
}

interface AskedProps {
  /** Undefined while they are on their way: most companies compare sites, so the question does not wait. */
  readonly units: readonly Unit[] | undefined
  readonly metrics: readonly Metric[]
}

function Asked({ units, metrics }: AskedProps) {
  const { t } = useTranslation('linkage')
  const [search] = useUrl(parseLinkageSearch)
  const driver = useMemo(() => chosenDriver(metrics, search), [metrics, search])
  const outcome = useMemo(
    () => (driver ? chosenOutcome(metrics, search, driver) : undefined),
    [metrics, search, driver],
  )
  if (!driver || !outcome)
    return <NothingYet title={t('nothing.title')} more={t('nothing.more')} wait={t('nothing.ask')} />
  return <Linked units={units} metrics={metrics} driver={driver} outcome={outcome} />
}

interface LinkedProps extends AskedProps {
  readonly driver: Metric
  readonly outcome: Metric
}

function Linked({ units, metrics, driver, outcome }: LinkedProps) {
  const { t } = useTranslation('linkage')
  const [search, setSearch] = useUrl(parseLinkageSearch)
  const { query } = useScope()
  const levels = useMemo(() => levelsOf(units ?? []), [units])
  const level = search.level ?? levels[0] ?? 'site'
  const grain = search.grain ?? 'month'
  const lags = search.lags ?? 3
  const linked = useApi(
    'GET /api/v1/linkage',
    { query: { ...query, driver: driver.key, outcome: outcome.key, level, grain, maxLag: lags } },
    { keepPrevious: true },
  )
  const controls = (
    <Controls
      metrics={metrics}
      driver={driver}
      outcome={outcome}
      levels={levels}
      level={level}
      grain={grain}
      lags={lags}
      onChange={setSearch}
    />
  )
  const asked = { metrics, level, grain, search, onChange: setSearch }
  if (linked.isError && units)
    return (
      <>
        <TooLittle
          error={linked.error}
          onRetry={() => linked.refetch()}
          controls={controls}
          title={t('tooFew')}
          failed={t('failed')}
        />
        <Parity {...asked} />
      </>
    )
  if (!linked.data)
    return (
      <>
        <HeadlineSentence>{t('waiting', { driver: driver.name, outcome: outcome.name })}</HeadlineSentence>
        {controls}
        <BlockSkeleton height={480} />
        <Parity {...asked} />
      </>
    )
  return (
    <LinkageView {...asked} linkage={linked.data} refreshing={linked.isPlaceholderData} controls={controls} />
  )
}

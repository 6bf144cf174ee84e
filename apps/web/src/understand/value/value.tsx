import type { Metric } from '@tandem/contract'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { PageSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { levelsOf } from '../levels.ts'
import { mainMetric } from '../metrics.ts'
import { useUrl } from '../use-url.ts'
import { Controls } from './controls.tsx'
import { leadOf } from './message.ts'
import { mainMoney, moneyAmong } from './money.ts'
import { NoMoney, NotEnough } from './nothing.tsx'
import { parseValueSearch } from './search.ts'
import { ValueView } from './value-view.tsx'

/** What a point of a score is worth. */
export default function Value() {
  const metrics = useApi('GET /api/v1/metrics')
  if (metrics.error) return <ErrorState page error={metrics.error} onRetry={() => metrics.refetch()} />
  if (!metrics.data) return <PageSkeleton />
  const { items } = metrics.data
  const figures = moneyAmong(items.filter((m) => m.source === 'operations' && m.kind === 'figure'))
  const scores = items.filter((m) => m.source !== 'operations')
  const [money, score] = [mainMoney(figures), mainMetric(scores)]
  if (!money || !score) return <NoMoney />
  return <Asked figures={figures} scores={scores} money={money} score={score} />
}

interface AskedProps {
  readonly figures: readonly Metric[]
  readonly scores: readonly Metric[]
  /** What is asked about unless the address says otherwise. */
  readonly money: Metric
  readonly score: Metric
}

/** Periods from the score to the money where no lag stands out. */
const usualLag = { month: 1, quarter: 0, year: 0 } as const

function Asked({ figures, scores, ...main }: AskedProps) {
  const [search, setSearch] = useUrl(parseValueSearch)
  const { query } = useScope()
  const units = useApi('GET /api/v1/units')
  const level = levelsOf(units.data?.items ?? [])[0] ?? 'site'
  const money = figures.find((m) => m.key === search.money) ?? main.money
  const score = scores.find((m) => m.key === search.score) ?? main.score
  const grain = search.grain ?? 'month'
  const of = search.of ?? (money.unitLabel === '%' ? 'mean' : 'sum')
  const enabled = units.data !== undefined || units.isError
  const asked = { ...query, money: money.key, score: score.key, grain, of, level }
  const usual = search.lag ?? usualLag[grain]
  const first = useApi(
    'GET /api/v1/value',
    { query: { ...asked, lag: usual } },
    { keepPrevious: true, enabled },
  )
  // Unless a lag was chosen, the page speaks of the one that its own picture of lags says.
  const lead =
    search.lag === undefined && first.data && !first.isPlaceholderData ? leadOf(first.data.lags) : null
  const lag = lead?.kind === 'score' ? lead.lag : usual
  const leading = useApi(
    'GET /api/v1/value',
    { query: { ...asked, lag } },
    { keepPrevious: true, enabled: enabled && lag !== usual },
  )
  const value = lag === usual ? first : leading
  const controls = (
    <Controls
      figures={figures}
      scores={scores}
      money={money}
      score={score}
      lag={lag}
      leading={lead?.kind === 'score'}
      grain={grain}
      of={of}
      onChange={setSearch}
    />
  )
  if (value.isError)
    return <NotEnough error={value.error} onRetry={() => value.refetch()} controls={controls} />
  if (!value.data) return <PageSkeleton />
  return (
    <ValueView
      value={value.data}
      level={level}
      points={search.points}
      onChange={setSearch}
      refreshing={value.isPlaceholderData}
      controls={controls}
    />
  )
}

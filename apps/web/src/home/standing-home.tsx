import type { Metric, Standing, Standings, Unit } from '@tandem/contract'
import { useRouter } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { RoomLink, UnitLink } from '../app/room-link.tsx'
import { useScope } from '../app/scope.ts'
import { Card, Cards } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import { Estimate, IntervalBar } from '../ui/interval-bar.tsx'
import { Rich } from '../ui/rich.tsx'
import { ShortTable } from '../ui/short-table.tsx'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'

const sure = 0.8

/** What customers say comes first; then any voice that is a quality and not a bare figure. */
function mainMetric(metrics: readonly Metric[]): Metric | undefined {
  return (
    metrics.find((m) => m.source === 'customer' && m.kind === 'nps') ??
    metrics.find((m) => m.source === 'customer' && m.kind !== 'figure') ??
    metrics.find((m) => m.kind !== 'figure') ??
    metrics[0]
  )
}

/** Home once there is data: who is surely in trouble, and whom to learn from. */
export default function StandingHome({
  metrics,
  units,
}: {
  metrics: readonly Metric[]
  units: readonly Unit[]
}) {
  const { query } = useScope()
  const metric = mainMetric(metrics)
  const level = (['site', 'department', 'team', 'partner', 'region'] as const).find((kind) =>
    units.some((unit) => unit.kind === kind),
  )
  const standings = useApi(
    'GET /api/v1/standings',
    { query: { ...query, metrics: metric?.key ?? '', level: level ?? 'site' } },
    { keepPrevious: true, enabled: metric !== undefined },
  )
  if (standings.isError)
    return <ErrorState page error={standings.error} onRetry={() => standings.refetch()} />
  if (!standings.data || !metric) return <PageSkeleton />
  return <StandingView standings={standings.data} metric={metric} />
}

function StandingView({ standings, metric }: { standings: Standings; metric: Metric }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const { routesByPath } = useRouter()
  const { items, howWeKnow } = standings
  const bottom = items
    .filter((s) => s.probabilityBottom > sure)
    .toSorted((a, b) => b.probabilityBottom - a.probabilityBottom)
  const top = items
    .filter((s) => s.probabilityTop > sure)
    .toSorted((a, b) => b.probabilityTop - a.probabilityTop)
  const level = items[0]?.interval.level ?? 0.9
  const more = (
    <>
      {t('standing.more', { metric: metric.name, n: format.count(howWeKnow.n) })}{' '}
      {bottom.length === 0 && `${t('standing.noneMore')} `}
      {'/standings' in routesByPath && <RoomLink to="/standings">{t('standing.see')} →</RoomLink>}
    </>
  )
  return (
    <>
      <HeadlineSentence more={more}>
        {bottom.length > 0 ? (
          <Rich
            text={t('standing.bottom', { count: bottom.length, sure: format.percent(sure) })}
            marks={{ e: (text) => <Em tone="worse">{text}</Em> }}
          />
        ) : (
          t('standing.none', { count: items.length })
        )}
      </HeadlineSentence>
      <Cards wide>
        {bottom.length > 0 && (
          <Card
            flush
            title={t('standing.list')}
            subtitle={t('standing.listMore', { level: format.percent(level) })}
            aside={<HowWeKnow facts={howWeKnow} />}
          >
            <StandingTable label={t('standing.list')} rows={bottom} all={items} tone="worse" />
          </Card>
        )}
        <Card
          flush
          title={t('standing.top')}
          subtitle={t('standing.topMore', { sure: format.percent(sure) })}
        >
          {top.length > 0 ? (
            <StandingTable label={t('standing.top')} rows={top} all={items} tone="better" />
          ) : (
            <EmptyState compact title={t('standing.topNone')} />
          )}
        </Card>
      </Cards>
    </>
  )
}

interface StandingTableProps {
  readonly label: string
  readonly rows: readonly Standing[]
  readonly all: readonly Standing[]
  readonly tone: 'better' | 'worse'
}

function StandingTable({ label, rows, all, tone }: StandingTableProps) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const columns = useMemo((): Column<Standing>[] => {
    const min = Math.min(...all.map((s) => s.interval.lower))
    const max = Math.max(...all.map((s) => s.interval.upper))
    const chance = (s: Standing) => (tone === 'worse' ? s.probabilityBottom : s.probabilityTop)
    return [
      {
        key: 'name',
        header: t('standing.site'),
        value: (s) => s.name,
        cell: (s) => <UnitLink id={s.unitId}>{s.name}</UnitLink>,
      },
      {
        key: 'estimate',
        header: t('standing.estimate'),
        value: (s) => s.estimate,
        align: 'end',
        width: 110,
        cell: (s) => <Estimate value={s.estimate} interval={s.interval} />,
      },
      {
        key: 'interval',
        header: t('standing.interval'),
        value: () => null,
        sortable: false,
        width: 130,
        wideOnly: true,
        cell: (s) => <IntervalBar value={s.estimate} interval={s.interval} min={min} max={max} tone={tone} />,
      },
      {
        key: 'probability',
        header: t('standing.probability'),
        value: chance,
        align: 'end',
        width: 100,
        cell: (s) => format.probability(chance(s)),
      },
    ]
  }, [all, tone, format, t])
  return <ShortTable label={label} columns={columns} rows={rows.slice(0, 12)} rowKey={(s) => s.unitId} />
}

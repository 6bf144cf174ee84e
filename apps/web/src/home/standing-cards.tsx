import type { Standing, Standings } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../app/room-link.tsx'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import { Estimate, IntervalBar } from '../ui/interval-bar.tsx'
import { ShortTable } from '../ui/short-table.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import { isRefused } from '../understand/nothing.tsx'
import { bottomOf, topOf } from './fifths.ts'
import { sure } from './message.ts'

const most = 10
const least = 5

/** Both cards stand side by side: as many rows as the shorter list has, so that neither leaves a hole. */
function roomFor(standings: Standings): number {
  const shorter = Math.min(bottomOf(standings).length, topOf(standings).length)
  return Math.min(most, Math.max(least, shorter))
}

/** Who is surely in the bottom fifth. */
export function BottomCard({ standings }: { standings: Standings }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const { items, howWeKnow } = standings
  const rows = bottomOf(standings).slice(0, roomFor(standings))
  return (
    <Card
      flush
      title={t('standing.list')}
      subtitle={t('standing.listMore', { level: format.percent(items[0]?.interval.level ?? 0.9) })}
      aside={<HowWeKnow facts={howWeKnow} />}
    >
      {rows.length > 0 ? (
        <StandingTable label={t('standing.list')} rows={rows} all={items} tone="worse" />
      ) : (
        <EmptyState compact title={t('standing.bottomNone')}>
          {t('standing.noneMore')}
        </EmptyState>
      )}
    </Card>
  )
}

/** Whom to learn from. */
export function TopCard({ standings }: { standings: Standings }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const rows = topOf(standings).slice(0, roomFor(standings))
  return (
    <Card flush title={t('standing.top')} subtitle={t('standing.topMore', { sure: format.percent(sure) })}>
      {rows.length > 0 ? (
        <StandingTable label={t('standing.top')} rows={rows} all={standings.items} tone="better" />
      ) : (
        <EmptyState compact title={t('standing.topNone')} />
      )}
    </Card>
  )
}

/** In place of both cards: there is too little to rank, or something went wrong. */
export function NoStandings({ error, onRetry }: { error: unknown; onRetry: () => unknown }) {
  const { t } = useTranslation(['home', 'understand'])
  return (
    <Card title={t('standing.title')}>
      {isRefused(error) ? (
        <EmptyState compact title={t('understand:standings.notEnough')} />
      ) : (
        <ErrorState compact error={error} onRetry={onRetry} />
      )}
    </Card>
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
  return <ShortTable label={label} columns={columns} rows={rows} rowKey={(s) => s.unitId} />
}

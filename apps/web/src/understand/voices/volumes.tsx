import { SegmentedControl } from '@mantine/core'
import type { CommentSummary } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useScope } from '../../app/scope.ts'
import type { Palette } from '../../app/theme.ts'
import { Card } from '../../ui/card.tsx'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import type { VoicesSearch } from './search.ts'
import classes from './voices.module.css'
import { counted, heightOf, shareOf, totalOf, unhappyOf, volumeOption } from './volume-option.ts'

interface VolumesProps {
  readonly summary: CommentSummary
  readonly search: VoicesSearch
  readonly onChange: (change: Partial<VoicesSearch>) => void
}

/** How many comments came when, by source; a press on a column looks at that time alone. */
export function Volumes({ summary, search, onChange }: VolumesProps) {
  const { t } = useTranslation(['voices', 'common'])
  const { setScope } = useScope()
  const { periods, grain } = summary
  const asShare = search.show === 'share' && search.q !== undefined
  const option = useVolumeOption(summary, asShare)
  const table = useVolumeTable(summary)
  const shown = counted.filter((source) => periods.some((p) => p[source] > 0))
  const hiddenEmployees = grain === 'week' && summary.employees === 'counted' && search.source === undefined
  const pick = (index: number) => {
    const period = periods[index]
    if (period) setScope({ from: period.from, to: lastDayOf(period.from, grain) })
  }
  return (
    <Card
      title={t('volumes.title')}
      subtitle={t(grain === 'week' ? 'volumes.byWeek' : 'volumes.byMonth')}
      aside={<HowWeKnow facts={summary.howWeKnow} />}
    >
      <div className={classes.volumeTools}>
        {/* Of employees only months are told: nothing to choose. */}
        {search.source !== 'employee' && (
          <SegmentedControl
            size="xs"
            aria-label={t('volumes.grain')}
            value={grain}
            data={[
              { value: 'week', label: t('volumes.weeks') },
              { value: 'month', label: t('volumes.months') },
            ]}
            onChange={(value) => onChange({ by: value === 'month' ? 'month' : undefined })}
          />
        )}
        {search.q !== undefined && (
          <SegmentedControl
            size="xs"
            aria-label={t('volumes.show')}
            value={asShare ? 'share' : 'count'}
            data={[
              { value: 'count', label: t('volumes.count') },
              { value: 'share', label: t('volumes.share') },
            ]}
            onChange={(value) => onChange({ show: value === 'share' ? 'share' : undefined })}
          />
        )}
        {!asShare && (
          <span className={classes.key}>
            {shown.map((source) => (
              <SourceBadge key={source} source={source} />
            ))}
          </span>
        )}
      </div>
      {hiddenEmployees && <p className={classes.volumeNote}>{t('volumes.employees')}</p>}
      <Chart
        label={t('volumes.label')}
        option={option}
        table={table}
        height={heightOf(periods)}
        onPick={pick}
      />
    </Card>
  )
}

function lastDayOf(from: string, grain: CommentSummary['grain']): string {
  const day = new Date(`${from}T00:00:00Z`)
  if (grain === 'week') day.setUTCDate(day.getUTCDate() + 6)
  else day.setUTCMonth(day.getUTCMonth() + 1, 0)
  return day.toISOString().slice(0, 10)
}

function useVolumeOption(summary: CommentSummary, asShare: boolean): ChartOption {
  const { t } = useTranslation(['voices', 'common'])
  const format = useFormat()
  return useCallback(
    (palette: Palette) =>
      volumeOption(
        summary.periods,
        asShare,
        {
          date: (day) => (summary.grain === 'month' ? format.month(day) : format.date(day)),
          source: (source) => t(`common:source.${source}`),
          percent: (share) => format.percent(share, share > 0 && share < 0.05 ? 1 : 0),
          count: format.count,
          share: t('volumes.share'),
          unhappy: t('volumes.unhappy'),
        },
        palette,
      ),
    [summary, asShare, t, format],
  )
}

function useVolumeTable({ periods, grain }: CommentSummary) {
  const { t } = useTranslation(['voices', 'common'])
  const format = useFormat()
  return useMemo(
    () => ({
      columns: [
        t('volumes.from'),
        ...counted.map((source) => t(`common:source.${source}`)),
        t('volumes.total'),
        t('volumes.share'),
        t('volumes.unhappy'),
      ],
      rows: periods.map((p) => [
        grain === 'month' ? format.month(p.from) : format.date(p.from),
        ...counted.map((source) => p[source]),
        totalOf(p),
        percentage(shareOf(p)),
        percentage(unhappyOf(p)),
      ]),
    }),
    [periods, grain, t, format],
  )
}

const percentage = (share: number | null) => (share === null ? null : Math.round(share * 1000) / 10)

import { NativeSelect } from '@mantine/core'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Palette } from '../../app/theme.ts'
import { Chart, type ChartOption } from '../../ui/chart.tsx'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { mainOf, sources } from '../metrics.ts'
import { useUrl } from '../use-url.ts'
import type { Overview } from './message.ts'
import { parseUnitSearch } from './search.ts'
import { type TrendRow, trendHeight, trendOption } from './trend-option.ts'
import classes from './unit.module.css'

/** The sources of a unit on one time axis; which metric stands for each can be chosen. */
export function SourceTrends({ name, overview }: { name: string; overview: Overview }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const [search, setSearch] = useUrl(parseUnitSearch)
  const rows = useRows(overview, search.show)
  const option = useOption(rows)
  const table = useMemo(
    () => ({
      columns: [
        t('trend.metric'),
        t('trend.month'),
        t('trend.value'),
        t('trend.lower'),
        t('trend.upper'),
        t('trend.n'),
      ],
      rows: rows.flatMap((row) =>
        row.trend.points.map((p) => [
          row.metric.name,
          format.month(p.from),
          p.score.value,
          p.score.interval?.lower,
          p.score.interval?.upper,
          p.score.n,
        ]),
      ),
    }),
    [rows, t, format],
  )
  return (
    <>
      <div className={classes.choices}>
        {rows.map(({ metric }) => (
          <NativeSelect
            key={metric.source}
            label={<SourceBadge source={metric.source} />}
            value={metric.key}
            data={overview.trends
              .filter((trend) => trend.metric.source === metric.source)
              .map((trend) => ({ value: trend.metric.key, label: trend.metric.name }))}
            onChange={(event) => {
              const chosen = event.currentTarget.value
              setSearch({
                show: rows.map((r) => (r.metric.source === metric.source ? chosen : r.metric.key)).join(','),
              })
            }}
          />
        ))}
      </div>
      <Chart
        label={t('unit.trendsLabel', { name })}
        option={option}
        table={table}
        height={trendHeight(rows.length)}
      />
    </>
  )
}

function useOption(rows: readonly TrendRow[]): ChartOption {
  const { t } = useTranslation(['understand', 'common'])
  const format = useFormat()
  return useCallback(
    (palette: Palette) =>
      trendOption(
        rows,
        {
          peers: ({ peers }) => t('unit.peersLine', { value: format.number(peers ?? 0, 1) }),
          date: format.month,
          value: (score) =>
            score.value === null
              ? t(`common:suppressed.${score.suppressed?.reason ?? 'not_enough_data'}`)
              : [
                  format.estimate(score.value, score.interval),
                  score.interval && format.plusMinus(score.interval),
                ]
                  .filter(Boolean)
                  .join(' '),
        },
        palette,
      ),
    [rows, t, format],
  )
}

function useRows(overview: Overview, show: string | undefined): readonly TrendRow[] {
  return useMemo(() => {
    const chosen = (show ?? '').split(',')
    const metrics = overview.trends.map((trend) => trend.metric)
    return sources.flatMap((source) => {
      const metric =
        metrics.find((m) => m.source === source && chosen.includes(m.key)) ?? mainOf(metrics, source)
      const trend = overview.trends.find((candidate) => candidate.metric.key === metric?.key)
      if (!metric || !trend) return []
      const peers = overview.comparisons.find((c) => c.metric.key === metric.key)?.peers.value ?? null
      return [{ metric, trend, peers }]
    })
  }, [overview, show])
}

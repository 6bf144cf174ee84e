import type { Driver, Drivers } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Palette } from '../../app/theme.ts'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { measure } from '../measure.ts'
import { bare, headHeight, rowHeight, rowSeries } from './row-chart.ts'

interface ImportanceProps {
  readonly answer: Drivers
  readonly picked: string
  readonly onPick: (key: string) => void
}

/** The colour of the field of the matrix in which a driver lies. */
export function fieldColor(field: Driver['field'], palette: Palette): string {
  return field === 'improve' ? palette.worse : field === 'keep' ? palette.better : palette.operations
}

/** How much each driver carries, most first, with its interval. */
export function Importance({ answer, picked, onPick }: ImportanceProps) {
  const { t } = useTranslation('drivers')
  const { drivers, outcome } = answer
  const option = useOption(drivers, picked)
  const table = useMemo(
    () => ({
      columns: [
        t('column.driver'),
        t('column.share'),
        t('column.lower'),
        t('column.upper'),
        t('column.field'),
      ],
      rows: drivers.map((d) => [
        d.metric.name,
        100 * d.share,
        d.shareInterval && 100 * d.shareInterval.lower,
        d.shareInterval && 100 * d.shareInterval.upper,
        t(`field.${d.field}`),
      ]),
    }),
    [drivers, t],
  )
  return (
    <Chart
      label={t('importance.title', { outcome: outcome.name })}
      option={option}
      table={table}
      height={headHeight + drivers.length * rowHeight}
      onPick={(index) => {
        const driver = drivers[index]
        if (driver) onPick(driver.metric.key)
      }}
    />
  )
}

function useOption(drivers: readonly Driver[], picked: string): ChartOption {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  return useCallback(
    (palette) => {
      const most = Math.max(...drivers.map((d) => d.shareInterval?.upper ?? d.share)) * 1.04
      const rows = drivers.map((d) => ({
        key: d.metric.key,
        name: d.metric.name,
        note: t(`field.${d.field}`),
        figure: format.percent(d.share),
        range: d.shareInterval ? shareRange(format.percent, d.shareInterval) : '',
        marks: [{ value: d.share, interval: d.shareInterval, color: fieldColor(d.field, palette) }],
        keyed: false,
        bar: true,
        picked: d.metric.key === picked,
      }))
      return { ...bare, series: [rowSeries(rows, most, palette, measure)] }
    },
    [drivers, picked, t, format],
  )
}

/** Both ends of an interval of a share; the sign stands once. */
export function shareRange(
  percent: (share: number) => string,
  interval: { readonly lower: number; readonly upper: number },
): string {
  return `${percent(Math.max(0, interval.lower)).replace(/\s?%/, '')} – ${percent(Math.min(1, interval.upper))}`
}

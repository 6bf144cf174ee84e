import type { Drivers } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { safe } from '../safe.ts'
import { shareRange } from './importance.tsx'
import { matrixOption } from './matrix-option.ts'

interface KeyDriversProps {
  readonly answer: Drivers
  readonly picked: string
  readonly onPick: (key: string) => void
}

/** Importance against performance. */
export function KeyDrivers({ answer, picked, onPick }: KeyDriversProps) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { drivers, target } = answer
  const option: ChartOption = useCallback(
    (palette) =>
      matrixOption({
        drivers,
        target,
        picked,
        palette,
        words: {
          fields: {
            improve: t('matrix.improve'),
            keep: t('matrix.keep'),
            watch: t('matrix.watch'),
            leave: t('matrix.leave'),
          },
          percent: (value) => format.percent(value / 100),
          x: t('matrix.x'),
          y: t('matrix.y'),
          tip: (d) =>
            [
              `<b>${safe(d.metric.name)}</b>`,
              `${t('column.share')}: ${format.percent(d.share)}${d.shareInterval ? ` (${shareRange(format.percent, d.shareInterval)})` : ''}`,
              `${t('column.attainment')}: ${format.percent(d.attainment / 100)}`,
            ].join('<br>'),
        },
      }),
    [drivers, target, picked, t, format],
  )
  const table = useMemo(
    () => ({
      columns: [
        t('column.driver'),
        t('column.share'),
        t('column.attainment'),
        t('column.lower'),
        t('column.upper'),
        t('column.field'),
      ],
      rows: drivers.map((d) => [
        d.metric.name,
        100 * d.share,
        d.attainment,
        d.attainmentInterval?.lower,
        d.attainmentInterval?.upper,
        t(`field.${d.field}`),
      ]),
    }),
    [drivers, t],
  )
  return (
    <Chart
      label={t('matrix.title')}
      option={option}
      table={table}
      height={372}
      onPick={(index, series) => {
        const driver = drivers[index]
        if (series === 'drivers' && driver) onPick(driver.metric.key)
      }}
    />
  )
}

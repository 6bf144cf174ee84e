import type { GoalProgress } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Palette } from '../app/theme.ts'
import { Chart } from '../ui/chart.tsx'
import type { ChartOption } from '../ui/chart-option.ts'
import { useFormat } from '../ui/format.ts'
import { planAt, pointsOf, trendOption } from './trend-option.ts'
import { typed } from './words.ts'

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** A goal over time: what was heard, the plan, the forecast to the due date. */
export function GoalTrend({ item }: { item: GoalProgress }) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const option: ChartOption = useCallback(
    (palette: Palette) =>
      trendOption(
        item,
        {
          date: format.date,
          month: format.month,
          value: (value, interval) =>
            [format.estimate(value, interval), interval && format.plusMinus(interval)]
              .filter(Boolean)
              .join(' '),
          plan: t('trend.planEnd', { value: typed(format, item.goal.target) }),
          forecast: item.forecast
            ? t('trend.forecastEnd', { value: format.estimate(item.forecast.value, item.forecast.interval) })
            : '',
          heard: t('trend.heard'),
          expected: t('trend.expected'),
          planned: t('trend.planned'),
        },
        palette,
      ),
    [item, t, format],
  )
  const table = useMemo(() => {
    const { heard, expected } = pointsOf(item)
    const rowOf = (what: string) => (p: (typeof heard)[number]) => [
      dayOf(p.time),
      what,
      p.value,
      p.interval?.lower,
      p.interval?.upper,
      planAt(item, p.time),
    ]
    return {
      columns: [
        t('trend.day'),
        t('trend.what'),
        t('trend.value'),
        t('trend.lower'),
        t('trend.upper'),
        t('trend.planned'),
      ],
      rows: [...heard.map(rowOf(t('trend.heard'))), ...expected.map(rowOf(t('trend.expected')))],
    }
  }, [item, t])
  return (
    <Chart label={t('trend.label', { name: item.goal.name })} option={option} table={table} height={210} />
  )
}

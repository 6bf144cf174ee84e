import type { Driver, Drivers } from '@tandem/contract'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { Chart } from '../../ui/chart.tsx'
import type { ChartOption } from '../../ui/chart-option.ts'
import { useFormat } from '../../ui/format.ts'
import { EmptyState } from '../../ui/states.tsx'
import { Lead } from '../answer.tsx'
import { measure } from '../measure.ts'
import { splitMessageOf } from './message.ts'
import { bare, headHeight, legendHeight, rowHeight, rowSeries } from './row-chart.ts'

/** What separates answers within a site beside what separates sites. */
export function WithinBetween({ answer }: { answer: Drivers }) {
  const { t } = useTranslation('drivers')
  const { drivers, outcome } = answer
  const sentence = useSentence(answer)
  const table = useTable(drivers)
  const option = useOption(drivers)
  return (
    <Card title={t('split.title')} subtitle={t('split.subtitle')}>
      {sentence === null ? (
        <EmptyState compact title={t('split.none')}>
          {t('split.noneMore')}
        </EmptyState>
      ) : (
        <>
          <Lead>{sentence}</Lead>
          <Chart
            label={`${t('split.title')}: ${outcome.name}`}
            option={option}
            table={table}
            height={headHeight + legendHeight + drivers.length * rowHeight}
          />
        </>
      )}
    </Card>
  )
}

function useSentence({ drivers, outcome, outcomeBetweenShare }: Drivers): string | null {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const message = splitMessageOf(drivers)
  if (!message) return null
  const rest =
    outcomeBetweenShare === null
      ? ''
      : t('split.outcome', { outcome: outcome.name, share: format.percent(outcomeBetweenShare) })
  if (message.kind === 'alike') return `${t('split.alike')} ${rest}`
  const shares = { within: format.percent(message.within), between: format.percent(message.between) }
  return `${t(`split.${message.kind}`, { driver: message.driver.metric.name, ...shares })} ${rest}`
}

function useTable(drivers: readonly Driver[]) {
  const { t } = useTranslation('drivers')
  return useMemo(() => {
    const percent = (value: number | null | undefined) => (value == null ? null : 100 * value)
    return {
      columns: [
        t('column.driver'),
        t('column.within'),
        `${t('column.within')}: ${t('column.lower')}`,
        `${t('column.within')}: ${t('column.upper')}`,
        t('column.between'),
        `${t('column.between')}: ${t('column.lower')}`,
        `${t('column.between')}: ${t('column.upper')}`,
      ],
      rows: drivers.map((d) => [
        d.metric.name,
        percent(d.withinShare),
        percent(d.withinInterval?.lower),
        percent(d.withinInterval?.upper),
        percent(d.betweenShare),
        percent(d.betweenInterval?.lower),
        percent(d.betweenInterval?.upper),
      ]),
    }
  }, [drivers, t])
}

function useOption(drivers: readonly Driver[]): ChartOption {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  return useCallback(
    (palette) => {
      const ends = drivers.flatMap((d) => [d.withinInterval?.upper ?? 0, d.betweenInterval?.upper ?? 0])
      const rows = drivers.map((d) => ({
        key: d.metric.key,
        name: d.metric.name,
        note: '',
        figure: format.percent(d.withinShare ?? 0),
        range: format.percent(d.betweenShare ?? 0),
        marks: [
          {
            value: d.betweenShare ?? 0,
            interval: d.betweenInterval,
            color: palette.employee,
            hollow: true,
          },
          { value: d.withinShare ?? 0, interval: d.withinInterval, color: palette.accent },
        ],
        keyed: true,
        bar: false,
        picked: false,
      }))
      const none = { value: 0, interval: null }
      const legend = [
        { name: t('split.withinLegend'), mark: { ...none, color: palette.accent } },
        { name: t('split.betweenLegend'), mark: { ...none, color: palette.employee, hollow: true } },
      ]
      return {
        ...bare,
        series: [rowSeries(rows, Math.max(0.01, ...ends) * 1.04, palette, measure, legend)],
      }
    },
    [drivers, t, format],
  )
}

import type { Driver, Drivers } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Card, Pill } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import type { Column } from '../../ui/table-model.ts'
import { shareRange } from './importance.tsx'

/** Every driver with all its figures. */
export function DriversTable({ answer, onPick }: { answer: Drivers; onPick: (key: string) => void }) {
  const { t } = useTranslation('drivers')
  const columns = useColumns()
  return (
    <Card flush title={t('table.title')} subtitle={t('table.subtitle')}>
      <DataTable
        label={`${t('table.title')}: ${answer.outcome.name}`}
        columns={columns}
        rows={answer.drivers}
        rowKey={(d) => d.metric.key}
        onOpen={(d) => onPick(d.metric.key)}
        initialSort={{ key: 'share', descending: true }}
      />
    </Card>
  )
}

/** A share of 1 as the percentage that is exported. */
const percentValue = (share: number | null) => (share === null ? null : Math.round(10_000 * share) / 100)

function useColumns(): readonly Column<Driver>[] {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  return useMemo(() => {
    const end = { align: 'end' as const, wideOnly: true }
    return [
      { key: 'driver', header: t('column.driver'), value: (d) => d.metric.name },
      {
        key: 'share',
        header: t('column.share'),
        align: 'end',
        value: (d) => percentValue(d.share),
        cell: (d) => <Share value={d.share} interval={d.shareInterval} format={format} />,
      },
      {
        key: 'attainment',
        header: t('column.attainment'),
        align: 'end',
        value: (d) => Math.round(100 * d.attainment) / 100,
        cell: (d) => format.percent(d.attainment / 100),
      },
      {
        key: 'field',
        header: t('column.field'),
        wideOnly: true,
        value: (d) => t(`field.${d.field}`),
        cell: (d) => (
          <Pill tone={d.field === 'improve' ? 'worse' : d.field === 'keep' ? 'better' : 'muted'}>
            {t(`field.${d.field}`)}
          </Pill>
        ),
      },
      {
        key: 'coefficient',
        header: t('column.coefficient'),
        ...end,
        value: (d) => d.coefficient,
        cell: (d) => (
          <>
            {format.estimate(d.coefficient, d.coefficientInterval)}{' '}
            {d.coefficientInterval && (
              <small className="muted">{format.plusMinus(d.coefficientInterval)}</small>
            )}
          </>
        ),
      },
      {
        key: 'correlation',
        header: t('column.correlation'),
        ...end,
        value: (d) => d.correlation,
        cell: (d) => format.number(d.correlation, 2),
      },
      {
        key: 'within',
        header: t('column.within'),
        ...end,
        value: (d) => percentValue(d.withinShare),
        cell: (d) => <Share value={d.withinShare} interval={d.withinInterval} format={format} />,
      },
      {
        key: 'between',
        header: t('column.between'),
        ...end,
        value: (d) => percentValue(d.betweenShare),
        cell: (d) => <Share value={d.betweenShare} interval={d.betweenInterval} format={format} />,
      },
      { key: 'n', header: t('column.n'), ...end, value: (d) => d.n, cell: (d) => format.count(d.n) },
    ]
  }, [t, format])
}

interface ShareProps {
  readonly value: number | null
  readonly interval: Driver['shareInterval']
  readonly format: Format
}

function Share({ value, interval, format }: ShareProps) {
  if (value === null) return '–'
  return (
    <>
      {format.percent(value)}{' '}
      {interval && <small className="muted">{shareRange(format.percent, interval)}</small>}
    </>
  )
}

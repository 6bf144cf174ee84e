import type { ImportPreview } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { ShortTable } from '../ui/short-table.tsx'
import type { Column } from '../ui/table-model.ts'
import classes from './listen.module.css'

type Row = ImportPreview['rows'][number]

const facts = (attributes: Readonly<Record<string, string>>) =>
  Object.entries(attributes)
    .map(([k, v]) => `${k}: ${v}`)
    .join(' · ')

const unitText = (unit: NonNullable<Row['unit']>) => (unit.name ? `${unit.name} (${unit.key})` : unit.key)

/** The first rows as they would be stored, each with its problem if it has one. */
export function PreviewRows({ preview }: { preview: ImportPreview }) {
  const { t } = useTranslation('listen')
  const format = useFormat()
  const units = preview.import.mapping.target === 'units'
  const columns = useMemo((): Column<Row>[] => {
    const signal = (
      key: string,
      header: string,
      value: (s: NonNullable<Row['signal']>) => string,
    ): Column<Row> => ({
      key,
      header,
      value: (row) => (row.signal ? value(row.signal) : ''),
    })
    return [
      {
        key: 'unit',
        header: t('rows.unit'),
        value: (row) => (row.unit ? unitText(row.unit) : (row.signal?.unit ?? '')),
      },
      {
        key: 'line',
        header: t('rows.line'),
        value: (row) => row.line,
        cell: (row) => format.count(row.line),
        align: 'end',
        width: 70,
      },
      {
        ...signal('time', t('rows.time'), (s) => (s.occurredAt ? format.date(s.occurredAt) : '')),
        width: 116,
      },
      ...(units
        ? []
        : [
            signal('readings', t('rows.readings'), (s) =>
              s.readings
                .slice(0, 4)
                .map((r) => `${r.metric} ${format.number(r.value, 2)}`)
                .join(' · '),
            ),
            signal('people', t('rows.people'), (s) => s.people.map((p) => p.key).join(', ')),
            signal('comment', t('rows.comment'), (s) => (s.comments[0] ?? '').slice(0, 80)),
          ]),
      {
        key: 'facts',
        header: t('rows.facts'),
        value: (row) => facts(row.unit?.attributes ?? row.signal?.attributes ?? {}),
      },
      {
        key: 'problem',
        header: t('rows.problem'),
        value: (row) => row.problem ?? '',
        cell: (row) => (row.problem ? <span className={classes.problem}>{row.problem}</span> : null),
      },
    ]
  }, [t, format, units])
  const used = columns.filter(
    (c) => c.key === 'line' || c.key === 'unit' || preview.rows.some((row) => c.value(row) !== ''),
  )
  return (
    <ShortTable
      label={t('rows.title')}
      columns={used}
      rows={preview.rows.slice(0, 20)}
      rowKey={(row) => String(row.line)}
    />
  )
}

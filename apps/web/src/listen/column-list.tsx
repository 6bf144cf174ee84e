import { Button, NativeSelect, TextInput } from '@mantine/core'
import type { ColumnMeaning, ImportMapping, ImportPreview } from '@tandem/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './listen.module.css'
import { MetricFields } from './metric-fields.tsx'

type As = ColumnMeaning['as']

const forSignals: readonly As[] = [
  'ignore',
  'unit',
  'unitName',
  'time',
  'reading',
  'comment',
  'evaluator',
  'employee',
  'customer',
  'touchpoint',
  'channel',
  'language',
  'attribute',
  'sourceKey',
  'metricName',
  'value',
]
const forUnits: readonly As[] = [
  'ignore',
  'unit',
  'unitName',
  'unitParent',
  'time',
  'latitude',
  'longitude',
  'unitAttribute',
]

/** More columns than this are folded away until asked for. */
const shownAtFirst = 30

interface Props {
  readonly preview: ImportPreview
  readonly mapping: ImportMapping
  readonly onChange: (mapping: ImportMapping) => void
}

/** Every column with sample values, what it is taken for and why. */
export function ColumnList({ preview, mapping, onChange }: Props) {
  const { t } = useTranslation('listen')
  const [all, setAll] = useState(false)
  const columns = all ? mapping.columns : mapping.columns.slice(0, shownAtFirst)
  return (
    <>
      <ul className={classes.columns}>
        {columns.map((column, index) => (
          <ColumnRow
            // biome-ignore lint/suspicious/noArrayIndexKey: two columns may have the same name; their order never changes
            key={index}
            name={column.name}
            meaning={column.meaning}
            samples={preview.columns[index]?.samples ?? []}
            why={preview.columns[index]?.why ?? ''}
            mapping={mapping}
            onMapping={onChange}
            onMeaning={(meaning) =>
              onChange({
                ...mapping,
                columns: mapping.columns.map((c, i) => (i === index ? { ...c, meaning } : c)),
              })
            }
          />
        ))}
      </ul>
      {!all && mapping.columns.length > shownAtFirst && (
        <div className={classes.moreColumns}>
          <Button variant="default" onClick={() => setAll(true)}>
            {t('columns.all', { count: mapping.columns.length - shownAtFirst })}
          </Button>
        </div>
      )}
    </>
  )
}

interface RowProps {
  readonly name: string
  readonly meaning: ColumnMeaning
  readonly samples: readonly string[]
  readonly why: string
  readonly mapping: ImportMapping
  readonly onMeaning: (meaning: ColumnMeaning) => void
  readonly onMapping: (mapping: ImportMapping) => void
}

function ColumnRow({ name, meaning, samples, why, mapping, onMeaning, onMapping }: RowProps) {
  const { t } = useTranslation('listen')
  const choices = mapping.target === 'units' ? forUnits : forSignals
  const offered = choices.includes(meaning.as) ? choices : [...choices, meaning.as]
  const choose = (as: As) => {
    if (as === 'attribute' || as === 'unitAttribute') return onMeaning({ as, key: name.slice(0, 60) || '?' })
    if (as !== 'reading') return onMeaning({ as })
    const metric = keyOf(name)
    const known = mapping.metrics.some((m) => m.key === metric)
    const columns = mapping.columns.map((c) => (c.name === name ? { ...c, meaning: { as, metric } } : c))
    const added = {
      key: metric,
      name,
      kind: 'score' as const,
      source: mapping.source,
      scaleMin: 0,
      scaleMax: 100,
      direction: 'up' as const,
    }
    onMapping({ ...mapping, columns, metrics: known ? mapping.metrics : [...mapping.metrics, added] })
  }
  return (
    <li className={classes.column} data-ignored={meaning.as === 'ignore' || undefined}>
      <div className={classes.columnName}>
        <strong>{name}</strong>
        <span className="muted small">{samples.slice(0, 3).join(' · ')}</span>
      </div>
      <div className={classes.columnMeaning}>
        <NativeSelect
          aria-label={t('columns.meaning', { name })}
          value={meaning.as}
          data={offered.map((as) => ({ value: as, label: t(`as.${as}`) }))}
          onChange={(event) => choose(event.currentTarget.value as As)}
        />
        {'key' in meaning && (
          <TextInput
            aria-label={t('columns.attribute', { name })}
            value={meaning.key}
            onChange={(event) => onMeaning({ ...meaning, key: event.currentTarget.value })}
          />
        )}
        {meaning.as === 'reading' && (
          <MetricFields metricKey={meaning.metric} mapping={mapping} onChange={onMapping} />
        )}
        {why && <p className="muted small">{why}</p>}
      </div>
    </li>
  )
}

/** A key from a column's name: letters and digits of any script, lower case. */
function keyOf(name: string): string {
  return (
    name
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
      .replaceAll(/^_+|_+$/g, '')
      .slice(0, 100) || 'metric'
  )
}

import { NativeSelect, Switch, TextInput } from '@mantine/core'
import type { ImportMapping, Source, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import classes from './listen.module.css'

const sources: readonly Source[] = ['customer', 'employee', 'service_test', 'audit', 'operations']
const unitKinds: readonly UnitKind[] = ['region', 'site', 'team', 'department', 'partner']

interface Props {
  readonly mapping: ImportMapping
  readonly unknownUnits: readonly string[]
  readonly onChange: (mapping: ImportMapping) => void
}

/** What holds for the whole file: whose voice, how to read numbers and dates, what to do with what is unknown. */
export function FileOptions({ mapping, unknownUnits, onChange }: Props) {
  const { t } = useTranslation('listen')
  const { t: tc } = useTranslation('common')
  const format = useFormat()
  const set = (patch: Partial<ImportMapping>) => onChange({ ...mapping, ...patch })
  const has = (as: string) => mapping.columns.some((c) => c.meaning.as === as)
  const signals = mapping.target === 'signals'
  return (
    <Card title={t('options.title')}>
      <div className={classes.options}>
        <NativeSelect
          label={t('options.target')}
          value={mapping.target}
          data={[
            { value: 'signals', label: t('options.targetSignals') },
            { value: 'units', label: t('options.targetUnits') },
          ]}
          onChange={(event) => set({ target: event.currentTarget.value === 'units' ? 'units' : 'signals' })}
        />
        {signals && (
          <NativeSelect
            label={t('options.source')}
            value={mapping.source}
            data={sources.map((source) => ({ value: source, label: tc(`source.${source}`) }))}
            onChange={(event) => set({ source: event.currentTarget.value as Source })}
          />
        )}
        <NativeSelect
          label={t('options.unitKind')}
          value={mapping.unitKind}
          data={unitKinds.map((kind) => ({ value: kind, label: t(`unitKind.${kind}`) }))}
          onChange={(event) => set({ unitKind: event.currentTarget.value as UnitKind })}
        />
        {signals && !has('time') && (
          <TextInput
            type="date"
            label={t('options.fixedTime')}
            value={mapping.fixedTime ?? ''}
            onChange={(event) => set({ fixedTime: event.currentTarget.value || null })}
          />
        )}
        {signals && !has('unit') && (
          <TextInput
            label={t('options.fixedUnit')}
            value={mapping.fixedUnit ?? ''}
            onChange={(event) => set({ fixedUnit: event.currentTarget.value || null })}
          />
        )}
        <NativeSelect
          label={t('options.decimal')}
          value={mapping.decimal}
          data={[
            { value: '.', label: '1.5' },
            { value: ',', label: '1,5' },
          ]}
          onChange={(event) => set({ decimal: event.currentTarget.value === ',' ? ',' : '.' })}
        />
        {has('time') && (
          <TextInput
            label={t('options.dateFormat')}
            value={mapping.dateFormat}
            onChange={(event) => set({ dateFormat: event.currentTarget.value })}
          />
        )}
      </div>
      <div className={classes.switches}>
        <Switch
          label={t('options.createUnits')}
          description={
            unknownUnits.length > 0
              ? t('options.unknown', {
                  list: format.list(unknownUnits.slice(0, 3)),
                  count: unknownUnits.length,
                })
              : undefined
          }
          checked={mapping.createUnits}
          onChange={(event) => set({ createUnits: event.currentTarget.checked })}
        />
        <Switch
          label={t('options.skipBadRows')}
          description={t('options.skipBadRowsMore')}
          checked={mapping.skipBadRows}
          onChange={(event) => set({ skipBadRows: event.currentTarget.checked })}
        />
      </div>
    </Card>
  )
}

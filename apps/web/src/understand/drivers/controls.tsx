import { MultiSelect, NativeSelect } from '@mantine/core'
import type { Drivers, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { sources } from '../metrics.ts'
import classes from './drivers.module.css'
import type { DriversSearch } from './search.ts'
import { SliceChoice } from './slice-choice.tsx'

interface ControlsProps {
  readonly metrics: readonly Metric[]
  readonly outcome: Metric
  /** Undefined while it is on its way or refused. */
  readonly answer: Drivers | undefined
  readonly search: DriversSearch
  readonly onChange: (change: Partial<DriversSearch>) => void
}

const targets = [50, 60, 70, 75, 80, 85, 90, 95, 100]
const usualTarget = 80

/** What is explained, by what, over which answers, and how good one wants to be. */
export function Controls({ metrics, outcome, answer, search, onChange }: ControlsProps) {
  const { t } = useTranslation(['drivers', 'common'])
  const format = useFormat()
  const target = search.target ?? usualTarget
  return (
    <div className={classes.controls}>
      <NativeSelect
        label={t('controls.outcome')}
        value={outcome.key}
        data={sources.flatMap((source) => {
          const items = metrics
            .filter((m) => m.source === source && source !== 'operations')
            .map((m) => ({ value: m.key, label: m.name }))
          return items.length > 0 ? [{ group: t(`common:source.${source}`), items }] : []
        })}
        onChange={(event) =>
          onChange({
            outcome: event.currentTarget.value,
            drivers: undefined,
            driver: undefined,
            filter: undefined,
          })
        }
      />
      <DriverChoice {...{ metrics, outcome, answer, search, onChange }} />
      <SliceChoice
        outcome={outcome}
        filter={search.filter}
        onChange={(filter) => onChange({ filter, driver: undefined })}
      />
      <NativeSelect
        label={t('controls.target')}
        value={String(target)}
        data={[...new Set([...targets, target])]
          .sort((a, b) => a - b)
          .map((value) => ({ value: String(value), label: format.percent(value / 100) }))}
        onChange={(event) => {
          const chosen = Number(event.currentTarget.value)
          onChange({ target: chosen === usualTarget ? undefined : chosen })
        }}
      />
    </div>
  )
}

/** The drivers: those that the server chose until someone changes them. */
function DriverChoice({ metrics, outcome, answer, search, onChange }: ControlsProps) {
  const { t } = useTranslation('drivers')
  const used = search.drivers?.split(',') ?? answer?.drivers.map((d) => d.metric.key) ?? []
  const known = answer
    ? [...answer.drivers, ...answer.candidates].map(({ metric }) => metric)
    : metrics.filter((m) => m.source === outcome.source && m.key !== outcome.key)
  const offered = [
    ...known,
    ...metrics.filter((m) => used.includes(m.key) && !known.some((k) => k.key === m.key)),
  ]
  return (
    <MultiSelect
      className={classes.chosen}
      styles={{ inputField: { minWidth: 24 } }}
      label={t('controls.drivers')}
      data={offered.map((m) => ({ value: m.key, label: m.name }))}
      value={used}
      maxValues={20}
      searchable
      hidePickedOptions
      clearable={search.drivers !== undefined}
      clearButtonProps={{ 'aria-label': t('controls.auto') }}
      inputWrapperOrder={['label', 'input', 'description']}
      description={search.drivers === undefined ? t('controls.chosen') : t('controls.clear')}
      nothingFoundMessage={t('controls.noMetric')}
      onChange={(next) => onChange({ drivers: next.length > 0 ? next.join(',') : undefined })}
    />
  )
}

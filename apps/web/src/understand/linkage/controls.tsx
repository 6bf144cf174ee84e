import { NativeSelect } from '@mantine/core'
import type { Metric, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { sources } from '../metrics.ts'
import { driversOf } from './choose.ts'
import classes from './linkage.module.css'
import { grains, type LinkageSearch, lagChoices, type PanelGrain } from './search.ts'

interface ControlsProps {
  readonly metrics: readonly Metric[]
  readonly driver: Metric
  readonly outcome: Metric
  readonly levels: readonly UnitKind[]
  readonly level: UnitKind
  readonly grain: PanelGrain
  readonly lags: number
  readonly onChange: (change: Partial<LinkageSearch>) => void
}

/** What is held against what: the two metrics, the units, the length of a period, and how far ahead to look. */
export function Controls(props: ControlsProps) {
  const { t } = useTranslation(['linkage', 'understand', 'common'])
  const { metrics, driver, outcome, levels, level, grain, lags, onChange } = props
  const grouped = (all: readonly Metric[]) =>
    sources.flatMap((source) => {
      const items = all.filter((m) => m.source === source).map((m) => ({ value: m.key, label: m.name }))
      return items.length > 0 ? [{ group: t(`common:source.${source}`), items }] : []
    })
  return (
    <div className={classes.controls}>
      <NativeSelect
        className={classes.metric}
        label={t('controls.driver')}
        value={driver.key}
        data={grouped(driversOf(metrics))}
        onChange={(event) => onChange({ driver: event.currentTarget.value })}
      />
      <NativeSelect
        className={classes.metric}
        label={t('controls.outcome')}
        value={outcome.key}
        data={grouped(metrics.filter((m) => m.key !== driver.key))}
        onChange={(event) => onChange({ outcome: event.currentTarget.value })}
      />
      {levels.length > 1 && (
        <NativeSelect
          label={t('controls.level')}
          value={level}
          data={levels.map((value) => ({ value, label: t(`understand:level.${value}`) }))}
          onChange={(event) => onChange({ level: levels.find((l) => l === event.currentTarget.value) })}
        />
      )}
      <NativeSelect
        label={t('controls.grain')}
        value={grain}
        data={grains.map((value) => ({ value, label: t(`grain.${value}`) }))}
        onChange={(event) => onChange({ grain: grains.find((g) => g === event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('controls.lags')}
        value={String(lags)}
        data={lagChoices.map((value) => ({
          value: String(value),
          label: t(`ahead.${grain}`, { count: value }),
        }))}
        onChange={(event) =>
          onChange({ lags: lagChoices.find((l) => l === Number(event.currentTarget.value)) })
        }
      />
    </div>
  )
}

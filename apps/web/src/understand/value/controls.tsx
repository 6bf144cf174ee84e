import { NativeSelect } from '@mantine/core'
import type { Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { sources } from '../metrics.ts'
import { useLater } from './later.ts'
import { type Grain, grains, mostLag, type ValueSearch } from './search.ts'
import classes from './value.module.css'

interface ControlsProps {
  readonly figures: readonly Metric[]
  readonly scores: readonly Metric[]
  readonly money: Metric
  readonly score: Metric
  readonly lag: number
  /** Nobody chose the lag: it is the one that stands out. */
  readonly leading: boolean
  readonly grain: Grain
  readonly of: 'sum' | 'mean'
  readonly onChange: (change: Partial<ValueSearch>) => void
}

const lagsOffered = { month: 6, quarter: 4, year: 2 } as const

/** Which score, which money, how long after, and over what periods. */
export function Controls(props: ControlsProps) {
  const { t } = useTranslation(['value', 'common'])
  const later = useLater()
  const { figures, scores, money, score, lag, leading, grain, of, onChange } = props
  const lags = Array.from({ length: Math.min(mostLag, Math.max(lagsOffered[grain], lag)) + 1 }, (_, i) => i)
  return (
    <div className={classes.controls}>
      <NativeSelect
        label={t('controls.score')}
        value={score.key}
        data={sources.flatMap((source) => {
          const items = scores
            .filter((m) => m.source === source)
            .map((m) => ({ value: m.key, label: m.name }))
          return items.length > 0 ? [{ group: t(`common:source.${source}`), items }] : []
        })}
        onChange={(event) => onChange({ score: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('controls.money')}
        value={money.key}
        data={figures.map((m) => ({ value: m.key, label: m.name }))}
        onChange={(event) => onChange({ money: event.currentTarget.value, of: undefined })}
      />
      <NativeSelect
        label={t('controls.grain')}
        value={grain}
        data={grains.map((value) => ({ value, label: t(`controls.grains.${value}`) }))}
        onChange={(event) => {
          const chosen = grains.find((g) => g === event.currentTarget.value)
          onChange({ grain: chosen === 'month' ? undefined : chosen, lag: undefined })
        }}
      />
      <NativeSelect
        label={t('controls.lag')}
        {...(leading ? { description: t('controls.leading') } : {})}
        inputWrapperOrder={['label', 'input', 'description']}
        value={String(lag)}
        data={lags.map((value) => ({ value: String(value), label: later(grain, value) }))}
        onChange={(event) => onChange({ lag: Number(event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('controls.of')}
        value={of}
        data={[
          { value: 'sum', label: t('controls.sum') },
          { value: 'mean', label: t('controls.mean') },
        ]}
        onChange={(event) => onChange({ of: event.currentTarget.value === 'mean' ? 'mean' : 'sum' })}
      />
    </div>
  )
}

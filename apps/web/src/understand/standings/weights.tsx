import type { Metric } from '@tandem/contract'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import classes from './controls.module.css'

interface WeightsProps {
  readonly metrics: readonly Metric[]
  readonly keys: readonly string[]
  readonly weights: readonly number[]
  readonly onChange: (weights: readonly number[]) => void
  /** What is seen follows the hand and is not the exact answer yet. */
  readonly preview: boolean
}

/** What each metric counts in the composite, as sliders; and whether the exact answer or a preview is seen. */
export function Weights({ metrics, keys, weights, onChange, preview }: WeightsProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const id = useId()
  const sum = weights.reduce((total, w) => total + w, 0)
  return (
    <fieldset className={classes.weights}>
      <legend>{t('standings.weights')}</legend>
      {keys.map((key, i) => {
        const metric = metrics.find((m) => m.key === key)
        if (!metric) return null
        const weight = weights[i] ?? 0
        return (
          <div key={key} className={classes.weight}>
            <label htmlFor={`${id}-${i}`}>
              <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
              <span className="number muted">{format.percent(weight / sum)}</span>
            </label>
            <input
              id={`${id}-${i}`}
              type="range"
              min={0}
              max={100}
              step={5}
              value={weight}
              aria-valuetext={format.percent(weight / sum)}
              onChange={(event) => {
                const next = weights.with(i, event.currentTarget.valueAsNumber)
                if (next.some((w) => w > 0)) onChange(next)
              }}
            />
          </div>
        )
      })}
      <p className={classes.status} role="status" data-preview={preview || undefined}>
        {t(preview ? 'standings.preview' : 'standings.exact')}
      </p>
    </fieldset>
  )
}

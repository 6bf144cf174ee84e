import type { Metric } from '@tandem/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fold } from '../../ui/fold.ts'
import { sources } from '../metrics.ts'
import classes from './controls.module.css'

interface MetricPanelProps {
  readonly metrics: readonly Metric[]
  readonly keys: readonly string[]
  readonly onChange: (keys: readonly string[]) => void
}

const most = 12
const searchedFrom = 14

/** Chooses what counts: metrics by source, one at least and twelve at most. */
export default function MetricPanel({ metrics, keys, onChange }: MetricPanelProps) {
  const { t } = useTranslation(['understand', 'common'])
  const [text, setText] = useState('')
  const wanted = fold(text.trim())
  const found = metrics.filter((m) => fold(m.name).includes(wanted))
  const toggle = (key: string) =>
    onChange(keys.includes(key) ? keys.filter((k) => k !== key) : [...keys, key])
  return (
    <div className={classes.panel}>
      {metrics.length >= searchedFrom && (
        <input
          type="search"
          className={classes.box}
          aria-label={t('common:table.search')}
          placeholder={t('common:table.search')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {sources.map((source) => {
        const own = found.filter((m) => m.source === source)
        if (own.length === 0) return null
        return (
          <fieldset key={source}>
            <legend>{t(`common:source.${source}`)}</legend>
            {own.map((metric) => {
              const chosen = keys.includes(metric.key)
              return (
                <label key={metric.key}>
                  <input
                    type="checkbox"
                    checked={chosen}
                    disabled={chosen ? keys.length === 1 : keys.length >= most}
                    onChange={() => toggle(metric.key)}
                  />
                  {metric.name}
                </label>
              )
            })}
          </fieldset>
        )
      })}
      {found.length === 0 && <p className="muted small">{t('standings.noMetric')}</p>}
    </div>
  )
}

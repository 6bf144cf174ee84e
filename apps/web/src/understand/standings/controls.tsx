import { MultiSelect, NativeSelect, Switch } from '@mantine/core'
import type { Metric, UnitKind } from '@tandem/contract'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useScope } from '../../app/scope.ts'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { sources } from '../metrics.ts'
import classes from './controls.module.css'
import { comparisons, type StandingsSearch, weightsOf } from './search.ts'

interface ControlsProps {
  readonly metrics: readonly Metric[]
  readonly levels: readonly UnitKind[]
  readonly keys: readonly string[]
  readonly level: UnitKind
  readonly search: StandingsSearch
  readonly onChange: (change: Partial<StandingsSearch>) => void
  /** Evaluators are known, so that adjusting for them means something. */
  readonly evaluators: boolean
}

/** What is compared: metrics, level, adjustment, and the period to compare with. */
export function Controls(props: ControlsProps) {
  const { t } = useTranslation(['understand', 'common'])
  const { scope } = useScope()
  const { metrics, levels, keys, level, search, onChange } = props
  const groups = sources.flatMap((source) => {
    const items = metrics.filter((m) => m.source === source).map((m) => ({ value: m.key, label: m.name }))
    return items.length > 0 ? [{ group: t(`common:source.${source}`), items }] : []
  })
  const dated = scope.from !== undefined && scope.to !== undefined
  return (
    <div className={classes.controls}>
      <MultiSelect
        className={classes.metrics}
        // The field for typing shrinks, so that two metrics stay on one line.
        styles={{ inputField: { minWidth: 24 } }}
        label={t('standings.metrics')}
        data={groups}
        value={[...keys]}
        onChange={(next) => {
          if (next.length > 0) onChange({ metrics: next.join(','), weights: undefined })
        }}
        maxValues={12}
        searchable
        hidePickedOptions
        nothingFoundMessage={t('standings.noMetric')}
      />
      {levels.length > 1 && (
        <NativeSelect
          label={t('standings.level')}
          value={level}
          data={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
          onChange={(event) => {
            const chosen = levels.find((l) => l === event.currentTarget.value)
            if (chosen) onChange({ level: chosen })
          }}
        />
      )}
      <NativeSelect
        label={t('standings.compare')}
        value={dated ? (search.compare ?? '') : ''}
        disabled={!dated}
        title={dated ? undefined : t('standings.compareHint')}
        data={[
          { value: '', label: t(dated ? 'standings.compareNone' : 'standings.compareHint') },
          ...comparisons.map((value) => ({ value, label: t(`standings.compareWith.${value}`) })),
        ]}
        onChange={(event) => onChange({ compare: comparisons.find((c) => c === event.currentTarget.value) })}
      />
      <Switches search={search} onChange={onChange} evaluators={props.evaluators} />
      {keys.length > 1 && (
        <Weights key={keys.join()} metrics={metrics} keys={keys} search={search} onChange={onChange} />
      )}
    </div>
  )
}

function Switches({
  search,
  onChange,
  evaluators,
}: Pick<ControlsProps, 'search' | 'onChange' | 'evaluators'>) {
  const { t } = useTranslation('understand')
  return (
    <div className={classes.switches}>
      {evaluators && (
        <Switch
          label={t('standings.adjust')}
          checked={search.adjust !== 'no'}
          onChange={(event) => onChange({ adjust: event.currentTarget.checked ? undefined : 'no' })}
        />
      )}
      <Switch
        label={t('standings.showRaw')}
        checked={search.raw === 'yes'}
        onChange={(event) => onChange({ raw: event.currentTarget.checked ? 'yes' : undefined })}
      />
    </div>
  )
}

const pause = 220

/** What each metric counts in the composite. Figures follow the hand; the standings are asked for when it rests. */
function Weights(props: Pick<ControlsProps, 'metrics' | 'keys' | 'search' | 'onChange'>) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const id = useId()
  const { metrics, keys, search, onChange } = props
  const asked = weightsOf(search, keys).join()
  const [weights, setWeights] = useState(() => weightsOf(search, keys))
  useEffect(() => {
    const now = weights.join()
    if (now === asked) return
    const timer = setTimeout(() => onChange({ weights: now }), pause)
    return () => clearTimeout(timer)
  }, [weights, asked, onChange])
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
                if (next.some((w) => w > 0)) setWeights(next)
              }}
            />
          </div>
        )
      })}
    </fieldset>
  )
}

import type { Metric, UnitKind } from '@tandem/contract'
import { ChevronDown } from 'lucide-react'
import { lazy, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { LazyPopover } from '../../ui/lazy-popover.tsx'
import { earlierPeriod } from './comparison.ts'
import classes from './controls.module.css'
import { useByName } from './mix-name.ts'
import type { StandingsQuestion } from './question.ts'
import { comparisons, type StandingsSearch } from './search.ts'

const MetricPanel = lazy(() => import('./metric-panel.tsx'))

interface ControlsProps {
  readonly metrics: readonly Metric[]
  readonly levels: readonly UnitKind[]
  readonly keys: readonly string[]
  readonly level: UnitKind
  readonly search: StandingsSearch
  readonly asked: StandingsQuestion
  readonly onChange: (change: Partial<StandingsSearch>) => void
  /** Evaluators are known, so that adjusting for them means something. */
  readonly evaluators: boolean
  /** The standings are there, so that further questions do not hold them up. */
  readonly ready: boolean
  /** The sliders, where several metrics count. */
  readonly children: ReactNode
}

/** What is compared: metrics, level, adjustments, and the period to compare with. */
export function Controls(props: ControlsProps) {
  const { t } = useTranslation('understand')
  const { levels, level, search, onChange } = props
  return (
    <div className={classes.controls}>
      <Metrics {...props} />
      {levels.length > 1 && (
        <Choice
          label={t('standings.level')}
          value={level}
          options={levels.map((value) => ({ value, label: t(`level.${value}`) }))}
          onChange={(value) => onChange({ level: levels.find((l) => l === value) })}
        />
      )}
      <Comparison search={search} onChange={onChange} />
      <SameMix {...props} />
      <Switches {...props} />
      {props.children}
    </div>
  )
}

function Metrics({ metrics, keys, onChange }: ControlsProps) {
  const { t } = useTranslation('understand')
  const names = keys.map((key) => metrics.find((m) => m.key === key)?.name ?? key)
  const text = names.join(' + ')
  return (
    <div className={classes.metrics}>
      <span className={classes.label} aria-hidden="true">
        {t('standings.metrics')}
      </span>
      <LazyPopover
        label={`${t('standings.metrics')}: ${text}`}
        buttonClass={classes.box}
        button={
          <>
            <span className={classes.text}>{text}</span>
            <ChevronDown size={15} aria-hidden="true" />
          </>
        }
        width={340}
      >
        {() => (
          <MetricPanel
            metrics={metrics}
            keys={keys}
            onChange={(next) => onChange({ metrics: next.join(','), weights: undefined })}
          />
        )}
      </LazyPopover>
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly label: string; readonly disabled?: boolean }[]
  /** When the disabled ones can be chosen. */
  readonly why?: string
  /** On a phone it stands below the others, over the whole width. */
  readonly wide?: boolean
  readonly onChange: (value: string) => void
}

const optionsOf = (options: ChoiceProps['options']) =>
  options.map((o) => (
    <option key={o.value} value={o.value} disabled={o.disabled}>
      {o.label}
    </option>
  ))

/** One of a few, by the browser's own list: quick to draw, and the wheel of the phone. */
function Choice({ label, value, options, why, wide, onChange }: ChoiceProps) {
  const disabled = options.filter((o) => o.disabled)
  return (
    <label className={classes.field} data-wide={wide || undefined}>
      <span className={classes.label}>{label}</span>
      <span className={classes.select}>
        <select
          className={classes.box}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
        >
          {optionsOf(options.filter((o) => !o.disabled))}
          {disabled.length > 0 && <optgroup label={why}>{optionsOf(disabled)}</optgroup>}
        </select>
        <ChevronDown size={15} aria-hidden="true" />
      </span>
    </label>
  )
}

/** The last three months before the period, or before today. */
function quarterBefore(from: string | undefined): { compareFrom: string; compareTo: string } {
  const end = from ? Date.parse(from) : Date.now()
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { compareFrom: day(end - 91 * 86_400_000), compareTo: day(end - 86_400_000) }
}

function Comparison({ search, onChange }: Pick<ControlsProps, 'search' | 'onChange'>) {
  const { t } = useTranslation('understand')
  const { scope } = useScope()
  const dated = scope.from !== undefined && scope.to !== undefined
  const { compare } = search
  const choose = (value: string) => {
    const chosen = comparisons.find((c) => c === value)
    // One's own begins with the days that were compared until now.
    const days = earlierPeriod(scope, search)
    const own = days ? { compareFrom: days.from, compareTo: days.to } : quarterBefore(scope.from)
    onChange({
      compare: chosen,
      ...(chosen === 'own' ? own : { compareFrom: undefined, compareTo: undefined }),
    })
  }
  const day = (name: 'compareFrom' | 'compareTo') => (
    <label className={classes.field} data-day>
      <span className={classes.label}>{t(`standings.${name}`)}</span>
      <input
        type="date"
        className={classes.box}
        value={search[name] ?? ''}
        min={name === 'compareTo' ? search.compareFrom : undefined}
        onChange={(event) => onChange({ [name]: event.currentTarget.value || undefined })}
      />
    </label>
  )
  return (
    <>
      <Choice
        label={t('standings.compare')}
        value={dated || compare === 'own' ? (compare ?? '') : ''}
        options={[
          { value: '', label: t('standings.compareNone') },
          ...comparisons.map((value) => ({
            value,
            label: t(`standings.compareWith.${value}`),
            disabled: value !== 'own' && !dated,
          })),
        ]}
        why={t('standings.datedOnly')}
        wide
        onChange={choose}
      />
      {compare === 'own' && day('compareFrom')}
      {compare === 'own' && day('compareTo')}
    </>
  )
}

/** Share of the units that must have more than one group, or the mix cannot be told from the quality. */
const leastMixed = 0.5

function SameMix({ asked, search, onChange, ready }: ControlsProps) {
  const { t } = useTranslation('understand')
  const byName = useByName()
  const { from, to, metrics } = asked
  const found = useApi(
    'GET /api/v1/standings/groupings',
    { query: { from, to, metrics } },
    { keepPrevious: true, enabled: ready || search.mix !== undefined },
  )
  const choices = (found.data?.items ?? []).filter((g) => g.mixed >= leastMixed).map((g) => g.by)
  if (search.mix && !choices.includes(search.mix)) choices.push(search.mix)
  if (choices.length === 0) return null
  return (
    <Choice
      label={t('standings.sameMix')}
      value={search.mix ?? ''}
      options={[
        { value: '', label: t('standings.asHeard') },
        ...choices.map((by) => ({ value: by, label: byName(by) })),
      ]}
      onChange={(mix) => onChange({ mix: mix || undefined })}
    />
  )
}

function Switches({ search, onChange, evaluators }: ControlsProps) {
  const { t } = useTranslation('understand')
  const one = (text: string, on: boolean, change: (on: boolean) => void) => (
    <label className={classes.switch}>
      <input
        type="checkbox"
        role="switch"
        aria-checked={on}
        checked={on}
        onChange={(event) => change(event.currentTarget.checked)}
      />
      <span>{text}</span>
    </label>
  )
  return (
    <div className={classes.switches}>
      {evaluators &&
        one(t('standings.adjust'), search.adjust !== 'no', (on) =>
          onChange({ adjust: on ? undefined : 'no' }),
        )}
      {one(t('standings.showRaw'), search.raw === 'yes', (on) => onChange({ raw: on ? 'yes' : undefined }))}
    </div>
  )
}

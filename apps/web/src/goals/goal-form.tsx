import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import type { Goal, Metric } from '@tandem/contract'
import { type FormEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { useApi } from '../app/queries.ts'
import { useScope } from '../app/scope.ts'
import { useCan, useMe } from '../app/session.ts'
import forms from '../link/link.module.css'
import { today } from '../link/today.ts'
import { UnitSelect } from '../link/unit-select.tsx'
import { useFormat } from '../ui/format.ts'
import { sentenceOf } from '../ui/notify.ts'
import { mainMetric, sources } from '../understand/metrics.ts'
import { bodyOf, type Draft, draftOf, type Fault, faultsOf } from './draft.ts'
import classes from './goals.module.css'
import { useBaseline } from './use-baseline.ts'
import { useSaveGoal } from './use-save-goal.ts'
import { typed } from './words.ts'
import { WorthField } from './worth-field.tsx'

interface GoalFormProps {
  /** Null: a new goal. */
  readonly goal: Goal | null
  readonly metrics: readonly Metric[]
  readonly onDone: () => void
}

/** Sets a goal or changes one. */
export function GoalForm({ goal, metrics, onDone }: GoalFormProps) {
  const { t } = useTranslation(['goals', 'common'])
  const me = useMe()
  const { scope } = useScope()
  const [draft, setDraft] = useState(() =>
    startOf(goal, metrics, scope.unit ?? (me.scope ? me.scope.id : null)),
  )
  const [tried, setTried] = useState(false)
  const members = useMembers()
  const metric = metrics.find(({ key }) => key === draft.metric)
  const { heard, text: heardText } = useBaseline(draft, metric)
  const save = useSaveGoal(goal, onDone)
  const faults = faultsOf(draft, { metric, heard, today: today(), before: goal })
  const words = useFaultWords(metric)
  const refused = save.error instanceof ApiProblem ? save.error.byField() : {}
  const wrong = (field: keyof Draft) => (tried && faults[field] ? words(faults[field]) : refused[field])
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (Object.keys(faults).length === 0) save.send(bodyOf(draft, members, goal))
  }
  return (
    <form className={forms.form} onSubmit={submit} noValidate>
      <MetricField metrics={metrics} draft={draft} set={set} error={wrong('metric')} />
      <TextInput
        label={t('form.name')}
        description={t('form.nameMore')}
        maxLength={200}
        value={draft.name}
        error={wrong('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <UnitSelect
        label={t('form.unit')}
        none={me.scope ? t('form.chooseUnit') : t('wholeCompany')}
        value={draft.unitId}
        onChange={(unitId) => set({ unitId })}
        error={refused.unitId}
      />
      <WayFields draft={draft} set={set} wrong={wrong} heardText={heardText} metric={metric} />
      <TextInput
        label={t('form.sponsor')}
        description={t('form.sponsorMore')}
        list="goal-sponsors"
        maxLength={200}
        value={draft.sponsor}
        error={wrong('sponsor')}
        onChange={(event) => set({ sponsor: event.currentTarget.value })}
      />
      <datalist id="goal-sponsors">
        {[...new Set(members.map(({ name }) => name))].map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <WorthField draft={draft} set={set} metric={metric} metrics={metrics} error={wrong('worthPerPoint')} />
      <JourneysField draft={draft} set={set} />
      {save.error && Object.keys(refused).length === 0 && (
        <p role="alert" className={forms.problem}>
          {sentenceOf(save.error)}
        </p>
      )}
      {tried && Object.keys(faults).length > 0 && (
        <p role="alert" className={forms.problem}>
          {t('form.mend', { count: Object.keys(faults).length })}
        </p>
      )}
      <div className={forms.actions}>
        <Button type="submit" loading={save.busy}>
          {t(goal ? 'common:save' : 'form.create')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('form.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** A new goal begins with the metric that says most, called by its name. */
function startOf(goal: Goal | null, metrics: readonly Metric[], unitId: string | null): Draft {
  const draft = draftOf(goal, { today: today(), unitId })
  const metric = mainMetric(metrics)
  return goal || !metric ? draft : { ...draft, metric: metric.key, name: metric.name }
}

/** Members can be named as sponsors by those who may see them. */
function useMembers() {
  const can = useCan()
  const members = useApi('GET /api/v1/members', undefined, { enabled: can('members.manage') })
  return members.data?.members ?? []
}

function useFaultWords(metric: Metric | undefined) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  return (fault: Fault): string => {
    switch (fault.kind) {
      case 'offScale':
        return t('fault.offScale', {
          name: metric?.name,
          min: typed(format, fault.min),
          max: typed(format, fault.max),
        })
      case 'sameAsBaseline':
      case 'worseUp':
      case 'worseDown':
        return t(`fault.${fault.kind}`, { baseline: format.number(fault.baseline, 1) })
      default:
        return t(`fault.${fault.kind}`)
    }
  }
}

interface FieldProps {
  readonly draft: Draft
  readonly set: (part: Partial<Draft>) => void
}

function MetricField(props: FieldProps & { metrics: readonly Metric[]; error: string | undefined }) {
  const { t } = useTranslation(['goals', 'common'])
  const { metrics, draft, set, error } = props
  const data = useMemo(
    () =>
      sources.flatMap((source) => {
        const items = metrics.filter((metric) => metric.source === source)
        if (items.length === 0) return []
        return {
          group: t(`common:source.${source}`),
          items: items.map(({ key, name }) => ({ value: key, label: name })),
        }
      }),
    [metrics, t],
  )
  return (
    <Select
      // The drawer opens before the metrics are there: whoever sets a goal begins here all the same.
      autoFocus
      data-autofocus
      openOnFocus={false}
      label={t('form.metric')}
      description={t('form.metricMore')}
      data={data}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('form.noMetric')}
      value={draft.metric || null}
      error={error}
      onChange={(key) => {
        const before = metrics.find((metric) => metric.key === draft.metric)
        const chosen = metrics.find((metric) => metric.key === key)
        if (!chosen) return
        // The name follows the metric until a person gives another one.
        const follows = draft.name.trim() === '' || draft.name === before?.name
        set({ metric: chosen.key, ...(follows ? { name: chosen.name } : {}) })
      }}
    />
  )
}

/** From where, to where, from when until when. */
function WayFields(
  props: FieldProps & {
    wrong: (field: keyof Draft) => string | undefined
    heardText: string
    metric: Metric | undefined
  },
) {
  const { t } = useTranslation('goals')
  const { draft, set, wrong, heardText, metric } = props
  const number = (field: 'baseline' | 'target', description: string, placeholder?: string) => (
    <TextInput
      inputMode="decimal"
      label={t(`form.${field}`)}
      description={description}
      placeholder={placeholder}
      value={draft[field]}
      error={wrong(field)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
      rightSection={metric?.unitLabel ? <span className="muted small">{metric.unitLabel}</span> : undefined}
    />
  )
  const day = (field: 'startsOn' | 'dueOn') => (
    <TextInput
      type="date"
      label={t(`form.${field}`)}
      value={draft[field]}
      error={wrong(field)}
      onChange={(event) => set({ [field]: event.currentTarget.value })}
    />
  )
  return (
    <>
      {number('target', metric ? t(metric.direction === 'up' ? 'form.higher' : 'form.lower') : '')}
      {number('baseline', heardText, t('form.asHeard'))}
      <div className={forms.pair}>
        {day('startsOn')}
        {day('dueOn')}
      </div>
    </>
  )
}

function JourneysField({ draft, set }: FieldProps) {
  const { t } = useTranslation('goals')
  const journeys = useApi('GET /api/v1/journeys')
  const items = journeys.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Checkbox.Group
      label={t('form.journeys')}
      description={t('form.journeysMore')}
      value={[...draft.journeyIds]}
      onChange={(journeyIds) => set({ journeyIds })}
    >
      <div className={classes.journeys}>
        {items.map(({ id, name }) => (
          <Checkbox key={id} value={id} label={name} />
        ))}
      </div>
    </Checkbox.Group>
  )
}

import { ActionIcon, Button, TextInput } from '@mantine/core'
import type { Journey } from '@tandem/contract'
import { ArrowDown, ArrowUp, Plus, X } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { queryClient, useSend } from '../../app/queries.ts'
import { Card } from '../../ui/card.tsx'
import { notify, sentenceOf } from '../../ui/notify.ts'
import forms from '../link.module.css'
import { offerUndo } from '../undo.tsx'
import {
  bodyOf,
  type Draft,
  type DraftPoint,
  type DraftStage,
  draftOf,
  isComplete,
  moved,
  movePoint,
  newPoint,
  newStage,
} from './draft.ts'
import classes from './journeys.module.css'
import { PointFields } from './point-fields.tsx'

const answers = ['GET /api/v1/journeys', 'GET /api/v1/units/{id}'] as const

interface JourneyEditorProps {
  readonly start: Draft
  readonly journeys: readonly Journey[]
  readonly onDone: () => void
}

/** Writes a journey: stages and touchpoints are added, named, ordered and given owners, then saved as a whole. */
export function JourneyEditor({ start, journeys, onDone }: JourneyEditorProps) {
  const { t } = useTranslation(['link', 'common'])
  const [draft, setDraft] = useState(start)
  const save = useSave(start, journeys, onDone)
  const setStages = (stages: readonly DraftStage[]) => setDraft((old) => ({ ...old, stages }))
  const { stages } = draft
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.send(draft)
  }
  return (
    <Card>
      <form className={classes.editor} onSubmit={submit}>
        <TextInput
          data-autofocus
          autoFocus
          label={t('journeys.name')}
          maxLength={200}
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {stages.map((stage, i) => (
          <StageFields
            key={stage.id}
            stage={stage}
            number={i + 1}
            last={i === stages.length - 1}
            onChange={(next) => setStages(stages.map((s) => (s.id === stage.id ? next : s)))}
            onMove={(by) => setStages(moved(stages, i, by))}
            onMovePoint={(point, by) => setStages(movePoint(stages, i, point, by))}
            onRemove={() => setStages(stages.filter((s) => s.id !== stage.id))}
          />
        ))}
        <div>
          <Button
            variant="default"
            leftSection={<Plus size={15} aria-hidden="true" />}
            onClick={() => setStages([...stages, newStage('')])}
          >
            {t('journeys.addStage')}
          </Button>
        </div>
        {save.error && (
          <p role="alert" className={forms.problem}>
            {sentenceOf(save.error)}
          </p>
        )}
        <div className={classes.bar}>
          <Button type="submit" loading={save.busy} disabled={!isComplete(draft)}>
            {t('journeys.save')}
          </Button>
          <Button variant="default" onClick={onDone}>
            {t('cancel')}
          </Button>
          <span className="muted small">{t(isComplete(draft) ? 'journeys.keep' : 'journeys.nameAll')}</span>
        </div>
      </form>
    </Card>
  )
}

/** Saves a draft; a journey that was there before can be put back. */
function useSave(start: Draft, journeys: readonly Journey[], onDone: () => void) {
  const { t } = useTranslation('link')
  const put = useSend('PUT /api/v1/journeys', answers)
  const taken = {
    journeys: new Set(journeys.map((j) => j.key)),
    touchpoints: new Set(journeys.flatMap((j) => j.stages.flatMap((s) => s.touchpoints.map((p) => p.key)))),
  }
  const before = journeys.find((j) => j.key === start.key)
  const send = (draft: Draft) =>
    put.mutate(
      { body: bodyOf(draft, taken) },
      {
        onSuccess: (saved) => {
          onDone()
          const said = t('journeys.saved', { name: saved.name })
          if (!before) return notify.done(said)
          const body = bodyOf(draftOf(before), taken)
          offerUndo(said, async () => {
            await call('PUT /api/v1/journeys', { body })
            await queryClient.invalidateQueries({ queryKey: ['GET /api/v1/journeys'] })
          })
        },
      },
    )
  return { send, busy: put.isPending, error: put.error }
}

interface StageFieldsProps {
  readonly stage: DraftStage
  readonly number: number
  readonly last: boolean
  readonly onChange: (stage: DraftStage) => void
  readonly onMove: (by: 1 | -1) => void
  readonly onMovePoint: (index: number, by: 1 | -1) => void
  readonly onRemove: () => void
}

function StageFields(props: StageFieldsProps) {
  const { t } = useTranslation('link')
  const { stage, number, onChange } = props
  const { points } = stage
  const change = (point: DraftPoint) =>
    onChange({ ...stage, points: points.map((p) => (p.id === point.id ? point : p)) })
  return (
    <fieldset className={classes.stageFields}>
      <legend className="visually-hidden">{t('journeys.stage', { number })}</legend>
      <div className={classes.stageHead}>
        <span className={classes.stageNumber} aria-hidden="true">
          {number}
        </span>
        <TextInput
          aria-label={t('journeys.stageName', { number })}
          placeholder={t('journeys.stageName', { number })}
          maxLength={200}
          value={stage.name}
          onChange={(event) => onChange({ ...stage, name: event.currentTarget.value })}
        />
        <OrderButtons
          name={stage.name}
          first={number === 1}
          last={props.last}
          onMove={props.onMove}
          onRemove={props.onRemove}
        />
      </div>
      {points.map((point, i) => (
        <div key={point.id} className={classes.pointFields}>
          <PointFields point={point} onChange={change} />
          <OrderButtons
            name={point.name}
            first={number === 1 && i === 0}
            last={props.last && i === points.length - 1}
            onMove={(by) => props.onMovePoint(i, by)}
            onRemove={() => onChange({ ...stage, points: points.filter((p) => p.id !== point.id) })}
          />
        </div>
      ))}
      <div>
        <Button
          variant="subtle"
          size="compact-md"
          leftSection={<Plus size={14} aria-hidden="true" />}
          onClick={() => onChange({ ...stage, points: [...points, newPoint()] })}
        >
          {t('journeys.addTouchpoint')}
        </Button>
      </div>
    </fieldset>
  )
}

function OrderButtons(props: {
  name: string
  first: boolean
  last: boolean
  onMove: (by: 1 | -1) => void
  onRemove: () => void
}) {
  const { t } = useTranslation('link')
  const name = props.name.trim() || t('journeys.unnamed')
  const look = { variant: 'subtle', color: 'gray', size: 'lg' } as const
  return (
    <div className={classes.order}>
      <ActionIcon
        {...look}
        aria-label={t('journeys.earlier', { name })}
        disabled={props.first}
        onClick={() => props.onMove(-1)}
      >
        <ArrowUp size={16} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon
        {...look}
        aria-label={t('journeys.later', { name })}
        disabled={props.last}
        onClick={() => props.onMove(1)}
      >
        <ArrowDown size={16} aria-hidden="true" />
      </ActionIcon>
      <ActionIcon {...look} aria-label={t('journeys.remove', { name })} onClick={props.onRemove}>
        <X size={16} aria-hidden="true" />
      </ActionIcon>
    </div>
  )
}

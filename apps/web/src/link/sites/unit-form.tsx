import { NativeSelect, TextInput } from '@mantine/core'
import type { Unit, UnitKind } from '@tandem/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useSend } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { useMe } from '../../app/session.ts'
import { notify } from '../../ui/notify.ts'
import { AttributesField, attributesOf, rowsOfAttributes } from '../attributes-field.tsx'
import { FormEnd, wrongFields } from '../form-parts.tsx'
import { keyOf } from '../key-of.ts'
import { isUnitKind, unitKinds } from '../kinds.ts'
import classes from '../link.module.css'
import { offerUndo } from '../undo.tsx'
import { UnitSelect } from '../unit-select.tsx'
import { refreshUnits, unitAnswers } from './refresh.ts'

/** What a person types; numbers and days as text until they are sent. */
function draftOf(unit: Unit | null) {
  return {
    name: unit?.name ?? '',
    key: unit?.key ?? '',
    kind: unit?.kind ?? ('site' as UnitKind),
    openedOn: unit?.openedOn ?? '',
    latitude: unit?.latitude?.toString() ?? '',
    longitude: unit?.longitude?.toString() ?? '',
    attributes: rowsOfAttributes(unit?.attributes ?? {}),
  }
}
type Draft = ReturnType<typeof draftOf>

const numberOf = (text: string) => (text.trim() === '' ? null : Number(text.replace(',', '.')))

function bodyOf(draft: Draft) {
  return {
    name: draft.name,
    key: draft.key.trim() || keyOf(draft.name),
    kind: draft.kind,
    openedOn: draft.openedOn || null,
    latitude: numberOf(draft.latitude),
    longitude: numberOf(draft.longitude),
    attributes: attributesOf(draft.attributes),
  }
}

interface UnitFormProps {
  /** Null: a new unit. */
  readonly unit: Unit | null
  readonly onDone: (id: string) => void
  readonly onCancel: () => void
}

/** Creates a unit or changes one; its place is changed by moving it. */
export function UnitForm({ unit, onDone, onCancel }: UnitFormProps) {
  const { t } = useTranslation(['link', 'common'])
  const me = useMe()
  const { scope } = useScope()
  const [draft, setDraft] = useState(() => draftOf(unit))
  const [parentId, setParent] = useState<string | null>(scope.unit ?? me.scope?.id ?? null)
  const create = useSend('POST /api/v1/units', unitAnswers)
  const change = useSend('PATCH /api/v1/units/{id}', unitAnswers)
  const failed = unit ? change : create
  const wrong = wrongFields(failed.error)
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const body = bodyOf(draft)
    if (!unit) {
      create.mutate(
        { body: { ...body, parentId } },
        {
          onSuccess: (made) => {
            notify.done(t('unit.created', { name: made.name }))
            onDone(made.id)
          },
        },
      )
      return
    }
    const before = bodyOf(draftOf(unit))
    const params = { id: unit.id }
    const undo = () => call('PATCH /api/v1/units/{id}', { params, body: before }).then(refreshUnits)
    change.mutate(
      { params, body },
      {
        onSuccess: () => {
          offerUndo(t('unit.changed', { name: body.name }), undo)
          onDone(unit.id)
        },
      },
    )
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t('unit.name')}
        required
        withAsterisk={false}
        maxLength={200}
        value={draft.name}
        error={wrong.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <NativeSelect
        label={t('unit.kind')}
        value={draft.kind}
        data={unitKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
        onChange={(event) => {
          const kind = event.currentTarget.value
          if (isUnitKind(kind)) set({ kind })
        }}
      />
      {!unit && (
        <UnitSelect
          label={t('unit.parent')}
          none={me.scope?.name ?? t('unit.top')}
          value={parentId}
          onChange={setParent}
          error={wrong.parentId}
        />
      )}
      <Details draft={draft} set={set} wrong={wrong} />
      <FormEnd
        error={failed.error}
        fields={['name', 'parentId', 'key', 'openedOn', 'latitude', 'longitude']}
        submit={t(unit ? 'common:save' : 'unit.create')}
        busy={failed.isPending}
        onCancel={onCancel}
      />
    </form>
  )
}

function Details(props: {
  draft: Draft
  set: (part: Partial<Draft>) => void
  wrong: Readonly<Record<string, string>>
}) {
  const { t } = useTranslation('link')
  const { draft, set, wrong } = props
  return (
    <>
      <AttributesField
        label={t('unit.facts')}
        rows={draft.attributes}
        onChange={(attributes) => set({ attributes })}
      />
      <TextInput
        label={t('unit.key')}
        description={t('unit.keyMore')}
        placeholder={draft.name ? keyOf(draft.name) : ''}
        maxLength={120}
        value={draft.key}
        error={wrong.key}
        onChange={(event) => set({ key: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t('unit.openedOn')}
        value={draft.openedOn}
        error={wrong.openedOn}
        onChange={(event) => set({ openedOn: event.currentTarget.value })}
      />
      <div className={classes.pair}>
        {(['latitude', 'longitude'] as const).map((name) => (
          <TextInput
            key={name}
            inputMode="decimal"
            label={t(`unit.${name}`)}
            value={draft[name]}
            error={wrong[name]}
            onChange={(event) => set({ [name]: event.currentTarget.value })}
          />
        ))}
      </div>
    </>
  )
}

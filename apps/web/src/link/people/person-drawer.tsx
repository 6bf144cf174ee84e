import { NativeSelect, TextInput } from '@mantine/core'
import type { Person, PersonKind } from '@tandem/contract'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSend } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { useMe } from '../../app/session.ts'
import { notify } from '../../ui/notify.ts'
import { AttributesField, attributesOf, rowsOfAttributes } from '../attributes-field.tsx'
import { FormEnd, SideDrawer, wrongFields } from '../form-parts.tsx'
import { isPersonKind, personKinds } from '../kinds.ts'
import classes from '../link.module.css'
import { today } from '../today.ts'
import { UnitSelect } from '../unit-select.tsx'

function draftOf(person: Person | null) {
  return {
    kind: person?.kind ?? ('employee' as PersonKind),
    key: person?.key ?? '',
    name: person?.name ?? '',
    email: person?.email ?? '',
    from: person ? today() : '',
    attributes: rowsOfAttributes(person?.attributes ?? {}),
  }
}
type Draft = ReturnType<typeof draftOf>

/** What is sent: facts that were taken away end by empty text. */
function bodyOf(draft: Draft, unitId: string | null, before: Person | null) {
  const given = attributesOf(draft.attributes)
  const gone = Object.keys(before?.attributes ?? {}).filter((key) => !(key in given))
  return {
    kind: draft.kind,
    key: draft.key,
    name: draft.name.trim() || null,
    email: draft.email.trim() || null,
    unitId,
    attributes: { ...given, ...Object.fromEntries(gone.map((key) => [key, ''])) },
    ...(draft.from ? { from: draft.from } : {}),
  }
}

/** Adds a person, or changes one from a day on. */
export function PersonDrawer({ person, onClose }: { person: Person | null; onClose: () => void }) {
  const { t } = useTranslation(['link', 'common'])
  const navigate = useNavigate()
  const { scope } = useScope()
  const me = useMe()
  const [draft, setDraft] = useState(() => draftOf(person))
  const [unitId, setUnit] = useState(person ? person.unitId : (scope.unit ?? me.scope?.id ?? null))
  const send = useSend('POST /api/v1/people', ['GET /api/v1/people', 'GET /api/v1/people/{id}'])
  const wrong = wrongFields(send.error)
  const set = (part: Partial<Draft>) => setDraft((old) => ({ ...old, ...part }))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate(
      { body: bodyOf(draft, unitId, person) },
      {
        onSuccess: (saved) => {
          notify.done(t(person ? 'person.changed' : 'person.created', { name: saved.name ?? saved.key }))
          onClose()
          if (!person) void navigate({ to: '/people/$id', params: { id: saved.id } })
        },
      },
    )
  }
  return (
    <SideDrawer title={person ? (person.name ?? person.key) : t('person.new')} onClose={onClose}>
      <form className={classes.form} onSubmit={submit}>
        {!person && <Identity draft={draft} set={set} wrong={wrong} />}
        <TextInput
          data-autofocus={person ? true : undefined}
          label={t('person.name')}
          maxLength={200}
          value={draft.name}
          error={wrong.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TextInput
          type="email"
          label={t('person.email')}
          maxLength={254}
          value={draft.email}
          error={wrong.email}
          onChange={(event) => set({ email: event.currentTarget.value })}
        />
        <UnitSelect
          label={t('person.belongs')}
          none={t('person.noUnit')}
          value={unitId}
          onChange={setUnit}
          error={wrong.unitId}
        />
        <AttributesField
          label={t('person.facts')}
          rows={draft.attributes}
          onChange={(attributes) => set({ attributes })}
        />
        {person && (
          <TextInput
            type="date"
            required
            withAsterisk={false}
            label={t('person.from')}
            description={t('person.fromMore')}
            value={draft.from}
            error={wrong.from}
            onChange={(event) => set({ from: event.currentTarget.value })}
          />
        )}
        <FormEnd
          error={send.error}
          fields={person ? ['name', 'email', 'unitId', 'from'] : ['name', 'email', 'unitId', 'key']}
          submit={t(person ? 'common:save' : 'person.create')}
          busy={send.isPending}
          onCancel={onClose}
        />
      </form>
    </SideDrawer>
  )
}

/** Kind and key say who it is; they are given once. */
function Identity(props: {
  draft: Draft
  set: (part: Partial<Draft>) => void
  wrong: Readonly<Record<string, string>>
}) {
  const { t } = useTranslation('link')
  const { draft, set, wrong } = props
  return (
    <>
      <NativeSelect
        label={t('person.kind')}
        value={draft.kind}
        data={personKinds.map((value) => ({ value, label: t(`personKind.${value}`) }))}
        onChange={(event) => {
          const kind = event.currentTarget.value
          if (isPersonKind(kind)) set({ kind })
        }}
      />
      <TextInput
        data-autofocus
        required
        withAsterisk={false}
        label={t('person.key')}
        description={t('person.keyMore')}
        maxLength={120}
        value={draft.key}
        error={wrong.key}
        onChange={(event) => set({ key: event.currentTarget.value })}
      />
    </>
  )
}

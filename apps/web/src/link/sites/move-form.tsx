import { TextInput } from '@mantine/core'
import type { ResponseOf, Unit } from '@tandem/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useSend } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { useFormat } from '../../ui/format.ts'
import { FormEnd, wrongFields } from '../form-parts.tsx'
import classes from '../link.module.css'
import { today } from '../today.ts'
import { offerUndo } from '../undo.tsx'
import { UnitSelect } from '../unit-select.tsx'
import { refreshUnits, unitAnswers } from './refresh.ts'

type History = ResponseOf<'GET /api/v1/units/{id}'>['history']

/** The parent on a day; undefined where none is recorded. */
function parentOn(history: History, day: string): string | null | undefined {
  return history.find((p) => (p.from ?? '') <= day && (p.to === null || day < p.to))?.parentId
}

/** Moves a unit under another parent from a day on. */
export function MoveForm(props: { unit: Unit; history: History; onDone: () => void }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const me = useMe()
  const { unit, history, onDone } = props
  const [parentId, setParent] = useState(unit.parentId)
  const [from, setFrom] = useState(today())
  const move = useSend('POST /api/v1/units/{id}/move', unitAnswers)
  const wrong = wrongFields(move.error)
  const old = from ? parentOn(history, from) : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const params = { id: unit.id }
    const back = { params, body: { parentId: old ?? null, from } }
    const undo = () => call('POST /api/v1/units/{id}/move', back).then(refreshUnits)
    move.mutate(
      { params, body: { parentId, from } },
      {
        onSuccess: () => {
          offerUndo(t('move.done', { name: unit.name, date: format.date(from) }), undo)
          onDone()
        },
      },
    )
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">{t('move.explain')}</p>
      <UnitSelect
        label={t('move.parent')}
        none={me.scope?.name ?? t('unit.top')}
        value={parentId}
        onChange={setParent}
        without={unit.id}
        error={wrong.parentId}
      />
      <TextInput
        type="date"
        required
        withAsterisk={false}
        label={t('move.from')}
        value={from}
        error={wrong.from}
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <FormEnd
        error={move.error}
        fields={['parentId', 'from']}
        submit={t('move.do')}
        busy={move.isPending}
        disabled={!from || old === parentId}
        onCancel={onDone}
      />
    </form>
  )
}

import { Button, TextInput } from '@mantine/core'
import type { ResponseOf } from '@tandem/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useApi, useSend } from '../../app/queries.ts'
import { RoomLink } from '../../app/room-link.tsx'
import { useCan, useMe } from '../../app/session.ts'
import { Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { FormEnd, SideDrawer } from '../form-parts.tsx'
import classes from '../link.module.css'
import { Span } from '../span.tsx'
import { today } from '../today.ts'
import { offerUndo } from '../undo.tsx'
import { MoveForm } from './move-form.tsx'
import { refreshUnits, unitAnswers } from './refresh.ts'
import { UnitForm } from './unit-form.tsx'

type Details = ResponseOf<'GET /api/v1/units/{id}'>
type Doing = 'look' | 'edit' | 'move' | 'close'

/** A unit beside the tree: what it is, where it has been, and how to change it. `new` creates one. */
export function UnitDrawer({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation(['link', 'common'])
  const isNew = id === 'new'
  const can = useCan()
  const details = useApi('GET /api/v1/units/{id}', { params: { id } }, { enabled: !isNew })
  const [doing, setDoing] = useState<Doing>('look')
  const look = () => setDoing('look')
  return (
    <SideDrawer
      title={isNew ? t('unit.new') : (details.data?.unit.name ?? t('common:loading'))}
      onClose={onClose}
    >
      {isNew && can('units.write') && <UnitForm unit={null} onDone={onClose} onCancel={onClose} />}
      {!isNew && details.isPending && <ListSkeleton />}
      {!isNew && details.isError && (
        <ErrorState compact error={details.error} onRetry={() => details.refetch()} />
      )}
      {details.data && doing === 'look' && <Look details={details.data} onDo={setDoing} />}
      {details.data && doing === 'edit' && (
        <UnitForm unit={details.data.unit} onDone={look} onCancel={look} />
      )}
      {details.data && doing === 'move' && (
        <MoveForm unit={details.data.unit} history={details.data.history} onDone={look} />
      )}
      {details.data && doing === 'close' && <CloseForm details={details.data} onDone={look} />}
    </SideDrawer>
  )
}

function Look({ details, onDo }: { details: Details; onDo: (doing: Doing) => void }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const can = useCan()
  const { unit, ancestors } = details
  const closed = unit.closedOn !== null && unit.closedOn <= today()
  return (
    <>
      <p className="muted" style={{ marginBottom: 14 }}>
        {[...ancestors.map((a) => a.name), t(`kind.${unit.kind}`)].join(' · ')}{' '}
        {unit.closedOn && (
          <Pill tone="muted">{t('sites.closedOn', { date: format.date(unit.closedOn) })}</Pill>
        )}
      </p>
      <p style={{ marginBottom: 18 }}>
        <RoomLink to={`/sites/${unit.id}`} route="/sites/$unitId">
          {t('unit.page')}
        </RoomLink>
      </p>
      {can('units.write') && (
        <div className={classes.actions} style={{ marginBottom: 20 }}>
          <Button onClick={() => onDo('edit')}>{t('unit.edit')}</Button>
          <Button variant="default" onClick={() => onDo('move')}>
            {t('move.open')}
          </Button>
          <Button variant="default" onClick={() => onDo('close')}>
            {t(closed || unit.closedOn ? 'close.change' : 'close.open')}
          </Button>
        </div>
      )}
      <Facts details={details} />
      <section className={classes.section}>
        <h3>{t('unit.places')}</h3>
        <Places history={details.history} />
      </section>
      {details.touchpoints.length > 0 && (
        <section className={classes.section}>
          <h3>{t('unit.touchpoints')}</h3>
          <p>{format.list(details.touchpoints.map((point) => point.name))}</p>
        </section>
      )}
    </>
  )
}

function Facts({ details }: { details: Details }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const { unit } = details
  const pairs: [string, string][] = [
    [t('unit.employees'), format.count(details.employees)],
    ...(details.children.length > 0
      ? [[t('unit.children'), format.count(details.children.length)] as [string, string]]
      : []),
    ...Object.entries(unit.attributes),
    [t('unit.key'), unit.key],
    ...(unit.openedOn ? [[t('unit.openedOn'), format.date(unit.openedOn)] as [string, string]] : []),
    ...(unit.latitude !== null && unit.longitude !== null
      ? [[t('unit.position'), `${unit.latitude}, ${unit.longitude}`] as [string, string]]
      : []),
  ]
  return (
    <dl className={classes.facts} style={{ marginBottom: 20 }}>
      {pairs.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name}:`}>{value}</dd>])}
    </dl>
  )
}

function Places({ history }: { history: Details['history'] }) {
  const { t } = useTranslation('link')
  const me = useMe()
  const day = today()
  return (
    <ol className={classes.history}>
      {history.map((place) => (
        <li
          key={place.from ?? 'always'}
          data-now={(place.from ?? '') <= day && (place.to === null || day < place.to) ? true : undefined}
        >
          <strong>{place.parentName ?? t(me.scope ? 'person.outside' : 'unit.top')}</strong>
          <small>
            <Span from={place.from} to={place.to} />
          </small>
        </li>
      ))}
    </ol>
  )
}

/** Says from which day a unit is closed; its past stays. */
function CloseForm({ details, onDone }: { details: Details; onDone: () => void }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const { unit } = details
  const [day, setDay] = useState(unit.closedOn ?? today())
  const change = useSend('PATCH /api/v1/units/{id}', unitAnswers)
  const params = { id: unit.id }
  const save = (closedOn: string | null) => {
    const undo = () =>
      call('PATCH /api/v1/units/{id}', { params, body: { closedOn: unit.closedOn } }).then(refreshUnits)
    const said = closedOn
      ? t('close.done', { name: unit.name, date: format.date(closedOn) })
      : t('close.reopened', { name: unit.name })
    change.mutate(
      { params, body: { closedOn } },
      {
        onSuccess: () => {
          offerUndo(said, undo)
          onDone()
        },
      },
    )
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save(day)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <p className="muted">{t('close.explain')}</p>
      <TextInput
        data-autofocus
        type="date"
        required
        withAsterisk={false}
        label={t('close.day')}
        value={day}
        onChange={(event) => setDay(event.currentTarget.value)}
      />
      <FormEnd
        error={change.error}
        submit={t('close.do')}
        busy={change.isPending}
        disabled={!day}
        onCancel={onDone}
      >
        {unit.closedOn && (
          <Button variant="default" onClick={() => save(null)}>
            {t('close.reopen')}
          </Button>
        )}
      </FormEnd>
    </form>
  )
}

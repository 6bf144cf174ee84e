import { Button, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addPasskey, listPasskeys, passkeysWork, removePasskey } from '../app/auth.ts'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { notify } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './settings.module.css'

const queryKey = ['passkeys']

export function Passkeys() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const client = useQueryClient()
  const passkeys = useQuery({ queryKey, queryFn: listPasskeys })
  const remove = useMutation({
    mutationFn: removePasskey,
    onSuccess: () => {
      notify.done(t('security.passkeyRemoved'))
      return client.invalidateQueries({ queryKey })
    },
    onError: notify.problem,
  })
  return (
    <Card title={t('security.passkeys')} subtitle={t('security.passkeysMore')}>
      {passkeys.isPending && <ListSkeleton rows={2} />}
      {passkeys.isError && <ErrorState compact error={passkeys.error} onRetry={() => passkeys.refetch()} />}
      {passkeys.data?.length === 0 && <p className="muted">{t('security.passkeysNone')}</p>}
      {passkeys.data && passkeys.data.length > 0 && (
        <ul className={classes.list}>
          {passkeys.data.map((key) => (
            <li key={key.id}>
              <span>
                {key.name || t('security.passkeyUnnamed')}{' '}
                {key.createdAt && (
                  <span className="muted small">
                    {t('security.since', { date: format.date(key.createdAt) })}
                  </span>
                )}
              </span>
              <Button variant="subtle" size="compact-sm" onClick={() => remove.mutate(key.id)}>
                {t('security.passkeyRemove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? <AddPasskey /> : <p className="muted">{t('security.passkeyUnsupported')}</p>}
    </Card>
  )
}

function AddPasskey() {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: () => addPasskey(name),
    onSuccess: () => {
      setName('')
      notify.done(t('security.passkeyAdded'))
      return client.invalidateQueries({ queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <form className={classes.form} style={{ marginTop: 16 }} onSubmit={submit}>
      <TextInput
        label={t('security.passkeyName')}
        required
        withAsterisk={false}
        value={name}
        error={add.isError && t('security.passkeyFailed')}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" variant="default" loading={add.isPending}>
        {t('security.passkeyAdd')}
      </Button>
    </form>
  )
}

import { Button, Checkbox, Modal, TextInput } from '@mantine/core'
import type { Permission } from '@tandem/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSend } from '../app/queries.ts'
import { useMe } from '../app/session.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { sentenceOf } from '../ui/notify.ts'
import classes from './settings.module.css'

/** Creates an API key and shows its secret, once. */
export function KeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const create = useSend('POST /api/v1/api-keys', ['GET /api/v1/api-keys'])
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('keys.create')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {create.data ? (
        <div className={classes.form} style={{ maxWidth: 'none' }}>
          <p>{t('keys.secret')}</p>
          <CopyText label={t('keys.title')} text={create.data.secret} />
          <Button onClick={onClose}>{t('common:close')}</Button>
        </div>
      ) : (
        <KeyForm
          busy={create.isPending}
          problem={create.isError ? sentenceOf(create.error) : ''}
          onSubmit={(body) => create.mutate({ body })}
        />
      )}
    </Modal>
  )
}

interface KeyFormProps {
  readonly busy: boolean
  readonly problem: string
  readonly onSubmit: (body: { name: string; permissions: Permission[]; expiresAt: string | null }) => void
}

function KeyForm({ busy, problem, onSubmit }: KeyFormProps) {
  const { t } = useTranslation(['settings', 'common'])
  const me = useMe()
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<readonly Permission[]>(['signals.write'])
  const [lastDay, setLastDay] = useState('')
  const toggle = (permission: Permission, on: boolean) =>
    setChosen((old) => (on ? [...old, permission] : old.filter((p) => p !== permission)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const expiresAt = lastDay ? new Date(`${lastDay}T23:59:59`).toISOString() : null
    onSubmit({ name, permissions: [...chosen], expiresAt })
  }
  return (
    <form className={classes.form} style={{ maxWidth: 'none' }} onSubmit={submit}>
      <TextInput
        data-autofocus
        label={t('keys.name')}
        placeholder={t('keys.namePlaceholder')}
        required
        withAsterisk={false}
        value={name}
        error={problem}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <fieldset style={{ border: 0, margin: 0, padding: 0 }}>
        <legend style={{ padding: '0 0 8px' }}>{t('keys.permissions')}</legend>
        <div className={classes.checks}>
          {me.permissions.map((permission) => (
            <Checkbox
              key={permission}
              label={t(`permission.${permission}`)}
              checked={chosen.includes(permission)}
              onChange={(event) => toggle(permission, event.currentTarget.checked)}
            />
          ))}
        </div>
      </fieldset>
      <TextInput
        type="date"
        label={t('keys.expires')}
        description={t('keys.expiresHint')}
        value={lastDay}
        onChange={(event) => setLastDay(event.currentTarget.value)}
      />
      <Button type="submit" loading={busy} disabled={chosen.length === 0}>
        {t('keys.create')}
      </Button>
    </form>
  )
}

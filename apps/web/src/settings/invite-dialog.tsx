import { Button, Modal, NativeSelect, TextInput } from '@mantine/core'
import type { Role } from '@tandem/contract'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { useSend } from '../app/queries.ts'
import { CopyText } from '../ui/copy-text.tsx'
import { sentenceOf } from '../ui/notify.ts'
import { isRole, roles, ScopeSelect } from './role-and-scope.tsx'
import classes from './settings.module.css'

/** Invites someone, and shows the link once. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(['settings', 'common'])
  const [email, setEmail] = useState('')
  const [role, setRole] = useState<Role>('site_manager')
  const [scopeUnitId, setScope] = useState<string | null>(null)
  const invite = useSend('POST /api/v1/invitations', ['GET /api/v1/members'])
  const wrong = invite.error instanceof ApiProblem ? invite.error.byField() : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    invite.mutate({ body: { email, role, scopeUnitId } })
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('members.invite')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {invite.data ? (
        <div className={classes.form}>
          <p>{t('members.inviteDone')}</p>
          <CopyText label={t('members.invite')} text={invite.data.link} />
          <Button onClick={onClose}>{t('common:close')}</Button>
        </div>
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <TextInput
            data-autofocus
            type="email"
            label={t('members.email')}
            required
            withAsterisk={false}
            value={email}
            error={wrong.email ?? (invite.isError && sentenceOf(invite.error))}
            onChange={(event) => setEmail(event.currentTarget.value)}
          />
          <NativeSelect
            label={t('members.role')}
            value={role}
            onChange={(event) => {
              const { value } = event.currentTarget
              if (isRole(value)) setRole(value)
            }}
            data={roles.map((r) => ({ value: r, label: t(`common:role.${r}`) }))}
          />
          <ScopeSelect visibleLabel label={t('members.scope')} value={scopeUnitId} onChange={setScope} />
          <Button type="submit" loading={invite.isPending}>
            {t('members.inviteSend')}
          </Button>
        </form>
      )}
    </Modal>
  )
}

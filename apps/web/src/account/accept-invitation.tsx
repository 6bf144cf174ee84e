import { Button, TextInput } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, call } from '../app/api.ts'
import { signIn } from '../app/auth.ts'
import { currentLanguage } from '../app/i18n.ts'
import { useApi } from '../app/queries.ts'
import { forgetEverything } from '../app/session.ts'
import { sentenceOf } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './account.module.css'
import { CompanyButton, Problem, useAttempt } from './attempt.tsx'
import { NewPassword } from './new-password.tsx'
import { PlainLayout } from './plain-layout.tsx'

export default function AcceptInvitation() {
  const { t } = useTranslation(['account', 'common'])
  const { token } = useParams({ from: '/invite/$token' })
  const invitation = useApi('GET /api/v1/invitations/{token}', { params: { token } })
  if (invitation.isPending) return <PlainLayout title="Tandem">{<ListSkeleton rows={4} />}</PlainLayout>
  if (invitation.isError) {
    const gone = invitation.error instanceof ApiProblem && [404, 410].includes(invitation.error.status)
    if (gone)
      return (
        <PlainLayout title={t('invite.invalidTitle')} more={t('invite.invalid')}>
          <p className={classes.on}>
            <Link to="/sign-in">{t('signIn.submit')} →</Link>
          </p>
        </PlainLayout>
      )
    return (
      <PlainLayout title="Tandem">
        <ErrorState error={invitation.error} onRetry={() => invitation.refetch()} />
      </PlainLayout>
    )
  }
  const { organizationName, email, role } = invitation.data
  return (
    <PlainLayout
      title={t('invite.title', { organization: organizationName })}
      more={t('invite.more', { role: t(`common:role.${role}`), email })}
    >
      <JoinForm token={token} />
      <JoinByCompany />
    </PlainLayout>
  )
}

/** Where the company has a sign-on, no password is needed: it recognises the invited address. */
function JoinByCompany() {
  const { t } = useTranslation('account')
  const oidc = useApi('GET /api/v1/status').data?.oidc
  if (!oidc) return null
  return (
    <div className={classes.form}>
      <span className={classes.or}>{t('signIn.or')}</span>
      <CompanyButton to="/">{t('invite.company', { name: oidc.name })}</CompanyButton>
    </div>
  )
}

function JoinForm({ token }: { token: string }) {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const { busy, problem, attempt } = useAttempt(sentenceOf)
  const join = async () => {
    const body = { name, password, language: currentLanguage() }
    const { email } = await call('POST /api/v1/invitations/{token}/accept', { params: { token }, body })
    const { needsCode } = await signIn(email, password)
    forgetEverything()
    await navigate(needsCode ? { to: '/sign-in', search: {} } : { to: '/' })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(join)
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        size="md"
        label={t('name')}
        autoComplete="name"
        required
        withAsterisk={false}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NewPassword size="md" label={t('invite.password')} value={password} onChange={setPassword} />
      <Problem text={problem} />
      <Button type="submit" loading={busy}>
        {t('invite.join')}
      </Button>
    </form>
  )
}

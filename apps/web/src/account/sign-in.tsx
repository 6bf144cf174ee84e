import { Button, Checkbox, PasswordInput, TextInput } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { KeyRound } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { passkeysWork, signIn, signInWithPasskey, verifyCode } from '../app/auth.ts'
import { useApi } from '../app/queries.ts'
import { forgetEverything } from '../app/session.ts'
import { sentenceOf } from '../ui/notify.ts'
import classes from './account.module.css'
import { CompanyButton, Problem, useAttempt } from './attempt.tsx'
import { PlainLayout } from './plain-layout.tsx'

export default function SignIn() {
  const { t } = useTranslation('account')
  const router = useRouter()
  const { to = '/' } = useSearch({ from: '/sign-in' })
  const [needsCode, setNeedsCode] = useState(false)
  const refusal = useRefusal()
  const enter = () => {
    forgetEverything()
    router.history.push(to)
  }
  if (needsCode)
    return (
      <PlainLayout title={t('code.title')} more={t('code.more')}>
        <CodeForm onDone={enter} onBack={() => setNeedsCode(false)} />
      </PlainLayout>
    )
  return (
    <PlainLayout title={t('signIn.title')} more={t('signIn.more')}>
      <Problem text={refusal} />
      <PasswordForm onDone={(answer) => (answer.needsCode ? setNeedsCode(true) : enter())} />
      <OtherWays to={to} onDone={enter} />
    </PlainLayout>
  )
}

/** Why the company's sign-on sent the person back, as the server's code in the address; empty when it did not. */
function useRefusal(): string {
  const { t } = useTranslation('account')
  const { error } = useSearch({ from: '/sign-in' })
  if (!error) return ''
  if (error === 'signup_disabled') return t('signIn.notInvited')
  if (error === 'not_a_member') return t('signIn.notMember')
  if (error === 'account_not_linked') return t('signIn.notVerified')
  return t('signIn.companyFailed')
}

/** The server says no to what was typed, rather than failing for another reason. */
function isRefusal(error: unknown): boolean {
  return error instanceof ApiProblem && (error.status === 401 || error.status === 400)
}

function PasswordForm({ onDone }: { onDone: (answer: { needsCode: boolean }) => void }) {
  const { t } = useTranslation('account')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const { busy, problem, attempt } = useAttempt((error) => {
    if (isRefusal(error)) return t('signIn.failed')
    if (error instanceof ApiProblem && error.status === 403) return t('signIn.notMember')
    return sentenceOf(error)
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => onDone(await signIn(email, password)))
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        size="md"
        label={t('email')}
        type="email"
        autoComplete="username webauthn"
        required
        withAsterisk={false}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        size="md"
        label={t('password')}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
      />
      <Problem text={problem} />
      <Button type="submit" loading={busy}>
        {t('signIn.submit')}
      </Button>
    </form>
  )
}

function OtherWays({ to, onDone }: { to: string; onDone: () => void }) {
  const { t } = useTranslation('account')
  const status = useApi('GET /api/v1/status')
  const { busy, problem, attempt } = useAttempt(() => t('signIn.passkeyFailed'))
  const oidc = status.data?.oidc
  if (!oidc && !passkeysWork()) return null
  const withPasskey = async () => {
    await signInWithPasskey()
    onDone()
  }
  return (
    <div className={classes.form}>
      <span className={classes.or}>{t('signIn.or')}</span>
      {passkeysWork() && (
        <Button
          variant="default"
          loading={busy}
          leftSection={<KeyRound size={16} aria-hidden="true" />}
          onClick={() => void attempt(withPasskey)}
        >
          {t('signIn.passkey')}
        </Button>
      )}
      {oidc && <CompanyButton to={to}>{t('signIn.company', { name: oidc.name })}</CompanyButton>}
      <Problem text={problem} />
    </div>
  )
}

function CodeForm({ onDone, onBack }: { onDone: () => void; onBack: () => void }) {
  const { t } = useTranslation('account')
  const [code, setCode] = useState('')
  const [trust, setTrust] = useState(false)
  const { busy, problem, attempt } = useAttempt((error) =>
    isRefusal(error) ? t('code.failed') : sentenceOf(error),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void attempt(async () => {
      await verifyCode(code.trim(), trust)
      onDone()
    })
  }
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput
        size="md"
        autoFocus
        label={t('code.label')}
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Checkbox
        label={t('code.trust')}
        checked={trust}
        onChange={(event) => setTrust(event.currentTarget.checked)}
      />
      <Problem text={problem} />
      <Button type="submit" loading={busy}>
        {t('code.submit')}
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {t('code.back')}
      </Button>
    </form>
  )
}

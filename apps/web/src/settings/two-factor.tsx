import { Button, Skeleton, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { beginTwoFactor, confirmTwoFactor, endTwoFactor } from '../app/auth.ts'
import { queryClient } from '../app/queries.ts'
import { meQuery, useMe } from '../app/session.ts'
import { Card } from '../ui/card.tsx'
import { CopyButton, CopyText } from '../ui/copy-text.tsx'
import { notify } from '../ui/notify.ts'
import { CurrentPassword } from './current-password.tsx'
import classes from './settings.module.css'

const QrCode = lazy(() => import('./qr-code.tsx'))

interface Enrolment {
  readonly uri: string
  readonly backupCodes: readonly string[]
}

const refreshMe = () => queryClient.invalidateQueries({ queryKey: meQuery().queryKey })

/** The authenticator app as second step of signing in. */
export function TwoFactor() {
  const { t } = useTranslation('settings')
  const { user } = useMe()
  const [password, setPassword] = useState('')
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null)
  const begin = useMutation({
    mutationFn: () => beginTwoFactor(password),
    onSuccess: setEnrolment,
    onError: notify.problem,
    onSettled: () => setPassword(''),
  })
  const end = useMutation({
    mutationFn: () => endTwoFactor(password),
    onSuccess: () => {
      notify.done(t('security.totpEnded'))
      return refreshMe()
    },
    onError: notify.problem,
    onSettled: () => setPassword(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (user.twoFactorEnabled) end.mutate()
    else begin.mutate()
  }
  return (
    <Card title={t('security.totp')} subtitle={t('security.totpMore')}>
      {enrolment && !user.twoFactorEnabled ? (
        <Confirm enrolment={enrolment} onDone={() => setEnrolment(null)} />
      ) : (
        <form className={classes.form} onSubmit={submit}>
          <p>{t(user.twoFactorEnabled ? 'security.totpOn' : 'security.totpOff')}</p>
          <CurrentPassword
            label={t('security.totpConfirmPassword')}
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" variant="default" loading={begin.isPending || end.isPending}>
            {t(user.twoFactorEnabled ? 'security.totpEnd' : 'security.totpBegin')}
          </Button>
        </form>
      )}
    </Card>
  )
}

function Confirm({ enrolment, onDone }: { enrolment: Enrolment; onDone: () => void }) {
  const { t } = useTranslation(['settings', 'account'])
  const [code, setCode] = useState('')
  const confirm = useMutation({
    mutationFn: () => confirmTwoFactor(code.trim()),
    onSuccess: () => {
      notify.done(t('security.totpDone'))
      onDone()
      return refreshMe()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    confirm.mutate()
  }
  const secret = new URL(enrolment.uri).searchParams.get('secret') ?? ''
  return (
    <form className={classes.form} onSubmit={submit}>
      <p>{t('security.totpAdd')}</p>
      <div className={classes.qr}>
        <Suspense fallback={<Skeleton width={188} height={188} />}>
          <QrCode text={enrolment.uri} />
        </Suspense>
      </div>
      <a href={enrolment.uri}>{t('security.totpLink')}</a>
      <CopyText label={t('security.totpSecret')} text={secret} />
      <p>{t('security.totpBackup')}</p>
      <ul className={classes.codes}>
        {enrolment.backupCodes.map((backup) => (
          <li key={backup}>{backup}</li>
        ))}
      </ul>
      <CopyButton text={enrolment.backupCodes.join('\n')}>{t('security.totpBackupCopy')}</CopyButton>
      <TextInput
        label={t('security.totpCode')}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        withAsterisk={false}
        value={code}
        error={confirm.isError && t('account:code.failed')}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
      <Button type="submit" loading={confirm.isPending}>
        {t('security.totpConfirm')}
      </Button>
    </form>
  )
}

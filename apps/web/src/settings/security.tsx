import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { NewPassword } from '../account/new-password.tsx'
import { changePassword } from '../app/auth.ts'
import { Card, Cards } from '../ui/card.tsx'
import { notify } from '../ui/notify.ts'
import { CurrentPassword } from './current-password.tsx'
import { Passkeys } from './passkeys.tsx'
import classes from './settings.module.css'
import { TwoFactor } from './two-factor.tsx'

export default function Security() {
  return (
    <Cards>
      <PasswordCard />
      <Passkeys />
      <TwoFactor />
    </Cards>
  )
}

function PasswordCard() {
  const { t } = useTranslation(['settings', 'account'])
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: () => {
      setCurrent('')
      setNext('')
      notify.done(t('security.changed'))
    },
    onError: notify.problem,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate()
  }
  return (
    <Card title={t('security.password')} subtitle={t('security.passwordMore')}>
      <form className={classes.form} onSubmit={submit}>
        <CurrentPassword label={t('security.current')} value={current} onChange={setCurrent} />
        <NewPassword label={t('security.next')} value={next} onChange={setNext} />
        <Button type="submit" loading={change.isPending}>
          {t('security.change')}
        </Button>
      </form>
    </Card>
  )
}

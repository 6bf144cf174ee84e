import { Button, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { LanguageChoice } from '../app/language-choice.tsx'
import { useSend } from '../app/queries.ts'
import { SchemeChoice } from '../app/scheme-choice.tsx'
import { useCan, useMe } from '../app/session.ts'
import { Card, Cards } from '../ui/card.tsx'
import { notify } from '../ui/notify.ts'
import classes from './settings.module.css'

export default function Profile() {
  const can = useCan()
  return (
    <Cards>
      <YouCard />
      {can('system.manage') && <OrganizationCard />}
    </Cards>
  )
}

function YouCard() {
  const { t } = useTranslation(['settings', 'common'])
  const me = useMe()
  const [name, setName] = useState(me.user.name)
  const save = useSend('PATCH /api/v1/me', ['GET /api/v1/me'])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const done = () => notify.done(t('common:saved'))
    save.mutate({ body: { name } }, { onSuccess: done, onError: notify.problem })
  }
  return (
    <Card title={t('profile.title')} subtitle={t('profile.subtitle')}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          label={t('profile.name')}
          autoComplete="name"
          required
          withAsterisk={false}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} disabled={name === me.user.name}>
          {t('common:save')}
        </Button>
        <div>
          <p className="small">{t('profile.language')}</p>
          <LanguageChoice signedIn label={t('profile.language')} />
        </div>
        <div>
          <p className="small">{t('profile.theme')}</p>
          <SchemeChoice />
        </div>
      </form>
    </Card>
  )
}

function OrganizationCard() {
  const { t } = useTranslation(['settings', 'common'])
  const { organization } = useMe()
  const [fields, setFields] = useState({
    name: organization.name,
    currency: organization.currency,
    timeZone: organization.timeZone,
  })
  const save = useSend('PATCH /api/v1/organization', ['GET /api/v1/me'])
  const wrong = save.error instanceof ApiProblem ? save.error.byField() : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const done = () => notify.done(t('common:saved'))
    save.mutate({ body: fields }, { onSuccess: done, onError: notify.problem })
  }
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    error: wrong[name],
    required: true,
    withAsterisk: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      const { value } = event.currentTarget
      setFields((old) => ({ ...old, [name]: name === 'currency' ? value.toUpperCase() : value }))
    },
  })
  return (
    <Card title={t('profile.organization')} subtitle={t('profile.organizationMore')}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput label={t('profile.organizationName')} {...field('name')} />
        <div className={classes.pair}>
          <TextInput
            label={t('profile.currency')}
            description={t('profile.currencyHint')}
            maxLength={3}
            {...field('currency')}
          />
          <TextInput
            label={t('profile.timeZone')}
            description={Intl.DateTimeFormat().resolvedOptions().timeZone}
            list="time-zones"
            {...field('timeZone')}
          />
        </div>
        <datalist id="time-zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <Button type="submit" loading={save.isPending}>
          {t('common:save')}
        </Button>
      </form>
    </Card>
  )
}

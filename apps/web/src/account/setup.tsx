import { Button, Checkbox, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem, call } from '../app/api.ts'
import { signIn } from '../app/auth.ts'
import { currentLanguage } from '../app/i18n.ts'
import { queryClient } from '../app/queries.ts'
import { meQuery } from '../app/session.ts'
import { JobProgress } from '../ui/job-progress.tsx'
import { sentenceOf } from '../ui/notify.ts'
import { isFinished, useJob } from '../ui/use-job.ts'
import classes from './account.module.css'
import { minPassword, NewPassword } from './new-password.tsx'
import { PlainLayout } from './plain-layout.tsx'

/** First run: the company and its owner. */
export default function Setup() {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const [jobId, setJobId] = useState<string | null>(null)
  if (jobId !== null) return <DemoLoading id={jobId} />
  return (
    <PlainLayout title={t('setup.title')} more={t('setup.more')}>
      <SetupForm
        onDone={(demoJobId) => {
          if (demoJobId === null) void navigate({ to: '/' })
          else setJobId(demoJobId)
        }}
      />
    </PlainLayout>
  )
}

/** The session begins with the setup; where the server leaves that to us, the new password opens it. */
async function enter(email: string, password: string): Promise<void> {
  queryClient.clear()
  await queryClient.fetchQuery({ ...meQuery(), retry: false }).catch(() => signIn(email, password))
}

function SetupForm({ onDone }: { onDone: (demoJobId: string | null) => void }) {
  const { t } = useTranslation('account')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const [fields, setFields] = useState({
    organizationName: '',
    name: '',
    email: '',
    password: '',
    demo: true,
  })
  const wrong = problem instanceof ApiProblem ? problem.byField() : {}
  const short = fields.password !== '' && fields.password.length < minPassword
  const set = (change: Partial<typeof fields>) => setFields((old) => ({ ...old, ...change }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (fields.password.length < minPassword) return
    setBusy(true)
    setProblem(null)
    try {
      const body = { ...fields, language: currentLanguage() }
      const { demoJobId } = await call('POST /api/v1/setup', { body })
      await enter(fields.email, fields.password)
      onDone(demoJobId)
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const text = (name: 'organizationName' | 'name' | 'email') => ({
    value: fields[name],
    error: wrong[name],
    required: true,
    withAsterisk: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => set({ [name]: event.currentTarget.value }),
  })
  return (
    <form className={classes.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        size="md"
        label={t('setup.organization')}
        autoComplete="organization"
        {...text('organizationName')}
      />
      <TextInput size="md" label={t('name')} autoComplete="name" {...text('name')} />
      <TextInput size="md" label={t('email')} type="email" autoComplete="username" {...text('email')} />
      <NewPassword
        size="md"
        label={t('password')}
        value={fields.password}
        error={wrong.password ?? (short ? t('passwordShort') : undefined)}
        onChange={(password) => set({ password })}
      />
      <Checkbox
        className={classes.choice}
        label={t('setup.demo')}
        description={t('setup.demoHint')}
        checked={fields.demo}
        onChange={(event) => set({ demo: event.currentTarget.checked })}
      />
      {problem !== null && (
        <p role="alert" className={classes.problem}>
          {sentenceOf(problem)}
        </p>
      )}
      <Button type="submit" loading={busy}>
        {t('setup.create')}
      </Button>
    </form>
  )
}

function DemoLoading({ id }: { id: string }) {
  const { t } = useTranslation('account')
  const navigate = useNavigate()
  const job = useJob(id)
  return (
    <PlainLayout title={t('setup.working')} more={t('setup.workingMore')}>
      <div className={classes.form}>
        <JobProgress title={t('setup.demo')} job={job ?? { status: 'queued', progress: null, message: '' }} />
        <Button
          variant={job && isFinished(job) ? 'filled' : 'default'}
          onClick={() => void navigate({ to: '/' })}
        >
          {t('setup.enter')}
        </Button>
      </div>
    </PlainLayout>
  )
}

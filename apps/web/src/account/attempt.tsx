import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { signInWithCompany } from '../app/auth.ts'
import { sentenceOf } from '../ui/notify.ts'
import classes from './account.module.css'

/** Runs one attempt at a time, and keeps the sentence to show when it fails. */
export function useAttempt(failed: (error: unknown) => string) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true)
    setProblem('')
    await work().catch((error: unknown) => setProblem(failed(error)))
    setBusy(false)
  }
  return { busy, problem, attempt }
}

export function Problem({ text }: { text: string }) {
  return text ? (
    <p role="alert" className={classes.problem}>
      {text}
    </p>
  ) : null
}

/** Leaves for the company's sign-on, and comes back to `to`. */
export function CompanyButton({ to, children }: { to: string; children: ReactNode }) {
  const { busy, problem, attempt } = useAttempt(sentenceOf)
  return (
    <>
      <Button variant="default" loading={busy} onClick={() => void attempt(() => signInWithCompany(to))}>
        {children}
      </Button>
      <Problem text={problem} />
    </>
  )
}

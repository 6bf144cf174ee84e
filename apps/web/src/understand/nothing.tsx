import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../app/api.ts'
import { useCan } from '../app/session.ts'
import { HeadlineSentence } from '../ui/headline.tsx'
import { ErrorState } from '../ui/states.tsx'

interface NothingYetProps {
  /** The headline, what to bring, and what to wait for who may not; about answers of any kind unless told. */
  readonly title?: string
  readonly more?: string
  readonly wait?: string
}

/** What the screen is about was not heard yet: bring a file. */
export function NothingYet({ title, more, wait }: NothingYetProps) {
  const { t } = useTranslation('understand')
  const mayImport = useCan()('imports.manage')
  return (
    <>
      <HeadlineSentence more={mayImport ? (more ?? t('nothing.more')) : (wait ?? t('nothing.wait'))}>
        {title ?? t('nothing.title')}
      </HeadlineSentence>
      {mayImport && (
        <Button component={Link} to="/import">
          {t('nothing.import')}
        </Button>
      )}
    </>
  )
}

/** The server refuses to work out something of so little; its message says why. */
export function isRefused(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && error.status === 422
}

/** A question that was not answered. */
export interface Unanswered {
  readonly error: unknown
  readonly onRetry: () => unknown
  readonly controls: ReactNode
}

interface TooLittleProps extends Unanswered {
  readonly title: string
  /** What to choose instead; the server's reason stands below, else in its place. */
  readonly more?: string
  /** The headline above an error that is no refusal; without it the error is the page. */
  readonly failed?: string
  /** A way out of the refusal. */
  readonly children?: ReactNode
}

/** The server refuses to answer of so little, and says why; anything else is an error. */
export function TooLittle(props: TooLittleProps) {
  const { error, onRetry, controls, title, more, failed, children } = props
  if (isRefused(error))
    return (
      <>
        <HeadlineSentence more={more ?? error.message}>{title}</HeadlineSentence>
        {controls}
        {more && <p className="muted small">{error.message}</p>}
        {children}
      </>
    )
  if (!failed) return <ErrorState page error={error} onRetry={onRetry} />
  return (
    <>
      <HeadlineSentence>{failed}</HeadlineSentence>
      {controls}
      <ErrorState error={error} onRetry={onRetry} />
    </>
  )
}

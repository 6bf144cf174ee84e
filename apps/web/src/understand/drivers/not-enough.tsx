import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { ErrorState } from '../../ui/states.tsx'

interface NotEnoughProps {
  readonly error: unknown
  readonly onRetry: () => unknown
  readonly controls: ReactNode
}

/** The server refuses to weigh on so little, and says why; anything else is an error. */
export function NotEnough({ error, onRetry, controls }: NotEnoughProps) {
  const { t } = useTranslation('drivers')
  const refused = error instanceof ApiProblem && error.status === 422
  if (!refused) return <ErrorState page error={error} onRetry={onRetry} />
  return (
    <>
      <HeadlineSentence more={t('refused.more')}>{t('refused.title')}</HeadlineSentence>
      {controls}
      <p className="muted small">{error.message}</p>
    </>
  )
}

import { Button } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { useCan } from '../../app/session.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { ErrorState } from '../../ui/states.tsx'

/** One of the two sides is missing: what to bring, and how. */
export function NoEmployees() {
  const { t } = useTranslation('linkage')
  const can = useCan()
  const { routesByPath } = useRouter()
  const mayImport = can('imports.manage') && '/import' in routesByPath
  return (
    <>
      <HeadlineSentence more={t(mayImport ? 'nothing.more' : 'nothing.ask')}>
        {t('nothing.title')}
      </HeadlineSentence>
      {mayImport && (
        <Button component={Link} to="/import">
          {t('nothing.import')}
        </Button>
      )}
    </>
  )
}

interface TooLittleProps {
  readonly error: unknown
  readonly onRetry: () => unknown
  readonly controls: ReactNode
}

/** The server refuses to link so little, and says why; anything else is an error. */
export function TooLittle({ error, onRetry, controls }: TooLittleProps) {
  const { t } = useTranslation('linkage')
  const refused = error instanceof ApiProblem && error.status === 422
  return (
    <>
      <HeadlineSentence more={refused ? error.message : undefined}>
        {t(refused ? 'tooFew' : 'failed')}
      </HeadlineSentence>
      {controls}
      {!refused && <ErrorState error={error} onRetry={onRetry} />}
    </>
  )
}

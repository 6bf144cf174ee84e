import { Button } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { ErrorState } from '../../ui/states.tsx'

/** Nothing was heard at all: bring a file. */
export function NothingYet() {
  const { t } = useTranslation('understand')
  const can = useCan()
  const { routesByPath } = useRouter()
  const mayImport = can('imports.manage') && '/import' in routesByPath
  return (
    <>
      <HeadlineSentence more={t(mayImport ? 'nothing.more' : 'nothing.wait')}>
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

interface NotEnoughProps {
  readonly error: unknown
  readonly onRetry: () => unknown
  readonly controls: ReactNode
}

/** The server refuses to rank on so little, and says why; anything else is an error. */
export function NotEnough({ error, onRetry, controls }: NotEnoughProps) {
  const { t } = useTranslation('understand')
  const { scope } = useScope()
  const refused = error instanceof ApiProblem && error.status === 422
  return (
    <>
      <HeadlineSentence more={refused ? t('standings.notEnoughMore') : undefined}>
        {t(refused ? 'standings.notEnough' : 'standings.failed')}
      </HeadlineSentence>
      {controls}
      {refused && scope.unit && (
        <p>
          <UnitLink id={scope.unit}>{t('standings.openUnit')} →</UnitLink>
        </p>
      )}
      {refused ? (
        <p className="muted small">{error.message}</p>
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      )}
    </>
  )
}

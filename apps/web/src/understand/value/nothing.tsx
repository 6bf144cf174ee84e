import { Button } from '@mantine/core'
import { Link, useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiProblem } from '../../app/api.ts'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { HeadlineSentence } from '../../ui/headline.tsx'
import { ErrorState } from '../../ui/states.tsx'
import classes from './value.module.css'

/** There is no figure in money yet: how to bring one. */
export function NoMoney() {
  const { t } = useTranslation('value')
  const can = useCan()
  const { routesByPath } = useRouter()
  const mayImport = can('imports.manage') && '/import' in routesByPath
  return (
    <>
      <HeadlineSentence more={t('empty.more')}>{t('empty.title')}</HeadlineSentence>
      <ol className={classes.steps}>
        <li>{t('empty.step1')}</li>
        <li>{t('empty.step2')}</li>
        <li>{t('empty.step3')}</li>
      </ol>
      <pre className={classes.sample}>{t('empty.sample')}</pre>
      {mayImport ? (
        <Button component={Link} to="/import">
          {t('empty.import')}
        </Button>
      ) : (
        <p className="muted small">{t('empty.ask')}</p>
      )}
    </>
  )
}

interface NotEnoughProps {
  readonly error: unknown
  readonly onRetry: () => unknown
  readonly controls: ReactNode
}

/** The server refuses to value on so little, and says why; anything else is an error. */
export function NotEnough({ error, onRetry, controls }: NotEnoughProps) {
  const { t } = useTranslation('value')
  const { scope, setScope } = useScope()
  const refused = error instanceof ApiProblem && error.status === 422
  if (!refused) return <ErrorState page error={error} onRetry={onRetry} />
  return (
    <>
      <HeadlineSentence more={t(scope.unit ? 'refused.moreUnit' : 'refused.more')}>
        {t('refused.title')}
      </HeadlineSentence>
      {controls}
      <p className="muted small">{error.message}</p>
      {scope.unit && (
        <Button variant="default" mt="md" onClick={() => setScope({ unit: undefined })}>
          {t('refused.all')}
        </Button>
      )}
    </>
  )
}

import { Button } from '@mantine/core'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { HeadlineSentence } from '../ui/headline.tsx'
import { ErrorState } from '../ui/states.tsx'

/** Shown when a page cannot be loaded at all. */
export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  return (
    <main className="plain-page">
      <ErrorState
        page
        error={error}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}

/** Shown in place of everything, for an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <main className="plain-page">
      <NotFound />
    </main>
  )
}

/** The same inside the shell. */
export function NotFound() {
  const { t } = useTranslation('common')
  return (
    <>
      <HeadlineSentence more={t('notFound.more')}>{t('notFound.title')}</HeadlineSentence>
      <Button component={Link} to="/" mt="lg">
        {t('notFound.home')}
      </Button>
    </>
  )
}

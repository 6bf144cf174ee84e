import { Button } from '@mantine/core'
import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { sentenceOf } from './notify.ts'
import classes from './states.module.css'

interface EmptyStateProps {
  readonly title: ReactNode
  /** What to do first. */
  readonly children?: ReactNode
  /** The button or link that does it. */
  readonly action?: ReactNode
  readonly compact?: boolean
}

/** Nothing here yet, and what to do about it. */
export function EmptyState({ title, children, action, compact }: EmptyStateProps) {
  return (
    <div className={classes.state} data-compact={compact || undefined}>
      <p className={classes.title}>{title}</p>
      {children && <p className={classes.text}>{children}</p>}
      {action && <div className={classes.action}>{action}</div>}
    </div>
  )
}

interface ErrorStateProps {
  readonly error: unknown
  readonly onRetry?: () => unknown
  /** It stands for the whole page, so its title is the page's heading. */
  readonly page?: boolean
  readonly compact?: boolean
}

/** It did not work: why, and "try again". */
export function ErrorState({ error, onRetry, compact, page }: ErrorStateProps) {
  const { t } = useTranslation('common')
  const Title = page ? 'h1' : 'p'
  return (
    <div className={classes.state} data-compact={compact || undefined} role="alert">
      <Title className={classes.title}>{t('error.title')}</Title>
      <p className={classes.text}>{sentenceOf(error)}</p>
      {onRetry && (
        <div className={classes.action}>
          <Button
            variant="default"
            leftSection={<RotateCw size={15} aria-hidden="true" />}
            onClick={() => void onRetry()}
          >
            {t('error.retry')}
          </Button>
        </div>
      )}
    </div>
  )
}

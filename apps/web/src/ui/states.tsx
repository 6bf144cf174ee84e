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
  readonly compact?: boolean
}

/** It did not work: why, and "try again". */
export function ErrorState({ error, onRetry, compact }: ErrorStateProps) {
  const { t } = useTranslation('common')
  return (
    <div className={classes.state} data-compact={compact || undefined} role="alert">
      <p className={classes.title}>{t('error.title')}</p>
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

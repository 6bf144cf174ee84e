import { Button } from '@mantine/core'
import type { Job } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from './format.ts'
import classes from './job-progress.module.css'

interface JobProgressProps {
  readonly job: Pick<Job, 'status' | 'progress' | 'message'>
  /** What the work is, in words. */
  readonly title: string
  readonly onCancel?: (() => void) | undefined
}

/** Progress of long work that a person can watch and stop. Follow the job with `useJob`. */
export function JobProgress({ job, title, onCancel }: JobProgressProps) {
  const { t } = useTranslation('common')
  const format = useFormat()
  const running = job.status === 'running' || job.status === 'queued'
  const share = job.status === 'done' ? 1 : job.progress
  const failed = job.status === 'failed'
  return (
    <div className={classes.job}>
      <div className={classes.head}>
        <strong>{title}</strong>
        <span className="muted number" aria-live="polite">
          {running && share !== null ? format.percent(share) : t(`job.${job.status}`)}
        </span>
      </div>
      <div
        role="progressbar"
        aria-label={title}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
        className={classes.track}
        data-status={job.status}
        data-unknown={running && share === null ? true : undefined}
      >
        <div style={{ width: `${(share ?? 1) * 100}%` }} />
      </div>
      <div className={classes.foot}>
        <span className={failed ? classes.failed : 'muted'}>{job.message}</span>
        {running && onCancel && (
          <Button size="compact-sm" variant="subtle" onClick={onCancel}>
            {t('job.cancel')}
          </Button>
        )}
      </div>
    </div>
  )
}

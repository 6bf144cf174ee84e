import { Button } from '@mantine/core'
import type { CheckResult } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useSend } from '../app/queries.ts'
import { Card, Cards, Pill } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { JobProgress } from '../ui/job-progress.tsx'
import { notify } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import { isFinished } from '../ui/use-job.ts'
import classes from './settings.module.css'

export default function System() {
  const { t } = useTranslation('settings')
  const rebuild = useSend('POST /api/v1/system/rebuild', ['GET /api/v1/jobs'])
  const demo = useSend('POST /api/v1/system/demo', ['GET /api/v1/jobs'])
  return (
    <>
      <CheckCard />
      <Cards>
        <Card title={t('system.rebuild')} subtitle={t('system.rebuildMore')}>
          <Button
            variant="default"
            loading={rebuild.isPending}
            onClick={() => rebuild.mutate({}, { onError: notify.problem })}
          >
            {t('system.rebuildRun')}
          </Button>
        </Card>
        <Card title={t('system.demo')} subtitle={t('system.demoMore')}>
          <Button
            variant="default"
            loading={demo.isPending}
            onClick={() => demo.mutate({ body: {} }, { onError: notify.problem })}
          >
            {t('system.demoRun')}
          </Button>
        </Card>
      </Cards>
      <JobsCard />
    </>
  )
}

type Checked = CheckResult['organizations'][number]

function CheckCard() {
  const { t } = useTranslation('settings')
  const check = useApi('GET /api/v1/system/check', undefined, { enabled: false })
  return (
    <Card
      flush
      title={t('system.check')}
      subtitle={t('system.checkMore')}
      aside={
        <>
          {check.data && (
            <Pill tone={check.data.ok ? 'better' : 'worse'}>
              {t(check.data.ok ? 'system.checkOk' : 'system.checkBad')}
            </Pill>
          )}
          <Button variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
            {t('system.checkRun')}
          </Button>
        </>
      }
    >
      {check.isError && <ErrorState compact error={check.error} onRetry={() => check.refetch()} />}
      {check.data && <CheckTable result={check.data} />}
    </Card>
  )
}

function CheckTable({ result }: { result: CheckResult }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const columns = useMemo((): Column<Checked>[] => {
    const count = (key: string, header: string, value: (o: Checked) => number): Column<Checked> => ({
      key,
      header,
      value,
      align: 'end',
      cell: (o) => format.count(value(o)),
    })
    return [
      { key: 'name', header: t('system.organization'), value: (o) => o.name },
      count('tr', t('system.truthReadings'), (o) => o.truth.readings),
      count('pr', t('system.shownReadings'), (o) => o.projection.readings),
      count('tc', t('system.truthComments'), (o) => o.truth.comments),
      count('pc', t('system.shownComments'), (o) => o.projection.comments),
      { key: 'ok', header: t('system.agrees'), value: (o) => t(o.ok ? 'system.yes' : 'system.no') },
    ]
  }, [t, format])
  return (
    <>
      {result.pending > 0 && (
        <p className="muted" style={{ padding: '0 22px 8px' }}>
          {t('system.pending', { count: result.pending })}
        </p>
      )}
      <DataTable
        label={t('system.check')}
        columns={columns}
        rows={result.organizations}
        rowKey={(o) => o.id}
        tools={false}
      />
    </>
  )
}

function JobsCard() {
  const { t } = useTranslation('settings')
  const jobs = useApi('GET /api/v1/jobs', undefined, { refetchInterval: 2000 })
  const cancel = useSend('POST /api/v1/jobs/{id}/cancel', ['GET /api/v1/jobs'])
  return (
    <Card title={t('system.jobs')} subtitle={t('system.jobsMore')}>
      {jobs.isPending && <ListSkeleton rows={2} />}
      {jobs.isError && <ErrorState compact error={jobs.error} onRetry={() => jobs.refetch()} />}
      {jobs.data?.items.length === 0 && <EmptyState compact title={t('system.jobsNone')} />}
      <div className={classes.jobs}>
        {jobs.data?.items.map((job) => (
          <JobProgress
            key={job.id}
            job={job}
            title={t(`system.kind.${job.kind}`)}
            onCancel={
              isFinished(job)
                ? undefined
                : () => cancel.mutate({ params: { id: job.id } }, { onError: notify.problem })
            }
          />
        ))}
      </div>
    </Card>
  )
}

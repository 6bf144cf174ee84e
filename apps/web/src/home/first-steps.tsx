import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { queryClient, useSend } from '../app/queries.ts'
import { useCan } from '../app/session.ts'
import { Card, Cards } from '../ui/card.tsx'
import { HeadlineSentence } from '../ui/headline.tsx'
import { JobProgress } from '../ui/job-progress.tsx'
import { notify } from '../ui/notify.ts'
import { useJob } from '../ui/use-job.ts'
import classes from './home.module.css'

/** Before anything was heard: what to do, by what this person may do. */
export default function FirstSteps() {
  const { t } = useTranslation('home')
  const can = useCan()
  const mayAct = can('imports.manage') || can('system.manage') || can('members.manage')
  if (!mayAct) return <HeadlineSentence more={t('empty.waitMore')}>{t('empty.wait')}</HeadlineSentence>
  return (
    <>
      <HeadlineSentence more={t('empty.more')}>{t('empty.title')}</HeadlineSentence>
      <div className={classes.steps}>
        <Cards>
          {can('imports.manage') && (
            <Card title={t('empty.import')} subtitle={t('empty.importText')}>
              <Button component={Link} to="/import">
                {t('empty.import')}
              </Button>
            </Card>
          )}
          {can('system.manage') && <DemoCard />}
          {can('members.manage') && (
            <Card title={t('empty.invite')} subtitle={t('empty.inviteText')}>
              <Button variant="default" component={Link} to="/settings/members">
                {t('empty.inviteAction')}
              </Button>
            </Card>
          )}
        </Cards>
      </div>
    </>
  )
}

function DemoCard() {
  const { t } = useTranslation('home')
  const load = useSend('POST /api/v1/system/demo')
  const [id, setId] = useState<string | null>(null)
  const job = useJob(
    id,
    useCallback(() => void queryClient.invalidateQueries(), []),
  )
  const begin = () => load.mutate({ body: {} }, { onSuccess: (j) => setId(j.id), onError: notify.problem })
  return (
    <Card title={t('empty.demo')} subtitle={t('empty.demoText')}>
      {job ? (
        <JobProgress title={t('empty.demoLoading')} job={job} />
      ) : (
        <Button variant="default" loading={load.isPending} onClick={begin}>
          {t('empty.demoAction')}
        </Button>
      )}
    </Card>
  )
}

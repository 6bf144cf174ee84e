import { Button } from '@mantine/core'
import type { Import } from '@tandem/contract'
import { Link, useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { hrefOf } from '../app/api.ts'
import { queryClient, useApi, useSend } from '../app/queries.ts'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { JobProgress } from '../ui/job-progress.tsx'
import { notify } from '../ui/notify.ts'
import { Rich } from '../ui/rich.tsx'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import classes from './listen.module.css'
import { MappingEditor } from './mapping-editor.tsx'
import { isUnderWay } from './preview-cache.ts'

/** One file: how it is understood, then how far its import is, then what came of it. */
export default function ImportFile() {
  const { id } = useParams({ strict: false })
  const [fast, setFast] = useState(false)
  const polled = useApi(
    'GET /api/v1/imports/{id}',
    { params: { id: id ?? '' } },
    { refetchInterval: fast ? 500 : false },
  )
  const shown = polled.data
  const running = shown !== undefined && isUnderWay(shown.status)
  if (running !== fast) setFast(running)
  if (polled.isPending) return <ListSkeleton rows={6} />
  if (polled.isError) return <ErrorState page error={polled.error} onRetry={() => polled.refetch()} />
  if (!shown) return null
  if (shown.status === 'preview') return <MappingEditor key={shown.id} file={shown} />
  return isUnderWay(shown.status) ? <UnderWay file={shown} /> : <Finished file={shown} />
}

/** The states that have a sentence of their own. */
const runState = (status: Import['status']) =>
  status === 'queued' || status === 'undoing' ? status : 'running'
const endState = (status: Import['status']) =>
  status === 'cancelled' || status === 'undone' ? status : 'failed'

function UnderWay({ file }: { file: Import }) {
  const { t } = useTranslation('listen')
  const format = useFormat()
  const cancel = useSend('POST /api/v1/imports/{id}/cancel', ['GET /api/v1/imports/{id}'])
  const share = file.status === 'running' && file.bytes > 0 ? Math.min(1, file.bytesRead / file.bytes) : null
  const message = t('run.soFar', { rows: format.count(file.rows), bad: format.count(file.badRows) })
  return (
    <>
      <HeadlineSentence more={t('run.more')}>
        {t(`run.${runState(file.status)}`, { file: file.fileName })}
      </HeadlineSentence>
      <Card>
        <JobProgress
          title={file.fileName}
          job={{ status: file.status === 'queued' ? 'queued' : 'running', progress: share, message }}
          onCancel={
            file.status === 'undoing'
              ? undefined
              : () => cancel.mutate({ params: { id: file.id } }, { onError: notify.problem })
          }
        />
      </Card>
    </>
  )
}

function Finished({ file }: { file: Import }) {
  const { t } = useTranslation('listen')
  useEffect(() => {
    // Whatever was asked before knows nothing of this file; figures follow a moment after the import.
    const forget = () =>
      queryClient.invalidateQueries({
        predicate: ({ queryKey }) => !String(queryKey[0]).includes('/imports'),
      })
    void forget()
    const timer = setTimeout(() => void forget(), 2000)
    return () => clearTimeout(timer)
  }, [])
  const format = useFormat()
  const undo = useSend('POST /api/v1/imports/{id}/undo', ['GET /api/v1/imports/{id}'])
  const params = { id: file.id }
  const target = file.mapping.target
  const em = (tone: 'better' | 'worse') => ({ e: (text: string) => <Em tone={tone}>{text}</Em> })
  const good = file.status === 'done'
  const figures: [string, number][] = [
    [t('result.rows'), file.rows],
    [t(target === 'units' ? 'result.units' : 'result.signals'), file.accepted],
    [t('result.duplicates'), file.duplicates],
    [t('result.bad'), file.badRows],
  ]
  return (
    <>
      <HeadlineSentence
        more={good ? t('result.doneMore') : (file.error ?? t(`result.${endState(file.status)}More`))}
      >
        <Rich
          text={t(
            good
              ? target === 'units'
                ? 'result.doneUnits'
                : 'result.doneSignals'
              : `result.${endState(file.status)}`,
            {
              count: file.accepted,
              number: format.count(file.accepted),
              file: file.fileName,
            },
          )}
          // What was undone was meant to be.
          marks={
            file.status === 'undone'
              ? { e: (text) => <strong>{text}</strong> }
              : em(good ? 'better' : 'worse')
          }
        />
      </HeadlineSentence>
      <Card>
        <dl className={classes.figures}>
          {figures.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd className="number">{format.count(value)}</dd>
            </div>
          ))}
        </dl>
        <div className={classes.actions}>
          {good && target === 'signals' && (
            <Button component={Link} to="/standings">
              {t('result.standings')}
            </Button>
          )}
          <Button variant="default" component={Link} to="/import">
            {t('result.another')}
          </Button>
          {file.badRows > 0 && (
            <Button
              variant="default"
              component="a"
              href={hrefOf('GET /api/v1/imports/{id}/bad-rows.csv', { params })}
              download={`${file.fileName}.bad-rows.csv`}
            >
              {t('result.badRows')}
            </Button>
          )}
          {file.accepted > 0 && target === 'signals' && file.status !== 'undone' && (
            <Button
              variant="subtle"
              loading={undo.isPending}
              onClick={() =>
                undo.mutate(
                  { params },
                  { onError: notify.problem, onSuccess: () => void queryClient.invalidateQueries() },
                )
              }
            >
              {t('result.undo')}
            </Button>
          )}
        </div>
      </Card>
    </>
  )
}

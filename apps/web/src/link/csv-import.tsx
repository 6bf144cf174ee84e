import { Button, Modal } from '@mantine/core'
import type { CsvResult } from '@tandem/contract'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { call } from '../app/api.ts'
import { queryClient } from '../app/queries.ts'
import { download, toCsv } from '../ui/csv.ts'
import { FileDrop } from '../ui/file-drop.tsx'
import { useFormat } from '../ui/format.ts'
import { notify, sentenceOf } from '../ui/notify.ts'
import classes from './link.module.css'

export type CsvOf = 'units' | 'people' | 'journeys'

interface Sent {
  readonly file: File
  readonly dryRun: boolean
}

async function send(what: CsvOf, { file, dryRun }: Sent): Promise<CsvResult & Sent> {
  const request = { query: { dryRun: String(dryRun) }, rawBody: file }
  const options = { contentType: 'text/csv' }
  const result = await call(`POST /api/v1/${what}.csv`, request, options)
  return { ...result, file, dryRun }
}

/** Brings in a list: first shows what the file would change, then changes it. */
export function CsvImport({ what, onClose }: { what: CsvOf; onClose: () => void }) {
  const { t } = useTranslation(['link', 'common'])
  const run = useMutation<CsvResult & Sent, Error, Sent>({
    mutationFn: (sent) => send(what, sent),
    onSuccess: ({ dryRun, created, updated }) => {
      if (dryRun) return
      notify.done(t('csv.done', { count: created + updated }))
      onClose()
      return queryClient.invalidateQueries()
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t(`csv.import.${what}`)}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className={classes.form}>
        {run.data ? (
          <Result result={run.data} />
        ) : (
          <>
            <p className="muted">{t(`csv.columns.${what}`)}</p>
            <FileField busy={run.isPending} onFile={(file) => run.mutate({ file, dryRun: true })} />
          </>
        )}
        {run.isError && (
          <p role="alert" className={classes.problem}>
            {sentenceOf(run.error)}
          </p>
        )}
        {run.data?.dryRun && (
          <div className={classes.actions}>
            <Button
              loading={run.isPending}
              disabled={run.data.created + run.data.updated === 0}
              onClick={() => run.data && run.mutate({ file: run.data.file, dryRun: false })}
            >
              {t('csv.apply', { count: run.data.created + run.data.updated })}
            </Button>
            <Button variant="default" onClick={() => run.reset()}>
              {t('csv.other')}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  )
}

function FileField({ busy, onFile }: { busy: boolean; onFile: (file: File) => void }) {
  const { t } = useTranslation('link')
  return (
    <FileDrop
      className={classes.drop}
      label={t('csv.choose')}
      accept=".csv,text/csv"
      busy={busy}
      onFile={onFile}
      focusFirst
      above={<p>{t('csv.drop')}</p>}
    />
  )
}

const figures = ['created', 'updated', 'unchanged', 'bad'] as const

function Result({ result }: { result: CsvResult & Sent }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const save = () =>
    download(
      toCsv(
        [t('csv.line'), t('csv.reason')],
        result.badRows.map((row) => [row.line, row.reason]),
      ),
      `${result.file.name}.bad-rows.csv`,
    )
  return (
    <>
      <p aria-live="polite">{t('csv.preview', { file: result.file.name })}</p>
      <dl className={classes.figures}>
        {figures.map((name) => (
          <div key={name}>
            <dt>{t(`csv.figure.${name}`)}</dt>
            <dd className="number">{format.count(result[name])}</dd>
          </div>
        ))}
      </dl>
      {result.bad > 0 && (
        <>
          <p>{t('csv.bad')}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <ul className={classes.badRows} tabIndex={0} aria-label={t('csv.figure.bad')}>
            {result.badRows.slice(0, 100).map((row) => (
              <li key={`${row.line} ${row.reason}`}>
                <strong className="number">{t('csv.lineOf', { line: row.line })}</strong> {row.reason}
              </li>
            ))}
          </ul>
          <div>
            <Button size="compact-sm" variant="subtle" onClick={save}>
              {t('csv.saveBad')}
            </Button>
          </div>
        </>
      )}
    </>
  )
}

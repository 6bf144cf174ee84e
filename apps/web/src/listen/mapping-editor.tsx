import { Button } from '@mantine/core'
import type { Import, ImportMapping, ImportPreview } from '@tandem/contract'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../app/api.ts'
import { queryClient, useSend } from '../app/queries.ts'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { notify } from '../ui/notify.ts'
import { Rich } from '../ui/rich.tsx'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import { ColumnList } from './column-list.tsx'
import { FileOptions } from './file-options.tsx'
import classes from './listen.module.css'
import { takePreview } from './preview-cache.ts'
import { PreviewRows } from './preview-rows.tsx'

/** How a file is understood, for a person to correct; every correction shows the first rows anew. */
export function MappingEditor({ file }: { file: Import }) {
  const { t } = useTranslation('listen')
  const { preview, mapping, change, busy, error, retry } = useMapping(file)
  const start = useSend('POST /api/v1/imports/{id}/start', ['GET /api/v1/imports/{id}'])
  if (error && !preview) return <ErrorState page error={error} onRetry={retry} />
  if (!preview || !mapping) return <ListSkeleton rows={8} />
  const ready = preview.rows.some((row) => (row.signal || row.unit) && !row.problem)
  const begin = () => start.mutate({ params: { id: file.id } }, { onError: notify.problem })
  return (
    <>
      <Opening preview={preview} mapping={mapping} />
      <Card title={t('columns.title')} subtitle={t('columns.more')} flush>
        <ColumnList preview={preview} mapping={mapping} onChange={change} />
      </Card>
      {preview.notes.length > 0 && (
        <Card title={t('notes')}>
          <ul className={classes.notes}>
            {preview.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </Card>
      )}
      <FileOptions mapping={mapping} unknownUnits={preview.unknownUnits} onChange={change} />
      <Card title={t('rows.title')} subtitle={t('rows.more')} flush>
        <PreviewRows preview={preview} />
      </Card>
      <div className={classes.bar}>
        <Button size="md" loading={start.isPending || busy} disabled={!ready} onClick={begin}>
          {t('start')}
        </Button>
        <span className="muted small">{t(ready ? 'startMore' : 'startNot')}</span>
      </div>
    </>
  )
}

function Opening({ preview, mapping }: { preview: ImportPreview; mapping: ImportMapping }) {
  const { t } = useTranslation('listen')
  const format = useFormat()
  const named = (as: string) => mapping.columns.filter((c) => c.meaning.as === as).map((c) => c.name)
  const measured = mapping.columns.flatMap((c) => (c.meaning.as === 'reading' ? [c.name] : []))
  const unit = named('unit')[0] ?? mapping.fixedUnit ?? '?'
  const key =
    mapping.target === 'units'
      ? 'opening.units'
      : measured.length > 3
        ? 'opening.many'
        : measured.length > 0
          ? 'opening.few'
          : 'opening.none'
  return (
    <HeadlineSentence more={t(preview.remembered ? 'opening.remembered' : 'opening.more')}>
      <Rich
        text={t(key, {
          file: preview.import.fileName,
          source: t(`voice.${mapping.source}`),
          unit,
          measures: format.list(measured.slice(0, 3)),
          count: measured.length,
        })}
        marks={{ e: (text) => <Em>{text}</Em> }}
      />
    </HeadlineSentence>
  )
}

/** The mapping as edited, and the preview that belongs to it; corrections are sent when typing pauses. */
function useMapping(file: Import) {
  const [preview, setPreview] = useState<ImportPreview | undefined>(() => takePreview(file.id))
  const [mapping, setMapping] = useState<ImportMapping>(preview?.import.mapping ?? file.mapping)
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const latest = useRef(0)
  const send = async (body: ImportMapping) => {
    latest.current += 1
    const mine = latest.current
    setBusy(true)
    try {
      const answer = await call('PUT /api/v1/imports/{id}/mapping', { params: { id: file.id }, body })
      if (mine !== latest.current) return
      setPreview(answer)
      setMapping(answer.import.mapping)
      setError(null)
      queryClient.setQueryData(['GET /api/v1/imports/{id}', { params: { id: file.id } }], answer.import)
    } catch (problem) {
      if (mine !== latest.current) return
      setError(problem)
      notify.problem(problem)
    } finally {
      if (mine === latest.current) setBusy(false)
    }
  }
  const first = useRef(send)
  useEffect(() => {
    if (!takePreview(file.id)) void first.current(file.mapping)
    return () => clearTimeout(timer.current)
  }, [file.id, file.mapping])
  const change = (next: ImportMapping) => {
    setMapping(next)
    setBusy(true)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => void send(next), 400)
  }
  return { preview, mapping, change, busy, error, retry: () => void send(mapping) }
}

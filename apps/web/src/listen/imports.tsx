import type { Import } from '@tandem/contract'
import { Link, useNavigate } from '@tanstack/react-router'
import { FileUp } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi, useSend } from '../app/queries.ts'
import { Card, Pill } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { FileDrop } from '../ui/file-drop.tsx'
import { useFormat } from '../ui/format.ts'
import { HeadlineSentence } from '../ui/headline.tsx'
import { notify } from '../ui/notify.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import classes from './listen.module.css'
import { rememberPreview } from './preview-cache.ts'

/** Bring a file in, and the files brought in before. */
export default function Imports() {
  const { t } = useTranslation('listen')
  return (
    <>
      <HeadlineSentence more={t('upload.more')}>{t('upload.title')}</HeadlineSentence>
      <DropZone />
      <Past />
    </>
  )
}

function DropZone() {
  const { t } = useTranslation('listen')
  const navigate = useNavigate()
  const upload = useSend('POST /api/v1/imports', ['GET /api/v1/imports'])
  const send = (file: File) => {
    upload.mutate(
      { query: { fileName: file.name }, rawBody: file },
      {
        onSuccess: (preview) => {
          rememberPreview(preview)
          void navigate({ to: '/import/$id', params: { id: preview.import.id } })
        },
        onError: notify.problem,
      },
    )
  }
  return (
    <FileDrop
      className={classes.drop}
      label={t('upload.choose')}
      accept=".csv,.tsv,.txt,.xlsx,.json,.ndjson,.jsonl,.gz"
      busy={upload.isPending}
      onFile={send}
      above={
        <>
          <FileUp size={26} strokeWidth={1.5} aria-hidden="true" />
          <p>{t('upload.drop')}</p>
        </>
      }
      below={<p className="muted small">{t('upload.formats')}</p>}
    />
  )
}

const tones: Partial<Record<Import['status'], 'better' | 'worse' | 'muted'>> = {
  done: 'better',
  failed: 'worse',
  cancelled: 'muted',
  undone: 'muted',
}

function Past() {
  const { t } = useTranslation('listen')
  const format = useFormat()
  const navigate = useNavigate()
  const imports = useApi('GET /api/v1/imports', undefined, { refetchInterval: 5000 })
  const columns = useMemo(
    (): Column<Import>[] => [
      {
        key: 'file',
        header: t('past.file'),
        value: (i) => i.fileName,
        cell: (i) => (
          <Link to="/import/$id" params={{ id: i.id }} tabIndex={-1}>
            {i.fileName}
          </Link>
        ),
      },
      {
        key: 'status',
        header: t('past.status'),
        value: (i) => t(`status.${i.status}`),
        cell: (i) => (
          <Pill {...(tones[i.status] ? { tone: tones[i.status] } : {})}>{t(`status.${i.status}`)}</Pill>
        ),
      },
      {
        key: 'accepted',
        header: t('past.accepted'),
        value: (i) => i.accepted,
        cell: (i) => format.count(i.accepted),
        align: 'end',
      },
      {
        key: 'bad',
        header: t('past.bad'),
        value: (i) => i.badRows,
        cell: (i) => format.count(i.badRows),
        align: 'end',
        wideOnly: true,
      },
      { key: 'by', header: t('past.by'), value: (i) => i.createdBy, wideOnly: true },
      {
        key: 'at',
        header: t('past.at'),
        value: (i) => i.createdAt,
        cell: (i) => format.time(i.createdAt),
        wideOnly: true,
      },
    ],
    [t, format],
  )
  return (
    <Card flush title={t('past.title')}>
      {imports.isPending && <ListSkeleton rows={3} />}
      {imports.isError && <ErrorState compact error={imports.error} onRetry={() => imports.refetch()} />}
      {imports.data && (
        <DataTable
          label={t('past.title')}
          columns={columns}
          rows={imports.data.items}
          rowKey={(i) => i.id}
          tools={imports.data.items.length > 10}
          onOpen={(i) => void navigate({ to: '/import/$id', params: { id: i.id } })}
          empty={<EmptyState compact title={t('past.none')} />}
        />
      )}
    </Card>
  )
}

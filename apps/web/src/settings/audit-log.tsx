import { Button } from '@mantine/core'
import type { ResponseOf } from '@tandem/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../app/api.ts'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { useFormat } from '../ui/format.ts'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import type { Column } from '../ui/table-model.ts'
import classes from './settings.module.css'

type Entry = ResponseOf<'GET /api/v1/audit-log'>['items'][number]

function detailsOf(entry: Entry): string {
  return Object.entries(entry.details)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n')
}

export default function AuditLog() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const log = useInfiniteQuery({
    queryKey: ['GET /api/v1/audit-log', 'pages'],
    queryFn: ({ pageParam, signal }) =>
      call('GET /api/v1/audit-log', { query: pageParam ? { cursor: pageParam } : {} }, { signal }),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
  })
  const rows = useMemo(() => log.data?.pages.flatMap((page) => page.items) ?? [], [log.data])
  const columns = useMemo(
    (): Column<Entry>[] => [
      { key: 'at', header: t('audit.at'), value: (e) => e.at, width: 190, cell: (e) => format.time(e.at) },
      { key: 'actor', header: t('audit.actor'), value: (e) => e.actor },
      { key: 'action', header: t('audit.action'), value: (e) => e.action },
      { key: 'subject', header: t('audit.subject'), value: (e) => e.subject },
      {
        key: 'details',
        header: t('audit.details'),
        value: detailsOf,
        sortable: false,
        width: 320,
        cell: (e) => <pre className={classes.details}>{detailsOf(e)}</pre>,
      },
    ],
    [t, format],
  )
  if (log.isPending) return <ListSkeleton />
  if (log.isError) return <ErrorState error={log.error} onRetry={() => log.refetch()} />
  return (
    <Card flush title={t('audit.title')} subtitle={t('audit.subtitle')}>
      <DataTable
        label={t('audit.title')}
        columns={columns}
        rows={rows}
        rowKey={(e) => e.id}
        empty={<EmptyState title={t('audit.none')} />}
      />
      {log.hasNextPage && (
        <Button
          variant="subtle"
          mx="md"
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t('audit.older')}
        </Button>
      )}
    </Card>
  )
}

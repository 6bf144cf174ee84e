import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { BlockSkeleton, ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useUrl } from '../use-url.ts'
import { CommentList } from './comment-list.tsx'
import { Facets } from './facets.tsx'
import { VoicesHeadline } from './headline.tsx'
import { RisingWords } from './rising-words.tsx'
import { filterOf, parseVoicesSearch, type VoicesSearch } from './search.ts'
import { SearchField } from './search-field.tsx'
import { SimilarDrawer } from './similar-drawer.tsx'
import classes from './voices.module.css'
import { volumeHeight } from './volume-option.ts'
import { Volumes } from './volumes.tsx'

const pageSize = 50
const noFilter = {
  q: undefined,
  source: undefined,
  language: undefined,
  touchpoint: undefined,
  mood: undefined,
} satisfies VoicesSearch

/** What people said, in their own words: what is new, how often, where, and the words themselves. */
export default function Voices() {
  const can = useCan()
  const [search, setSearch] = useUrl(parseVoicesSearch)
  const { query } = useScope()
  const filter = filterOf(search)
  const hidden = search.source === 'employee' && !can('employee_voice.read')
  const summary = useApi(
    'GET /api/v1/comments/summary',
    { query: { ...query, ...filter, grain: search.source === 'employee' ? 'month' : (search.by ?? 'week') } },
    { keepPrevious: true, enabled: !hidden },
  )
  const rising = useApi('GET /api/v1/comments/rising', { query })
  const metrics = useApi('GET /api/v1/metrics')
  const ask = useCallback((q: string | undefined) => setSearch({ q: q || undefined }), [setSearch])
  const filtered = Object.keys(filterOf({ ...search, q: undefined })).length > 0
  return (
    <>
      <VoicesHeadline
        summary={summary.data}
        rising={rising.data?.words ?? (rising.isError ? [] : undefined)}
        search={search}
        filtered={filtered}
      />
      {rising.data && <RisingWords rising={rising.data} asked={search.q} onAsk={ask} />}
      <SearchField asked={search.q ?? ''} onAsk={ask} />
      <div className={classes.columns}>
        <aside>
          <Facets summary={summary.data} search={search} onChange={setSearch} />
          <p className={classes.note}>
            <Protection withheld={summary.data?.employees === 'withheld'} />
          </p>
        </aside>
        <div className={classes.main}>
          {!hidden && (
            <>
              {summary.isPending && <BlockSkeleton height={volumeHeight + 110} />}
              {summary.data && summary.data.total > 0 && (
                <Volumes summary={summary.data} search={search} onChange={setSearch} />
              )}
              <Comments search={search} total={summary.data?.total} onChange={setSearch} />
            </>
          )}
        </div>
      </div>
      <SimilarDrawer
        id={search.comment}
        metrics={metrics.data?.items ?? []}
        onClose={() => setSearch({ comment: undefined })}
      />
    </>
  )
}

function Protection({ withheld }: { withheld: boolean }) {
  const { t } = useTranslation('voices')
  const can = useCan()
  if (!can('employee_voice.read')) return t('protection.others')
  return (
    <>
      {withheld && `${t('protection.withheld')} `}
      {t('protection.own')}
    </>
  )
}

interface CommentsProps {
  readonly search: VoicesSearch
  readonly total: number | undefined
  readonly onChange: (change: Partial<VoicesSearch>) => void
}

function Comments({ search, total, onChange }: CommentsProps) {
  const { t } = useTranslation('voices')
  const format = useFormat()
  const metrics = useApi('GET /api/v1/metrics')
  const { query } = useScope()
  const comments = useComments(search)
  const items = useMemo(() => comments.data?.pages.flatMap((page) => page.items) ?? [], [comments.data])
  if (comments.isError)
    return (
      <Card>
        <ErrorState error={comments.error} onRetry={() => comments.refetch()} />
      </Card>
    )
  if (comments.isPending)
    return (
      <Card>
        <ListSkeleton rows={10} />
      </Card>
    )
  if (items.length === 0)
    return (
      <Card>
        <Nothing search={search} onClear={() => onChange(noFilter)} />
      </Card>
    )
  const csv = new URLSearchParams(
    Object.entries({ ...query, ...filterOf(search) }).filter(
      (pair): pair is [string, string] => typeof pair[1] === 'string',
    ),
  )
  return (
    <Card
      title={t('list.title')}
      subtitle={total !== undefined && t('list.subtitle', { total: format.count(total) })}
      aside={
        <Button
          component="a"
          href={`/api/v1/comments.csv?${csv}`}
          download
          variant="subtle"
          size="compact-sm"
          leftSection={<Download size={14} aria-hidden="true" />}
        >
          CSV
        </Button>
      }
    >
      <CommentList
        items={items}
        metrics={metrics.data?.items ?? []}
        hasMore={comments.hasNextPage}
        loading={comments.isFetchingNextPage}
        onMore={() => void comments.fetchNextPage()}
        onOpen={(comment) => onChange({ comment })}
      />
    </Card>
  )
}

function useComments(search: VoicesSearch) {
  const { query } = useScope()
  const asked = { ...query, ...filterOf(search), limit: String(pageSize) }
  return useInfiniteQuery({
    queryKey: ['GET /api/v1/comments', asked],
    queryFn: ({ pageParam, signal }) =>
      call(
        'GET /api/v1/comments',
        { query: pageParam ? { ...asked, cursor: pageParam } : asked },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor,
    placeholderData: (before) => before,
  })
}

function Nothing({ search, onClear }: { search: VoicesSearch; onClear: () => void }) {
  const { t } = useTranslation('voices')
  const filtered = Object.keys(filterOf(search)).length > 0
  const why = search.source === 'employee' ? 'employees' : filtered ? 'filtered' : 'all'
  return (
    <EmptyState
      title={t('empty.title')}
      action={
        filtered && (
          <Button variant="default" onClick={onClear}>
            {t('empty.clear')}
          </Button>
        )
      }
    >
      {t(`empty.${why}`)}
    </EmptyState>
  )
}

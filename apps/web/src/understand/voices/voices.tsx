import { Button } from '@mantine/core'
import type { Comment, Metric } from '@tandem/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { call } from '../../app/api.ts'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../../ui/states.tsx'
import { useUrl } from '../use-url.ts'
import { VoicesFilters } from './filters.tsx'
import { moodOf } from './mood.ts'
import { Quote } from './quote.tsx'
import { parseVoicesSearch, type VoicesSearch, wordsOf } from './search.ts'
import classes from './voices.module.css'

const pageSize = 50

function useComments(search: VoicesSearch, enabled: boolean) {
  const { query } = useScope()
  const asked = { ...query, ...search, limit: String(pageSize) }
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
    enabled,
  })
}

/** What people said, in their own words. */
export default function Voices() {
  const { t } = useTranslation('understand')
  const can = useCan()
  const [search, setSearch] = useUrl(parseVoicesSearch)
  const metrics = useApi('GET /api/v1/metrics')
  const hidden = search.source === 'employee' && !can('employee_voice.read')
  const comments = useComments(search, !hidden)
  const items = useMemo(() => comments.data?.pages.flatMap((page) => page.items) ?? [], [comments.data])
  return (
    <>
      <Headline
        items={items}
        metrics={metrics.data?.items ?? []}
        search={search}
        more={comments.hasNextPage}
        loading={comments.isPending || comments.isPlaceholderData}
      />
      <VoicesFilters search={search} onChange={setSearch} metrics={metrics.data?.items ?? []} />
      {(search.source === 'employee' || search.source === undefined) && (
        <p className={classes.note}>
          {t(can('employee_voice.read') ? 'voices.protection' : 'voices.noEmployees')}
        </p>
      )}
      {!hidden && (
        <Card>
          {comments.isError ? (
            <ErrorState error={comments.error} onRetry={() => comments.refetch()} />
          ) : comments.isPending ? (
            <ListSkeleton rows={10} />
          ) : items.length === 0 ? (
            <Nothing
              search={search}
              onClear={() =>
                setSearch({ q: undefined, source: undefined, language: undefined, touchpoint: undefined })
              }
            />
          ) : (
            <CommentList
              items={items}
              metrics={metrics.data?.items ?? []}
              search={search}
              hasMore={comments.hasNextPage}
              loading={comments.isFetchingNextPage}
              onMore={() => void comments.fetchNextPage()}
            />
          )}
        </Card>
      )}
    </>
  )
}

/** Says how many there are and how they sound, as far as they have been read. */
function Headline(props: {
  metrics: readonly Metric[]
  items: readonly Comment[]
  search: VoicesSearch
  more: boolean
  loading: boolean
}) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const { items, metrics, search, more, loading } = props
  const latest = items[0]
  const scored = items.filter((c) => c.score !== null)
  const unhappy = scored.filter((c) => c.score && moodOf(c.score, metrics) === 'unhappy').length
  const count = { count: items.length, q: search.q ?? '' }
  const sentence = () => {
    if (loading && items.length === 0) return t('voices.loading')
    if (items.length === 0) return t(search.q ? 'voices.noneFor' : 'voices.none', { q: search.q ?? '' })
    if (search.q) return t(more ? 'voices.manyFor' : 'voices.foundFor', count)
    return t(more ? 'voices.latest' : 'voices.found', count)
  }
  const rest =
    latest && scored.length >= 10
      ? t('voices.unhappy', { share: format.percent(unhappy / scored.length), count: scored.length })
      : undefined
  return (
    <HeadlineSentence more={rest}>
      <Rich text={sentence()} marks={{ e: (text) => <Em>{text}</Em> }} />
    </HeadlineSentence>
  )
}

function Nothing({ search, onClear }: { search: VoicesSearch; onClear: () => void }) {
  const { t } = useTranslation('understand')
  const filtered = Object.values(search).some(Boolean)
  const why =
    search.source === 'employee'
      ? 'voices.emptyEmployees'
      : filtered
        ? 'voices.emptyFiltered'
        : 'voices.empty'
  return (
    <EmptyState
      title={t('voices.emptyTitle')}
      action={
        filtered && (
          <Button variant="default" onClick={onClear}>
            {t('voices.clear')}
          </Button>
        )
      }
    >
      {t(why)}
    </EmptyState>
  )
}

interface CommentListProps {
  readonly items: readonly Comment[]
  readonly metrics: readonly Metric[]
  readonly search: VoicesSearch
  readonly hasMore: boolean
  readonly loading: boolean
  readonly onMore: () => void
}

/** Comments, newest first; the next ones are fetched when the end comes near. */
function CommentList({ items, metrics, search, hasMore, loading, onMore }: CommentListProps) {
  const { t } = useTranslation('understand')
  const words = useMemo(() => wordsOf(search.q), [search.q])
  const end = useRef<HTMLDivElement>(null)
  const reach = useRef(onMore)
  reach.current = onMore
  useEffect(() => {
    if (!end.current || !hasMore || loading) return
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) reach.current()
      },
      { rootMargin: '600px' },
    )
    observer.observe(end.current)
    return () => observer.disconnect()
  }, [hasMore, loading])
  return (
    <>
      <ul className={classes.list}>
        {items.map((comment) => (
          <Quote key={comment.id} comment={comment} metrics={metrics} words={words} />
        ))}
      </ul>
      <div ref={end} className={classes.end}>
        {hasMore ? (
          <Button variant="subtle" loading={loading} onClick={onMore}>
            {t('voices.older')}
          </Button>
        ) : (
          <span className="muted small">{t('voices.end')}</span>
        )}
      </div>
    </>
  )
}

import type { Change, Metric } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { RoomLink } from '../app/room-link.tsx'
import { useScope } from '../app/scope.ts'
import { Card } from '../ui/card.tsx'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { Quote } from '../understand/voices/quote.tsx'
import quotes from '../understand/voices/voices.module.css'
import { pickHeard } from './heard.ts'
import classes from './home.module.css'

interface HeardCardProps {
  readonly metrics: readonly Metric[]
  /** The change the page speaks of. */
  readonly change: Change | undefined
  /** It has the whole width: words in two columns. */
  readonly wide?: boolean
}

/** Words of the last days: what figures sound like. */
export function HeardCard({ metrics, change, wide }: HeardCardProps) {
  const { t } = useTranslation('home')
  const { query } = useScope()
  const comments = useApi('GET /api/v1/comments', { query: { ...query, limit: '40' } })
  const latest = comments.data?.items
  const picked = useMemo(() => pickHeard(change, latest ?? [], metrics), [change, latest, metrics])
  return (
    <Card
      title={t('heard.title')}
      subtitle={t('heard.subtitle')}
      aside={
        <span className="small">
          <RoomLink to="/voices">{t('heard.all')} →</RoomLink>
        </span>
      }
    >
      {!latest &&
        (comments.error ? (
          <ErrorState compact error={comments.error} onRetry={() => comments.refetch()} />
        ) : (
          <ListSkeleton rows={4} />
        ))}
      {latest && picked.length === 0 && <EmptyState compact title={t('heard.none')} />}
      {latest && picked.length > 0 && (
        <ul className={`${quotes.list} ${wide ? classes.two : ''}`}>
          {picked.map((comment) => (
            <Quote key={comment.id} comment={comment} metrics={metrics} />
          ))}
        </ul>
      )}
    </Card>
  )
}

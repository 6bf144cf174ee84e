import { Button } from '@mantine/core'
import type { Comment, Metric } from '@tandem/contract'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { Quote } from './quote.tsx'
import classes from './voices.module.css'

interface CommentListProps {
  readonly items: readonly Comment[]
  readonly metrics: readonly Metric[]
  readonly hasMore: boolean
  readonly loading: boolean
  readonly onMore: () => void
  /** Shows a comment with those like it. */
  readonly onOpen: (id: string) => void
}

/** Comments, newest first; the next ones are fetched when the end comes near. */
export function CommentList({ items, metrics, hasMore, loading, onMore, onOpen }: CommentListProps) {
  const { t } = useTranslation('voices')
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
          <Quote
            key={comment.id}
            comment={comment}
            metrics={metrics}
            actions={
              <Button variant="subtle" size="compact-sm" onClick={() => onOpen(comment.id)}>
                {t('similar.open')}
              </Button>
            }
          />
        ))}
      </ul>
      <div ref={end} className={classes.end}>
        {hasMore ? (
          <Button variant="subtle" loading={loading} onClick={onMore}>
            {t('older')}
          </Button>
        ) : (
          <span className="muted small">{t('end')}</span>
        )}
      </div>
    </>
  )
}

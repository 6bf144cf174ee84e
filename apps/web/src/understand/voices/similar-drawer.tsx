import { Drawer } from '@mantine/core'
import type { Metric, SimilarComments } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { CopyButton } from '../../ui/copy-text.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { ErrorState } from '../../ui/states.tsx'
import { mostlyFrom } from './message.ts'
import { Quote } from './quote.tsx'
import classes from './voices.module.css'

interface SimilarDrawerProps {
  readonly id: string | undefined
  readonly metrics: readonly Metric[]
  readonly onClose: () => void
}

/** One comment, and those that say much the same: how many, since when, where. */
export function SimilarDrawer({ id, metrics, onClose }: SimilarDrawerProps) {
  const { t } = useTranslation(['voices', 'common'])
  const similar = useApi(
    'GET /api/v1/comments/{id}/similar',
    { params: { id: id ?? '' } },
    { enabled: id !== undefined },
  )
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={t('similar.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      {similar.isError ? (
        <ErrorState error={similar.error} onRetry={() => similar.refetch()} />
      ) : !similar.data ? (
        <ListSkeleton />
      ) : (
        <Found similar={similar.data} metrics={metrics} />
      )}
    </Drawer>
  )
}

function Found({ similar, metrics }: { similar: SimilarComments; metrics: readonly Metric[] }) {
  const { t } = useTranslation('voices')
  const format = useFormat()
  const { comment, items, total, atLeast, first, places } = similar
  const mostly = mostlyFrom(places, total)
  const day = (date: string) => (comment.source === 'employee' ? format.month(date) : format.date(date))
  return (
    <>
      <ul className={classes.list}>
        <Quote
          comment={comment}
          metrics={metrics}
          actions={
            <CopyButton text={`${window.location.origin}/voices?comment=${comment.id}`}>
              {t('similar.link')}
            </CopyButton>
          }
        />
      </ul>
      <div className={classes.similarHead}>
        <h3>
          {total === 0
            ? t(comment.source === 'employee' ? 'similar.noneEmployees' : 'similar.none')
            : t(atLeast ? 'similar.atLeast' : 'similar.found', { count: total })}
        </h3>
        {total > 0 && (
          <p>
            {first && t('similar.since', { date: day(first) })}{' '}
            {mostly.length > 0 && t('headline.places', { places: format.list(mostly.map((m) => m.name)) })}
          </p>
        )}
        <HowWeKnow facts={similar.howWeKnow} />
      </div>
      {total > 0 && <Months months={similar.months} />}
      <ul className={classes.list}>
        {items.map((item) => (
          <Quote key={item.id} comment={item} metrics={metrics} />
        ))}
      </ul>
      {total > items.length && (
        <p className={classes.end}>
          <span className="muted small">{t('similar.best', { count: items.length })}</span>
        </p>
      )}
    </>
  )
}

/** A column a month, from the first to the last. */
function Months({ months }: { months: SimilarComments['months'] }) {
  const format = useFormat()
  const most = Math.max(1, ...months.map((m) => m.n))
  return (
    <ol className={classes.months}>
      {allMonths(months).map(({ from, n }) => (
        <li key={from} title={`${format.month(from)}: ${format.count(n)}`}>
          <span className="visually-hidden">
            {format.month(from)}: {format.count(n)}
          </span>
          <span aria-hidden="true" style={{ height: `${(100 * n) / most}%` }} />
        </li>
      ))}
    </ol>
  )
}

function allMonths(months: SimilarComments['months']): { from: string; n: number }[] {
  const known = new Map(months.map((m) => [m.from, m.n]))
  const [first, last] = [months[0]?.from, months.at(-1)?.from]
  const all: { from: string; n: number }[] = []
  for (let from = first; from && last && from <= last; ) {
    all.push({ from, n: known.get(from) ?? 0 })
    const next = new Date(`${from}T00:00:00Z`)
    next.setUTCMonth(next.getUTCMonth() + 1)
    from = next.toISOString().slice(0, 10)
  }
  return all
}

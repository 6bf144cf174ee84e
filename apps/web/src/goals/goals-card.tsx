import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { RoomLink } from '../app/room-link.tsx'
import { useScope } from '../app/scope.ts'
import { useCan } from '../app/session.ts'
import { Card } from '../ui/card.tsx'
import { ListSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { asOf } from './as-of.ts'
import { GoalLine } from './goal-line.tsx'
import classes from './goals.module.css'

/** Shown at once; the others are counted. */
const most = 5

/** The goals in short, for Home: where we are, and where we said we would be. Needs the permission scores.read. */
export function GoalsCard() {
  const { t } = useTranslation('goals')
  const can = useCan()
  const { scope } = useScope()
  const progress = useApi('GET /api/v1/goals/progress', { query: asOf(scope) }, { keepPrevious: true })
  const items = progress.data?.items ?? []
  return (
    <Card
      title={t('card.title')}
      subtitle={t('card.subtitle')}
      aside={items.length > 0 && <RoomLink to="/goals">{t('card.all', { count: items.length })} →</RoomLink>}
    >
      {progress.isPending && <ListSkeleton rows={3} />}
      {progress.isError && <ErrorState compact error={progress.error} onRetry={() => progress.refetch()} />}
      {progress.data && items.length === 0 && (
        <EmptyState
          compact
          title={t('card.empty')}
          action={<RoomLink to="/goals">{t(can('goals.write') ? 'card.first' : 'card.look')}</RoomLink>}
        />
      )}
      {items.length > 0 && (
        <ul className={classes.lines}>
          {items.slice(0, most).map((item) => (
            <GoalLine key={item.goal.id} item={item} />
          ))}
        </ul>
      )}
    </Card>
  )
}

import { Button } from '@mantine/core'
import type { Coverage, GoalProgress, GoalsProgress } from '@tandem/contract'
import { Plus } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { useScope } from '../app/scope.ts'
import { useCan, useMe } from '../app/session.ts'
import { Card } from '../ui/card.tsx'
import { SaveMenu } from '../ui/save-menu.tsx'
import { BlockSkeleton, PageSkeleton } from '../ui/skeletons.tsx'
import { EmptyState, ErrorState } from '../ui/states.tsx'
import { useUrl } from '../understand/use-url.ts'
import { asOf, coverageQuery } from './as-of.ts'
import { CoverageCard } from './coverage.tsx'
import { GoalCard } from './goal-card.tsx'
import { GoalDrawer } from './goal-drawer.tsx'
import classes from './goals.module.css'
import { GoalsHeadline } from './headline.tsx'
import { parseGoalsSearch } from './search.ts'
import { useArchiveGoal } from './use-save-goal.ts'

/** Goals: how far, how likely, and whether what serves them is listened to. */
export default function Goals() {
  const { scope } = useScope()
  const progress = useApi('GET /api/v1/goals/progress', { query: asOf(scope) }, { keepPrevious: true })
  const coverage = useApi(
    'GET /api/v1/goals/coverage',
    { query: coverageQuery(scope) },
    { keepPrevious: true },
  )
  if (progress.isError) return <ErrorState page error={progress.error} onRetry={() => progress.refetch()} />
  // The sentence speaks of both, so it waits for both; without coverage it says what it can.
  if (progress.isPending || coverage.isPending) return <PageSkeleton />
  return (
    <GoalsView progress={progress.data} coverage={coverage.data ?? null}>
      {coverage.isError && (
        <Card>
          <ErrorState compact error={coverage.error} onRetry={() => coverage.refetch()} />
        </Card>
      )}
    </GoalsView>
  )
}

interface GoalsViewProps {
  readonly progress: GoalsProgress
  readonly coverage: Coverage | null
  readonly children: React.ReactNode
}

function GoalsView({ progress, coverage, children }: GoalsViewProps) {
  const { t } = useTranslation('goals')
  const [search, setSearch] = useUrl(parseGoalsSearch)
  const can = useCan()
  const archive = useArchiveGoal()
  const may = useMayChange()
  const { items } = progress
  const edited = items.find(({ goal }) => goal.id === search.edit)?.goal
  const open = can('goals.write') && (search.edit === 'new' || edited !== undefined)
  const set = () => setSearch({ edit: 'new' })
  return (
    <>
      <GoalsHeadline progress={progress} coverage={coverage} />
      {items.length > 0 && (
        <div className={classes.top}>
          {can('goals.write') && (
            <Button leftSection={<Plus size={15} aria-hidden="true" />} onClick={set}>
              {t('set')}
            </Button>
          )}
          <SaveGoals items={items} />
        </div>
      )}
      {items.length === 0 && (
        <Card>
          <EmptyState
            title={t('empty.title')}
            action={can('goals.write') && <Button onClick={set}>{t('empty.first')}</Button>}
          >
            {t(can('goals.write') ? 'empty.more' : 'empty.ask')}
          </EmptyState>
        </Card>
      )}
      {items.map((item) => (
        <GoalCard
          key={item.goal.id}
          item={item}
          currency={progress.currency}
          serving={coverage ? coverage.rows.filter((row) => row.goalIds.includes(item.goal.id)) : null}
          onEdit={may(item) ? () => setSearch({ edit: item.goal.id }) : null}
          onArchive={may(item) ? () => archive(item.goal) : null}
        />
      ))}
      {coverage ? (
        <CoverageCard coverage={coverage} goals={items.map(({ goal }) => goal)} />
      ) : (
        (children ?? <BlockSkeleton height={200} />)
      )}
      {open && (
        <GoalDrawer key={search.edit} goal={edited ?? null} onClose={() => setSearch({ edit: undefined })} />
      )}
    </>
  )
}

/** Goals of the whole company are changed by people who see all of it. */
function useMayChange(): (item: GoalProgress) => boolean {
  const can = useCan()
  const me = useMe()
  return ({ goal }) => can('goals.write') && (!me.scope || goal.unitId !== null)
}

/** The goals as a table to take along. */
function SaveGoals({ items }: { items: readonly GoalProgress[] }) {
  const { t } = useTranslation('goals')
  return (
    <SaveMenu
      name={t('card.title')}
      png={null}
      svg={null}
      table={() => ({
        columns: [
          t('table.goal'),
          t('table.metric'),
          t('table.unit'),
          t('table.sponsor'),
          t('table.status'),
          t('table.value'),
          t('table.lower'),
          t('table.upper'),
          t('table.n'),
          t('table.baseline'),
          t('table.planned'),
          t('table.target'),
          t('table.dueOn'),
          t('table.forecast'),
          t('table.probability'),
        ],
        rows: items.map(({ goal, metric, current, baseline, planned, forecast, status }) => [
          goal.name,
          metric.name,
          goal.unitName ?? t('wholeCompany'),
          goal.sponsor?.name,
          t(`status.${status}`),
          current.value,
          current.interval?.lower,
          current.interval?.upper,
          current.n,
          baseline?.value,
          planned,
          goal.target,
          goal.dueOn,
          forecast?.value,
          forecast?.probability,
        ]),
      })}
    />
  )
}

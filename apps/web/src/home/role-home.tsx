import type { Metric, Unit } from '@tandem/contract'
import { lazy } from 'react'
import { useApi } from '../app/queries.ts'
import { useScope } from '../app/scope.ts'
import { useCan, useMe } from '../app/session.ts'
import { asOf } from '../goals/as-of.ts'
import { GoalsCard } from '../goals/goals-card.tsx'
import { Cards } from '../ui/card.tsx'
import { BlockSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'
import { mainMetric } from '../understand/metrics.ts'
import { isRefused } from '../understand/nothing.tsx'
import { against } from '../understand/unit/message.ts'
import { ChangesCard } from './changes-card.tsx'
import { HeardCard } from './heard-card.tsx'
import classes from './home.module.css'
import { type HomeFacts, matters } from './message.ts'
import { Say } from './say.tsx'
import { BottomCard, NoStandings, TopCard } from './standing-cards.tsx'

const OwnUnit = lazy(() => import('./own-unit.tsx'))

const levels = ['site', 'department', 'team', 'partner', 'region'] as const

interface RoleHomeProps {
  readonly metrics: readonly Metric[]
  readonly units: readonly Unit[]
}

/** Home of all who may see scores: the sentence, then goals, changes, standings and words of their part. */
export default function RoleHome({ metrics, units }: RoleHomeProps) {
  const can = useCan()
  const asked = useFacts(metrics, units)
  const { facts, own, metric, standings, changes, overview } = asked
  const spoken = facts && matters(facts)[0]
  const change = spoken?.kind === 'worse' || spoken?.kind === 'better' ? spoken.change : undefined
  const rows = overview.data ? against(overview.data.comparisons) : []
  const heard = can('comments.read') && <HeardCard metrics={metrics} change={change} wide={!own} />
  return (
    <>
      {facts ? (
        <Say facts={facts} metric={metric} n={standings.data?.howWeKnow.n ?? 0} against={rows} />
      ) : (
        <div className={classes.waiting}>
          <BlockSkeleton height={110} />
        </div>
      )}
      {own && overview.data && (
        <OwnUnit
          unit={own}
          overview={overview.data}
          rows={rows}
          changes={changes.data?.items ?? []}
          words={heard}
        >
          <GoalsCard />
          <ChangesCard changes={changes} />
        </OwnUnit>
      )}
      {own && overview.isPending && (
        <Cards>
          <BlockSkeleton height={420} />
        </Cards>
      )}
      {own && overview.isError && <ErrorState error={overview.error} onRetry={() => overview.refetch()} />}
      {!(own && overview.data) && (
        <Cards wide>
          <GoalsCard />
          <ChangesCard changes={changes} />
        </Cards>
      )}
      {!own && standings.data && (
        <Cards>
          <BottomCard standings={standings.data} />
          <TopCard standings={standings.data} />
        </Cards>
      )}
      {!own && standings.isError && (
        <NoStandings error={standings.error} onRetry={() => standings.refetch()} />
      )}
      {!own && standings.isPending && metric && (
        <Cards>
          <BlockSkeleton height={420} />
        </Cards>
      )}
      {!own && heard}
    </>
  )
}

/** What the sentence is made of, and whether it is all there. */
function useFacts(metrics: readonly Metric[], units: readonly Unit[]) {
  const { role, scope: mine } = useMe()
  const { scope, query } = useScope()
  // Someone whose part is one unit that is ranked among others of its kind: its place comes first.
  const below = mine ? units.filter((u) => u.parentId === mine.id) : []
  const own =
    mine && below.length === 0 ? units.find((u) => u.id === mine.id && u.kind !== 'region') : undefined
  const metric = mainMetric(metrics)
  const level = own?.kind ?? levels.find((kind) => units.some((unit) => unit.kind === kind)) ?? 'site'
  const period = { ...(scope.from ? { from: scope.from } : {}), ...(scope.to ? { to: scope.to } : {}) }
  const standings = useApi(
    'GET /api/v1/standings',
    { query: { ...query, metrics: metric?.key ?? '', level } },
    { keepPrevious: true, enabled: metric !== undefined },
  )
  const changes = useApi('GET /api/v1/changes', { query }, { keepPrevious: true })
  const goals = useApi('GET /api/v1/goals/progress', { query: asOf(scope) }, { keepPrevious: true })
  const overview = useApi(
    'GET /api/v1/units/{id}/overview',
    { params: { id: own?.id ?? '' }, query: period },
    { keepPrevious: true, enabled: own !== undefined },
  )
  // What is refused (too few units to rank, say) or failed is left out of the sentence; its card says why.
  const waiting = [standings, changes, goals].some((q) => q.isPending && q.fetchStatus !== 'idle')
  const facts: HomeFacts | undefined = waiting
    ? undefined
    : {
        role,
        changes: changes.data?.items ?? [],
        goals: goals.data?.items ?? [],
        missing: [standings, changes, goals].some((q) => q.isError && !isRefused(q.error)),
        standings: standings.data?.items ?? [],
        ranked: standings.data?.howWeKnow.units ?? standings.data?.items.length ?? 0,
        ownId: own?.id ?? null,
      }
  return { facts, own, metric, standings, changes, overview }
}

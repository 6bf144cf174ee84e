import { lazy } from 'react'
import { useApi } from '../app/queries.ts'
import { useCan } from '../app/session.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { ErrorState } from '../ui/states.tsx'

// Only one of them is needed at a time.
const FirstSteps = lazy(() => import('./first-steps.tsx'))
const RoleHome = lazy(() => import('./role-home.tsx'))
const TeamHome = lazy(() => import('./team-home.tsx'))

/** What matters to the one who looks, by role; before there is anything, what to do first. */
export default function Home() {
  const can = useCan()
  const units = useApi('GET /api/v1/units', undefined, { enabled: can('units.read') })
  const metrics = useApi('GET /api/v1/metrics', undefined, { enabled: can('metrics.read') })
  if (!can('scores.read')) return <TeamHome />
  const failed = units.error ?? metrics.error
  if (failed)
    return (
      <ErrorState page error={failed} onRetry={() => Promise.all([units.refetch(), metrics.refetch()])} />
    )
  if (!units.data || !metrics.data) return <PageSkeleton />
  if (units.data.items.length === 0 || metrics.data.items.length === 0) return <FirstSteps />
  return <RoleHome metrics={metrics.data.items} units={units.data.items} />
}

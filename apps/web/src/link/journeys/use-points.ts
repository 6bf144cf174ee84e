import type { Journey } from '@tandem/contract'
import { useMemo } from 'react'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { pointsOf } from './scores.ts'

const none: readonly Journey[] = []

/** Journeys with how their touchpoints do, and the names of units. */
export function usePoints() {
  const can = useCan()
  const { query } = useScope()
  const may = can('scores.read')
  const journeys = useApi('GET /api/v1/journeys')
  const scores = useApi('GET /api/v1/journeys/scores', { query }, { enabled: may, keepPrevious: true })
  const units = useApi('GET /api/v1/units')
  const drawn = journeys.data?.items ?? none
  const known = scores.data !== undefined
  const points = useMemo(() => pointsOf(drawn, scores.data?.touchpoints ?? null), [drawn, scores.data])
  const names = useMemo(() => new Map(units.data?.items.map((u) => [u.id, u.name])), [units.data])
  return { journeys, scores, drawn, points, known, may, nameOf: (id: string) => names.get(id) }
}

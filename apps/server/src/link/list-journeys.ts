import type { Journey } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Caller, Transaction } from '../platform/index.ts'
import { journeys, stages, touchpointColumns, touchpoints } from './tables.ts'

/** All journeys by name, with stages and touchpoints in their order. */
export async function listJourneys(caller: Caller): Promise<Journey[]> {
  return caller.transaction((tx) => readJourneys(tx))
}

/** All journeys of the transaction's organization, or the one with an id. */
export async function readJourneys(tx: Transaction, id?: string): Promise<Journey[]> {
  const found = await tx
    .select({ id: journeys.id, key: journeys.key, name: journeys.name })
    .from(journeys)
    .where(id ? sql`id = ${id}` : undefined)
    .orderBy(journeys.name, journeys.key)
  const parts = await tx.select().from(stages).orderBy(stages.position)
  const points = await tx
    .select({ ...touchpointColumns, stageId: touchpoints.stageId })
    .from(touchpoints)
    .orderBy(touchpoints.position)
  const touchpointsOf = Map.groupBy(points, (point) => point.stageId)
  const stagesOf = Map.groupBy(parts, (stage) => stage.journeyId)
  return found.map((journey) => ({
    ...journey,
    stages: (stagesOf.get(journey.id) ?? []).map((stage) => ({
      id: stage.id,
      name: stage.name,
      position: stage.position,
      touchpoints: (touchpointsOf.get(stage.id) ?? []).map(({ stageId: _, ...point }) => point),
    })),
  }))
}

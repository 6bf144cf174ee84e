import type { EndpointKey } from '@tandem/contract'
import { queryClient } from '../../app/queries.ts'

/** What is asked again after a unit has changed. */
export const unitAnswers = ['GET /api/v1/units', 'GET /api/v1/units/{id}'] as const satisfies EndpointKey[]

export async function refreshUnits(): Promise<void> {
  await Promise.all(unitAnswers.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))
}

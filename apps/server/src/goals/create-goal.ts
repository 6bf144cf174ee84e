import type { Goal, goalBody } from '@tandem/contract'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, newId } from '../platform/index.ts'
import {
  checkGoal,
  type GoalDraft,
  type HeardBaseline,
  requireGoalParts,
  requireGoalScope,
  today,
} from './check-goal.ts'
import { readGoals } from './list-goals.ts'
import { goals } from './tables.ts'

export interface CreateOptions {
  /** Where things stand by the readings, to tell a target that is none; null does not ask. */
  readonly heardBaseline: HeardBaseline | null
  /** False lets the due date lie in the past, for a company that is loaded as of some other day. */
  readonly mustLieAhead: boolean
}

/** Set a goal. Throws Invalid for a target that is none, NotFound for parts that are not there. */
export async function createGoal(
  caller: Caller,
  body: z.output<typeof goalBody>,
  { heardBaseline, mustLieAhead }: CreateOptions,
): Promise<Goal> {
  const draft: GoalDraft = { ...body, startsOn: body.startsOn ?? today() }
  requireGoalScope(caller, draft.unitId)
  await caller.transaction((tx) => requireGoalParts(tx, draft))
  // Outside of a transaction: it asks the analytics engine.
  const heard = draft.baseline === null && heardBaseline ? await heardBaseline(caller, draft) : null
  return caller.transaction(async (tx) => {
    const metric = await requireGoalParts(tx, draft)
    checkGoal(draft, metric, heard, { mustLieAhead })
    const id = newId()
    await tx
      .insert(goals)
      .values({ id, organizationId: caller.organizationId, ...columnsOf(draft, metric.id) })
    await audit(tx, caller, 'goal.create', id, { name: draft.name, target: draft.target, dueOn: draft.dueOn })
    return (await readGoals(tx, caller, { archived: false, id }))[0]!
  })
}

/** The columns that a goal's words fill. */
export function columnsOf(draft: GoalDraft, metricId: string) {
  const { name, unitId, startsOn, baseline, target, dueOn, sponsor, worthPerPoint, journeyIds } = draft
  return {
    ...{ name, metricId, unitId, startsOn, baseline, target, dueOn, worthPerPoint },
    sponsorMemberId: sponsor?.memberId ?? null,
    sponsorName: sponsor?.name ?? null,
    journeyIds: [...new Set(journeyIds)],
  }
}

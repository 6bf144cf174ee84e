import type { Goal, goalPatch } from '@tandem/contract'
import { eq, sql } from 'drizzle-orm'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Conflict, NotFound, type Transaction } from '../platform/index.ts'
import { checkGoal, type HeardBaseline, requireGoalParts, requireGoalScope } from './check-goal.ts'
import { columnsOf } from './create-goal.ts'
import { readGoals } from './list-goals.ts'
import { goals } from './tables.ts'

type Patch = z.output<typeof goalPatch>

/**
 * Change a goal, put it away or bring it back. Throws NotFound, Invalid as when it is set, and Conflict when
 * somebody else changed it since the version that was changed.
 */
export async function changeGoal(
  caller: Caller,
  id: string,
  { archived, version, ...patch }: Patch,
  heardBaseline: HeardBaseline,
): Promise<Goal> {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))
  const merge = (goal: Goal) => ({ ...goal, ...given })
  const before = await caller.transaction(async (tx) => {
    const goal = merge(await requireGoal(tx, caller, id))
    requireGoalScope(caller, goal.unitId)
    await requireGoalParts(tx, goal)
    return goal
  })
  const plans = ['metric', 'unitId', 'startsOn', 'baseline', 'target', 'dueOn'].some(
    (field) => field in given,
  )
  const heard = plans && before.baseline === null ? await heardBaseline(caller, before) : null
  return caller.transaction(async (tx) => {
    await tx.execute(sql`select 1 from goals where id = ${id} for update`)
    const stored = await requireGoal(tx, caller, id)
    if (version !== undefined && version !== stored.version)
      throw new Conflict('Somebody else changed this goal in the meantime. Reload it and change it again.')
    const goal = merge(stored)
    requireGoalScope(caller, goal.unitId)
    const metric = await requireGoalParts(tx, goal)
    if (plans) checkGoal(goal, metric, heard, { mustLieAhead: goal.dueOn !== stored.dueOn })
    await tx
      .update(goals)
      .set({
        ...columnsOf(goal, metric.id),
        version: stored.version + 1,
        ...(archived === undefined ? {} : { archivedAt: archived ? new Date() : null }),
      })
      .where(eq(goals.id, id))
    await audit(tx, caller, 'goal.change', id, { ...given, ...(archived === undefined ? {} : { archived }) })
    return requireGoal(tx, caller, id)
  })
}

/** Put a goal away; it can be brought back. */
export async function archiveGoal(caller: Caller, id: string): Promise<void> {
  await caller.transaction(async (tx) => {
    const goal = await requireGoal(tx, caller, id)
    requireGoalScope(caller, goal.unitId)
    await tx
      .update(goals)
      .set({ archivedAt: new Date(), version: goal.version + 1 })
      .where(eq(goals.id, id))
    await audit(tx, caller, 'goal.archive', id, { name: goal.name })
  })
}

async function requireGoal(tx: Transaction, caller: Caller, id: string): Promise<Goal> {
  const [goal] = await readGoals(tx, caller, { archived: true, id })
  if (!goal) throw new NotFound('The goal')
  return goal
}

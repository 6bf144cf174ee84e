import type { Goal } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Caller, Transaction } from '../platform/index.ts'

interface GoalRow extends Record<string, unknown> {
  id: string
  name: string
  metric: string
  unit_id: string | null
  unit_name: string | null
  starts_on: string
  baseline: number | null
  target: number
  due_on: string
  sponsor_member_id: string | null
  sponsor: string | null
  worth_per_point: number | null
  journey_ids: string[]
  version: number
  created_at: Date
  archived_at: Date | null
}

/** Goals of the whole company and of units in the caller's scope, the next due first. */
export async function listGoals(caller: Caller, options: { archived: boolean }): Promise<Goal[]> {
  return caller.transaction((tx) => readGoals(tx, caller, options))
}

/** The goals that the caller may see, or the one with an id. A goal of a unit outside the scope does not exist. */
export async function readGoals(
  tx: Transaction,
  caller: Pick<Caller, 'scope'>,
  options: { readonly archived: boolean; readonly id?: string },
): Promise<Goal[]> {
  const { rows } = await tx.execute<GoalRow>(sql`
    select g.id, g.name, m.key as metric, g.unit_id, u.name as unit_name, g.starts_on, g.baseline, g.target, g.due_on,
      g.sponsor_member_id, coalesce(a.name, g.sponsor_name) as sponsor, g.worth_per_point, g.journey_ids, g.version,
      g.created_at, g.archived_at
    from goals g join metrics m on m.id = g.metric_id left join units u on u.id = g.unit_id
      left join members b on b.id = g.sponsor_member_id left join auth_users a on a.id = b.user_id
    where (${options.archived} or g.archived_at is null) ${options.id ? sql`and g.id = ${options.id}` : sql``}
    order by g.due_on, g.name, g.id`)
  return rows.filter((row) => !caller.scope || !row.unit_id || caller.scope.has(row.unit_id)).map(toGoal)
}

function toGoal(row: GoalRow): Goal {
  return {
    id: row.id,
    name: row.name,
    metric: row.metric,
    unitId: row.unit_id,
    unitName: row.unit_name,
    startsOn: row.starts_on,
    baseline: row.baseline,
    target: row.target,
    dueOn: row.due_on,
    sponsor: row.sponsor === null ? null : { memberId: row.sponsor_member_id, name: row.sponsor },
    worthPerPoint: row.worth_per_point,
    journeyIds: row.journey_ids,
    version: row.version,
    createdAt: new Date(row.created_at).toISOString(),
    archivedAt: row.archived_at && new Date(row.archived_at).toISOString(),
  }
}

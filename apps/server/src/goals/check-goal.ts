import { type Metric, scoreRange } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import {
  type Caller,
  type FieldError,
  Forbidden,
  Invalid,
  NotFound,
  requireUnit,
  type Transaction,
} from '../platform/index.ts'
import { resolveMetrics } from './resolve-metrics.ts'

/** What a goal says, with every field. */
export interface GoalDraft {
  readonly name: string
  readonly metric: string
  readonly unitId: string | null
  readonly startsOn: string
  readonly baseline: number | null
  readonly target: number
  readonly dueOn: string
  readonly sponsor: { readonly memberId: string | null; readonly name: string } | null
  readonly worthPerPoint: number | null
  readonly journeyIds: readonly string[]
}

/** What was heard before the first day of a goal; null when nothing was or it is protected. */
export type HeardBaseline = (
  caller: Caller,
  goal: Pick<GoalDraft, 'metric' | 'unitId' | 'startsOn'>,
) => Promise<number | null>

export const today = (): string => new Date().toISOString().slice(0, 10)

/** A goal of the whole company is not for someone limited to a unit to set. */
export function requireGoalScope(caller: Caller, unitId: string | null): void {
  if (unitId) requireUnit(caller, unitId)
  else if (caller.scope)
    throw new Forbidden(
      'Goals of the whole company are set by people who see all of it. Choose a unit of your own scope.',
    )
}

/** The metric of a goal. Throws NotFound for a metric, unit, member or journey that is not there. */
export async function requireGoalParts(tx: Transaction, goal: GoalDraft): Promise<Metric> {
  const metric = (await resolveMetrics(tx, new Set([goal.metric]))).get(goal.metric)
  if (!metric) throw new NotFound(`The metric "${goal.metric}"`)
  // Foreign keys do not look at row-level security: things of another organization would pass them.
  const { rows } = await tx.execute<{ unit: boolean; member: boolean; journeys: number }>(sql`
    select ${goal.unitId}::uuid is null or exists (select from units where id = ${goal.unitId}::uuid) as unit,
      ${goal.sponsor?.memberId ?? null}::uuid is null
        or exists (select from members where id = ${goal.sponsor?.memberId ?? null}::uuid) as member,
      (select count(*)::int from journeys where id = any(${sql.param([...goal.journeyIds])}::uuid[])) as journeys`)
  const found = rows[0]!
  if (!found.unit) throw new NotFound('The unit')
  if (!found.member) throw new NotFound('The member named as sponsor')
  if (found.journeys < new Set(goal.journeyIds).size) throw new NotFound('A journey of the goal')
  return metric
}

/**
 * Throws Invalid with each thing that is wrong with a goal. `heard` is where things stood by the readings, used when
 * no baseline was told.
 */
export function checkGoal(
  goal: GoalDraft,
  metric: Metric,
  heard: number | null,
  due: { readonly mustLieAhead: boolean },
): void {
  const { min, max } = scoreRange(metric)
  const errors: FieldError[] = []
  const refuse = (field: string, message: string) => errors.push({ path: `/${field}`, message })
  if (goal.target < min || goal.target > max)
    refuse('target', `${metric.name} goes from ${min} to ${max}. Choose a target in between.`)
  if (goal.baseline !== null && (goal.baseline < min || goal.baseline > max))
    refuse('baseline', `${metric.name} goes from ${min} to ${max}. Give a baseline in between, or none.`)
  if (goal.startsOn >= goal.dueOn)
    refuse('dueOn', 'The due date must come after the first day of the plan. Choose a later one.')
  else if (due.mustLieAhead && goal.dueOn <= today())
    refuse('dueOn', 'The due date has passed already. Choose a day to come.')
  const from = goal.baseline ?? heard
  const gain = from === null ? 1 : (goal.target - from) * (metric.direction === 'up' ? 1 : -1)
  const stood = from === null ? '' : `${round(from)}${goal.baseline === null ? ', as heard' : ''}`
  if (gain === 0)
    refuse('target', `The target is where things stand already (${stood}). Choose a better one.`)
  else if (gain < 0)
    refuse(
      'target',
      `The target is worse than the baseline (${stood}): ${metric.direction === 'up' ? 'higher' : 'lower'} is better here. Choose a ${metric.direction === 'up' ? 'higher' : 'lower'} target.`,
    )
  if (errors.length > 0) throw new Invalid(errors.map((e) => e.message).join(' '), errors)
}

const round = (value: number) => Math.round(value * 100) / 100

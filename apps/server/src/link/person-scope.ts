import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../platform/index.ts'
import { today } from './dated.ts'

/**
 * Whom the caller may see, as a condition on `people p`: with a unit scope only people who have a unit of it today,
 * so customers and evaluators without a unit are for callers of the whole organization.
 */
export function visiblePeople(caller: Caller): SQL {
  return caller.scope ? inUnits([...caller.scope]) : sql`true`
}

/** People `p` who have one of these units today. */
export function inUnits(unitIds: readonly string[]): SQL {
  return sql`exists (
    select from person_units s where s.person_id = p.id and s.unit_id = any(${sql.param([...unitIds])}::uuid[])
      and ${today()}::date >= s.valid_from and ${today()}::date < s.valid_to)`
}

import { sql } from 'drizzle-orm'
import type { Transaction } from '../platform/index.ts'

/** How many signals name a person, answers of employee surveys left out: their number alone says who takes part. */
export async function countSignals(tx: Transaction, personId: string): Promise<number> {
  const { rows } = await tx.execute<{ n: number }>(sql`
    select count(*)::int as n from signals s
    where ${namesPerson(personId)} and s.deleted_at is null and s.source <> 'employee'`)
  return rows[0]?.n ?? 0
}

/** Signals `s` in which the person stands, in whatever part; each side of the `or` has its index. */
export const namesPerson = (
  personId: string,
) => sql`(s.customer_id = ${personId} or s.evaluator_id = ${personId}
  or (s.employee_ids <> '{}' and s.employee_ids @> array[${personId}]::uuid[]))`

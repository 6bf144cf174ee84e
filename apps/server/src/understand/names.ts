import { sql } from 'drizzle-orm'
import type { Caller } from '../platform/index.ts'

/** What evaluators are called: their name, or their key. */
export async function namesOfPeople(caller: Caller, ids: readonly string[]): Promise<Map<string, string>> {
  return named(caller, ids, sql`select id, coalesce(name, key) as name from people`)
}

export async function namesOfTouchpoints(
  caller: Caller,
  ids: readonly string[],
): Promise<Map<string, string>> {
  return named(caller, ids, sql`select id, name from touchpoints`)
}

async function named(
  caller: Caller,
  ids: readonly string[],
  select: ReturnType<typeof sql>,
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const { rows } = await caller.transaction((tx) =>
    tx.execute<{ id: string; name: string }>(sql`${select} where id = any(${sql.param([...ids])}::uuid[])`),
  )
  return new Map(rows.map((r) => [r.id, r.name]))
}

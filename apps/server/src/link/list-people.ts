import type { Person, PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Caller, Invalid } from '../platform/index.ts'
import { today } from './dated.ts'
import { loadTree } from './load-tree.ts'
import { inUnits, visiblePeople } from './person-scope.ts'
import { ofKind, readPeople, toPerson } from './read-people.ts'
import { descendantsAt } from './unit-tree.ts'
import { requireVisible } from './unit-view.ts'

/** People of the caller's scope, by name (by key where there is none): those of a kind, of a unit and below, or found by text. */
export async function listPeople(
  caller: Caller,
  query: {
    limit: number
    cursor?: string | undefined
    kind?: PersonKind | undefined
    unitId?: string | undefined
    q?: string | undefined
  },
): Promise<{ items: Person[]; nextCursor: string | null }> {
  const { limit, kind, unitId, cursor } = query
  if (cursor !== undefined && !/^[0-9a-f-]{36}$/.test(cursor))
    throw new Invalid('cursor must be a nextCursor of this list.')
  const text = `%${(query.q ?? '').trim().replaceAll(/[\\%_]/g, '\\$&')}%`
  return caller.transaction(async (tx) => {
    const conditions = [visiblePeople(caller), ofKind(kind)]
    if (unitId) {
      const tree = await loadTree(tx)
      requireVisible(caller, tree, unitId)
      conditions.push(inUnits(descendantsAt(tree, unitId, today())))
    }
    if (text !== '%%')
      conditions.push(sql`(p.name ilike ${text} or p.key ilike ${text} or p.email ilike ${text})`)
    if (cursor)
      conditions.push(sql`(coalesce(p.name, p.key), p.id) > (
        select coalesce(c.name, c.key), c.id from people c where c.id = ${cursor})`)
    const rows = await readPeople(
      tx,
      sql.join(conditions, sql` and `),
      sql`coalesce(p.name, p.key), p.id`,
      limit + 1,
    )
    const items = rows.slice(0, limit).map(toPerson)
    const last = rows.length > limit ? items.at(-1) : undefined
    return { items, nextCursor: last?.id ?? null }
  })
}

import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Caller, Invalid, newId, type Transaction } from '../platform/index.ts'
import { lockOrganization } from './load-tree.ts'
import { resolvePeople, resolveUnits } from './resolve-keys.ts'
import { type UnitRow, writeUnits } from './write-units.ts'

/**
 * Ids by key of these units; the unknown ones are created as their rows say, the known ones stay as they are. For a
 * caller with a scope, new units without a parent hang below the top of the scope; note that `caller.scope` does not
 * know the new ones yet. Throws Invalid with the first reason when one can't be created.
 */
export async function ensureUnits(
  tx: Transaction,
  caller: Caller,
  rows: readonly UnitRow[],
): Promise<Map<string, string>> {
  const known = await resolveUnits(tx, new Set(rows.map((row) => row.key)))
  const unknown = rows.filter((row) => !known.has(row.key))
  if (unknown.length === 0) return known
  const top = caller.scopeUnitId === null ? undefined : await keyOf(tx, caller.scopeUnitId)
  const placed = unknown.map((row) => ({ ...row, parentKey: row.parentKey ?? top }))
  const { refused, ids } = await writeUnits(tx, caller, placed)
  for (const reason of refused.values()) throw new Invalid(reason)
  for (const [key, id] of ids) known.set(key, id)
  return known
}

async function keyOf(tx: Transaction, unitId: string): Promise<string | undefined> {
  const { rows } = await tx.execute<{ key: string }>(sql`select key from units where id = ${unitId}`)
  return rows[0]?.key
}

/** Ids by key of these people; the unknown ones are created with nothing but kind and key. */
export async function ensurePeople(
  tx: Transaction,
  caller: Caller,
  kind: PersonKind,
  keys: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const known = await resolvePeople(tx, kind, keys)
  if (known.size === keys.size) return known
  // Under the lock, so that two imports that meet the same new person take turns.
  await lockOrganization(tx, caller.organizationId)
  const unknown = [...keys].filter((key) => !known.has(key))
  await tx.execute(sql`
    insert into people (id, organization_id, kind, key)
    select r.id, ${caller.organizationId}::uuid, ${kind}, r.key
    from unnest(${sql.param(unknown.map(newId))}::uuid[], ${sql.param(unknown)}::text[]) as r (id, key)
    on conflict do nothing`)
  return resolvePeople(tx, kind, keys)
}

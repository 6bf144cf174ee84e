import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { Transaction } from '../platform/index.ts'

type Pair = { key: string; id: string }
type Ids = Promise<Map<string, string>>

/*
 * Keys to ids in bulk, one query a kind of thing, within the organization of the transaction. Keys that are not
 * known are absent from the answer. Scope is not looked at: ask `requireUnit` for the units.
 */

export async function resolveUnits(tx: Transaction, keys: ReadonlySet<string>): Ids {
  if (keys.size === 0) return new Map()
  const { rows } = await tx.execute<Pair>(sql`select key, id from units where key = any(${textArray(keys)})`)
  return byKey(rows)
}

export async function resolvePeople(tx: Transaction, kind: PersonKind, keys: ReadonlySet<string>): Ids {
  if (keys.size === 0) return new Map()
  const { rows } = await tx.execute<Pair>(
    sql`select key, id from people where kind = ${kind} and key = any(${textArray(keys)})`,
  )
  return byKey(rows)
}

export async function resolveTouchpoints(tx: Transaction, keys: ReadonlySet<string>): Ids {
  if (keys.size === 0) return new Map()
  const { rows } = await tx.execute<Pair>(
    sql`select key, id from touchpoints where key = any(${textArray(keys)})`,
  )
  return byKey(rows)
}

const textArray = (keys: ReadonlySet<string>) => sql`${sql.param([...keys])}::text[]`
const byKey = (rows: readonly Pair[]) => new Map(rows.map((row) => [row.key, row.id]))

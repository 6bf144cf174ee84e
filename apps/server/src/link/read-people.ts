import type { Person, PersonKind } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import type { Transaction } from '../platform/index.ts'
import { today } from './dated.ts'

/** Like `Person`, with the key of the unit for exports. */
export interface PersonToday extends Person, Record<string, unknown> {
  unitKey: string | null
  /** The first day on which unit and attributes held as today; `-infinity` is always, null when there are none. */
  since: string | null
}

/** People with unit and attributes as of today; `where` speaks of `people p`. */
export async function readPeople(
  tx: Transaction,
  where: SQL,
  order: SQL,
  limit: number,
): Promise<PersonToday[]> {
  const now = sql`${today()}::date`
  const { rows } = await tx.execute<PersonToday>(sql`
    with page as (select p.* from people p where ${where} order by ${order} limit ${limit})
    select p.id, p.kind, p.key, p.name, p.email, u.id as "unitId", u.key as "unitKey",
           greatest(pu.valid_from, a.since)::text as since, coalesce(a.attributes, '{}') as attributes
    from page p
    left join person_units pu on pu.person_id = p.id and ${now} >= pu.valid_from and ${now} < pu.valid_to
    left join units u on u.id = pu.unit_id
    left join lateral (
      select jsonb_object_agg(a.key, a.value) as attributes, max(a.valid_from) as since from person_attributes a
      where a.person_id = p.id and ${now} >= a.valid_from and ${now} < a.valid_to) a on true
    order by ${order}`)
  return rows
}

export function toPerson({ id, kind, key, name, email, unitId, attributes }: PersonToday): Person {
  return { id, kind, key, name, email, unitId, attributes }
}

/** One person, whoever it is; check the scope before. */
export async function readPerson(tx: Transaction, where: SQL): Promise<Person | null> {
  const [row] = await readPeople(tx, where, sql`p.id`, 1)
  return row ? toPerson(row) : null
}

export const ofKind = (kind: PersonKind | undefined): SQL => (kind ? sql`p.kind = ${kind}` : sql`true`)

import { isDeepStrictEqual } from 'node:util'
import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { newId, type Transaction } from '../platform/index.ts'
import type { Dated, Timeline } from './dated.ts'

export interface StoredPerson extends Record<string, unknown> {
  readonly id: string
  readonly kind: PersonKind
  readonly key: string
  readonly name: string | null
  readonly email: string | null
}

/** What holds of a person over time: the unit id under `unitFact`, each attribute under its `attributeFact`. */
export type Facts = Map<string, Timeline<string>>

export const unitFact = 'unit'
const attributePrefix = 'attribute:'
export const attributeFact = (key: string) => `${attributePrefix}${key}`
/** The key of the attribute; null for the unit. */
export const attributeOf = (fact: string) =>
  fact.startsWith(attributePrefix) ? fact.slice(attributePrefix.length) : null

interface FactRow extends Record<string, unknown> {
  personId: string
  fact: string
  value: string
  from: string
  to: string
}

/** The facts of these people by person id, in one query. */
export async function loadFacts(tx: Transaction, personIds: readonly string[]): Promise<Map<string, Facts>> {
  const byPerson = new Map<string, Map<string, Dated<string>[]>>()
  if (personIds.length === 0) return byPerson
  const ids = sql`${sql.param([...personIds])}::uuid[]`
  const { rows } = await tx.execute<FactRow>(sql`
    select person_id as "personId", ${unitFact} as fact, unit_id::text as value,
           valid_from::text as "from", valid_to::text as "to"
    from person_units where person_id = any(${ids})
    union all
    select person_id, ${attributePrefix} || key, value, valid_from::text, valid_to::text
    from person_attributes where person_id = any(${ids})`)
  for (const { personId, fact, value, from, to } of rows) {
    const facts = byPerson.get(personId) ?? new Map<string, Dated<string>[]>()
    byPerson.set(personId, facts)
    const timeline = facts.get(fact)
    if (timeline) timeline.push({ value, from, to })
    else facts.set(fact, [{ value, from, to }])
  }
  for (const facts of byPerson.values())
    for (const timeline of facts.values()) timeline.sort((a, b) => (a.from < b.from ? -1 : 1))
  return byPerson
}

/** Replace the timelines that differ, in bulk. */
export async function replaceFacts(
  tx: Transaction,
  organizationId: string,
  changes: readonly { readonly id: string; readonly old: Facts; readonly facts: Facts }[],
): Promise<void> {
  const stale: { personId: string; key: string | null }[] = []
  const fresh: (Dated<string> & { id: string; personId: string; key: string | null })[] = []
  for (const { id: personId, old, facts } of changes)
    for (const fact of new Set([...old.keys(), ...facts.keys()])) {
      const before = old.get(fact) ?? []
      const after = facts.get(fact) ?? []
      if (isDeepStrictEqual(before, after)) continue
      const key = attributeOf(fact)
      if (before.length > 0) stale.push({ personId, key })
      for (const piece of after) fresh.push({ ...piece, id: newId(), personId, key })
    }
  const staleUnits = stale.filter((s) => s.key === null).map((s) => s.personId)
  if (staleUnits.length > 0)
    await tx.execute(sql`delete from person_units where person_id = any(${sql.param(staleUnits)}::uuid[])`)
  const staleAttributes = stale.filter((s) => s.key !== null)
  if (staleAttributes.length > 0)
    await tx.execute(sql`
      delete from person_attributes a using jsonb_to_recordset(${JSON.stringify(staleAttributes)}::jsonb)
        as r ("personId" uuid, key text) where a.person_id = r."personId" and a.key = r.key`)
  if (fresh.length === 0) return
  const rows = JSON.stringify(fresh)
  const shape = sql`(id uuid, "personId" uuid, key text, value text, "from" date, "to" date)`
  await tx.execute(sql`
    insert into person_units (id, organization_id, person_id, unit_id, valid_from, valid_to)
    select id, ${organizationId}::uuid, "personId", value::uuid, "from", "to"
    from jsonb_to_recordset(${rows}::jsonb) as r ${shape} where key is null`)
  await tx.execute(sql`
    insert into person_attributes (id, organization_id, person_id, key, value, valid_from, valid_to)
    select id, ${organizationId}::uuid, "personId", key, value, "from", "to"
    from jsonb_to_recordset(${rows}::jsonb) as r ${shape} where key is not null`)
}

import type { linkEndpoints } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, NotFound, type Transaction } from '../platform/index.ts'
import { always, type Dated, forever } from './dated.ts'
import { attributeOf, type Facts, loadFacts, unitFact } from './person-facts.ts'
import { visiblePeople } from './person-scope.ts'
import { readPerson } from './read-people.ts'

export type PersonDetails = z.output<(typeof linkEndpoints)['GET /api/v1/people/{id}']['response']>

const noFacts: Facts = new Map()

/** How many signals name a person, answers of employee surveys left out: their number alone says who takes part. */
export type CountSignals = (tx: Transaction, personId: string) => Promise<number>

/** A person with all that held over time; noted in the audit log. */
export async function getPerson(
  caller: Caller,
  id: string,
  countSignals: CountSignals,
): Promise<PersonDetails> {
  return caller.transaction(async (tx) => {
    const person = await readPerson(tx, sql`p.id = ${id} and ${visiblePeople(caller)}`)
    if (!person) throw new NotFound('The person')
    const facts = (await loadFacts(tx, [id])).get(id) ?? noFacts
    const units = facts.get(unitFact) ?? []
    const names = await unitNames(
      tx,
      units.map((u) => u.value),
    )
    await audit(tx, caller, 'person.read', id)
    return {
      person,
      units: units
        .map((place) => {
          const shown = !caller.scope || caller.scope.has(place.value)
          return {
            unitId: shown ? place.value : null,
            unitName: shown ? (names.get(place.value) ?? null) : null,
            ...period(place),
          }
        })
        .reverse(),
      history: [...facts]
        .flatMap(([fact, timeline]) => {
          const key = attributeOf(fact)
          return key === null ? [] : timeline.map((p) => ({ key, value: p.value, ...period(p) })).reverse()
        })
        .sort((a, b) => a.key.localeCompare(b.key)),
      signals: await countSignals(tx, id),
    }
  })
}

function period({ from, to }: Dated<string>): { from: string | null; to: string | null } {
  return { from: from === always ? null : from, to: to === forever ? null : to }
}

async function unitNames(tx: Transaction, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await tx.execute<{ id: string; name: string }>(
    sql`select id, name from units where id = any(${sql.param([...ids])}::uuid[])`,
  )
  return new Map(rows.map((row) => [row.id, row.name]))
}

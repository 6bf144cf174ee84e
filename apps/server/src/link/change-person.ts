import type { Person, personBody } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import type { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, Invalid, NotFound } from '../platform/index.ts'
import { readPerson } from './read-people.ts'
import { personRef, writePeople } from './write-people.ts'

/** Create a person, or change the one with this kind and key; what is not given stays. */
export async function changePerson(caller: Caller, body: z.output<typeof personBody>): Promise<Person> {
  return caller.transaction(async (tx) => {
    const written = await writePeople(tx, caller, [body])
    for (const reason of written.refused.values()) throw new Invalid(reason)
    const id = written.ids.get(personRef(body))
    if (written.created + written.updated > 0)
      await audit(tx, caller, written.created > 0 ? 'person.create' : 'person.change', id ?? '')
    const person = id === undefined ? null : await readPerson(tx, sql`p.id = ${id}`)
    if (!person) throw new NotFound('The person')
    return person
  })
}

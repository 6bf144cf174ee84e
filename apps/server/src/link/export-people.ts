import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { audit } from '../account/index.ts'
import { type Caller, nilId } from '../platform/index.ts'
import { csvLine, csvResponse } from './csv.ts'
import { attributeColumn } from './csv-rows.ts'
import { always, today } from './dated.ts'
import { personColumns } from './import-people.ts'
import { visiblePeople } from './person-scope.ts'
import { ofKind, readPeople } from './read-people.ts'

const pageSize = 2_000

/**
 * The people of the caller's scope with unit and attributes as of today, as CSV that `importPeople` understands.
 * Noted in the audit log. Each page is a transaction of its own, so that a slow download holds no connection.
 */
export async function exportPeople(caller: Caller, kind: PersonKind | undefined): Promise<Response> {
  const who = sql`${visiblePeople(caller)} and ${ofKind(kind)}`
  const keys = await caller.transaction(async (tx) => {
    await audit(tx, caller, 'people.export', 'people.csv', { kind: kind ?? 'all' })
    const { rows } = await tx.execute<{ key: string }>(sql`
      select distinct a.key from person_attributes a join people p on p.id = a.person_id
      where ${who} and ${today()}::date >= a.valid_from and ${today()}::date < a.valid_to order by 1`)
    return rows.map((row) => row.key)
  })
  async function* parts() {
    yield csvLine([...personColumns, ...keys.map((key) => attributeColumn(key, personColumns))])
    for (let after = nilId; ; ) {
      const page = await caller.transaction((tx) =>
        readPeople(tx, sql`${who} and p.id > ${after}::uuid`, sql`p.id`, pageSize),
      )
      const lines = page.map((person) =>
        csvLine([
          ...[person.kind, person.key, person.name, person.email, person.unitKey],
          person.since === always ? null : person.since,
          ...keys.map((key) => person.attributes[key] ?? null),
        ]),
      )
      if (lines.length > 0) yield lines.join('')
      const last = page.at(-1)
      if (!last || page.length < pageSize) return
      after = last.id
    }
  }
  return csvResponse('people.csv', parts())
}

import { isDeepStrictEqual } from 'node:util'
import type { PersonKind } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Caller, newId, type Transaction } from '../platform/index.ts'
import { byDate, changeFrom, firstDates, today, undatedFrom, valueAt } from './dated.ts'
import { lockOrganization } from './load-tree.ts'
import {
  attributeFact,
  type Facts,
  loadFacts,
  replaceFacts,
  type StoredPerson,
  unitFact,
} from './person-facts.ts'
import { requireAll } from './write-tree.ts'
import type { WrittenRows } from './write-units.ts'

/** What a row says about a person; what is absent stays as it is. Several rows may speak of one at several dates. */
export interface PersonRow {
  readonly kind: PersonKind
  readonly key: string
  readonly name?: string | null | undefined
  readonly email?: string | null | undefined
  /** Null: no unit. Unknown units and those outside of the scope are refused. */
  readonly unitId?: string | null | undefined
  /** Day from which unit and attributes hold; always for a new person and today for a known one, unless told. */
  readonly from?: string | undefined
  /** Only these change; an empty text ends an attribute. */
  readonly attributes?: Readonly<Record<string, string>> | undefined
}

/**
 * Create and change people in bulk, in the order of their dates. Refuses row by row what is outside of the caller's
 * scope. The ids are by `kind key`, see `personRef`. With `dryRun` nothing is written.
 */
export async function writePeople(
  tx: Transaction,
  caller: Caller,
  rows: readonly PersonRow[],
  options: { dryRun?: boolean } = {},
): Promise<WrittenRows> {
  await lockOrganization(tx, caller.organizationId)
  const known = await findPeople(tx, rows)
  const facts = await loadFacts(
    tx,
    known
      .values()
      .map((p) => p.id)
      .toArray(),
  )
  const plan = new PeoplePlan(caller, known, facts, await existingUnits(tx, rows), rows)
  for (const index of byDate(rows)) plan.apply(index, rows[index]!)
  const { created, fields, changed } = plan.outcome()
  if (!options.dryRun) {
    await insertPeople(tx, caller.organizationId, created)
    await updatePeople(tx, fields)
    await replaceFacts(tx, caller.organizationId, changed)
  }
  const knownTouched = new Set([...fields, ...changed].map((p) => p.id))
  for (const person of created) knownTouched.delete(person.id)
  return {
    created: created.length,
    updated: knownTouched.size,
    unchanged: plan.ids.size - created.length - knownTouched.size,
    refused: plan.refused,
    ids: plan.ids,
  }
}

/** The name under which `writePeople` answers a person's id. */
export const personRef = (person: { kind: PersonKind; key: string }) => `${person.kind} ${person.key}`

class PeoplePlan {
  readonly refused = new Map<number, string>()
  readonly ids = new Map<string, string>()
  readonly #caller: Caller
  readonly #known: ReadonlyMap<string, StoredPerson>
  readonly #oldFacts: ReadonlyMap<string, Facts>
  readonly #units: ReadonlySet<string>
  readonly #firstDates: ReadonlyMap<string, string>
  readonly #people = new Map<string, StoredPerson>()
  readonly #facts = new Map<string, Facts>()

  constructor(
    caller: Caller,
    known: ReadonlyMap<string, StoredPerson>,
    facts: ReadonlyMap<string, Facts>,
    units: ReadonlySet<string>,
    rows: readonly PersonRow[],
  ) {
    this.#firstDates = firstDates(rows, personRef)
    this.#caller = caller
    this.#known = known
    this.#oldFacts = facts
    this.#units = units
  }

  apply(index: number, row: PersonRow): void {
    const ref = personRef(row)
    const known = this.#known.get(ref)
    const person = this.#people.get(ref) ??
      known ?? { id: newId(), kind: row.kind, key: row.key, name: null, email: null }
    const facts = new Map(this.#facts.get(ref) ?? this.#oldFacts.get(person.id) ?? [])
    const problem = this.#problem(row, known)
    if (problem) {
      this.refused.set(index, problem)
      return
    }
    const from = row.from ?? undatedFrom(!known, this.#firstDates.get(ref))
    const change = (key: string, value: string | null) => {
      const timeline = changeFrom(facts.get(key) ?? [], value, from)
      if (timeline.length > 0) facts.set(key, timeline)
      else facts.delete(key)
    }
    if (row.unitId !== undefined) change(unitFact, row.unitId)
    for (const [key, value] of Object.entries(row.attributes ?? {})) change(attributeFact(key), value || null)
    if (this.#caller.scope && !this.#inScope(facts)) {
      this.refused.set(index, 'Today the person would be outside of your scope. Name a unit of your scope.')
      return
    }
    this.ids.set(ref, person.id)
    this.#facts.set(ref, facts)
    this.#people.set(ref, {
      ...person,
      name: row.name === undefined ? person.name : row.name,
      email: row.email === undefined ? person.email : row.email,
    })
  }

  #problem(row: PersonRow, known: StoredPerson | undefined): string | null {
    const { scope } = this.#caller
    if (scope && known && !this.#inScope(this.#oldFacts.get(known.id)))
      return `You have no access to the ${row.kind} with the key "${row.key}".`
    const unit = row.unitId
    if (unit && (!this.#units.has(unit) || (scope && !scope.has(unit))))
      return 'The unit was not found, or you have no access to it.'
    return null
  }

  #inScope(facts: Facts | undefined): boolean {
    const unit = valueAt(facts?.get(unitFact) ?? [], today())
    return unit !== null && this.#caller.scope?.has(unit) === true
  }

  outcome() {
    const created: StoredPerson[] = []
    const fields: StoredPerson[] = []
    const changed: { id: string; old: Facts; facts: Facts }[] = []
    for (const [ref, person] of this.#people) {
      const known = this.#known.get(ref)
      if (!known) created.push(person)
      else if (!isDeepStrictEqual(known, person)) fields.push(person)
      const old = this.#oldFacts.get(person.id) ?? new Map()
      const facts = this.#facts.get(ref) ?? old
      if (!isDeepStrictEqual(old, facts)) changed.push({ id: person.id, old, facts })
    }
    return { created, fields, changed }
  }
}

async function findPeople(tx: Transaction, rows: readonly PersonRow[]): Promise<Map<string, StoredPerson>> {
  const found = await tx.execute<StoredPerson>(sql`
    select id, kind, key, name, email from people where (kind, key) in (
      select * from unnest(${sql.param(rows.map((r) => r.kind))}::text[], ${sql.param(rows.map((r) => r.key))}::text[]))`)
  return new Map(found.rows.map((person) => [personRef(person), person]))
}

async function existingUnits(tx: Transaction, rows: readonly PersonRow[]): Promise<Set<string>> {
  const asked = new Set(rows.flatMap((row) => row.unitId ?? []))
  if (asked.size === 0) return asked
  const found = await tx.execute<{ id: string }>(
    sql`select id from units where id = any(${sql.param([...asked])}::uuid[])`,
  )
  return new Set(found.rows.map((row) => row.id))
}

async function insertPeople(
  tx: Transaction,
  organizationId: string,
  people: readonly StoredPerson[],
): Promise<void> {
  if (people.length === 0) return
  const inserted = await tx.execute(sql`
    insert into people (id, organization_id, kind, key, name, email)
    select id, ${organizationId}::uuid, kind, key, name, email from ${recordset(people)} on conflict do nothing`)
  requireAll(inserted.rowCount, people.length)
}

async function updatePeople(tx: Transaction, people: readonly StoredPerson[]): Promise<void> {
  if (people.length === 0) return
  await tx.execute(sql`
    update people p set name = r.name, email = r.email from ${recordset(people)} where p.id = r.id`)
}

const recordset = (people: readonly StoredPerson[]) => sql`
  jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as r (id uuid, kind text, key text, name text, email text)`

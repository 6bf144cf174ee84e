import type { ImportMapping, PersonKind, SignalInput } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { addMetrics } from '../../goals/index.ts'
import { addPeople, addUnits, placeUnits } from '../../link/index.ts'
import type { Caller, Transaction } from '../../platform/index.ts'
import type { UnitRow } from './row-to-signal.ts'

/** Keys that this run has made sure of; forgotten when there are too many, so that memory stays bounded. */
const mostRemembered = 200_000

/** Creates, in bulk, what the signals of an import name and nobody has told us about yet: people, and units where asked. */
export class MissingThings {
  readonly #organizationId: string
  readonly #mapping: Pick<ImportMapping, 'createUnits' | 'unitKind'>
  readonly #seen = new Set<string>()
  #erased: boolean | null = null

  constructor(organizationId: string, mapping: Pick<ImportMapping, 'createUnits' | 'unitKind'>) {
    this.#organizationId = organizationId
    this.#mapping = mapping
  }

  /** True when something in the batch has not been made sure of. */
  needs(signals: readonly SignalInput[], units: readonly UnitRow[]): boolean {
    const newUnits = this.#mapping.createUnits && units.some((unit) => !this.#seen.has(unitMark(unit)))
    return newUnits || this.#newPeople(signals).length > 0
  }

  async create(tx: Transaction, signals: readonly SignalInput[], units: readonly UnitRow[]): Promise<void> {
    if (this.#seen.size > mostRemembered) this.#seen.clear()
    if (this.#mapping.createUnits) await this.#units(tx, units)
    await this.#people(tx, signals)
  }

  async #units(tx: Transaction, rows: readonly UnitRow[]): Promise<void> {
    const fresh = new Map<string, UnitRow>()
    for (const row of rows) {
      if (this.#seen.has(unitMark(row))) continue
      const known = fresh.get(row.key)
      fresh.set(row.key, known === undefined || known.name === null ? { ...known, ...row } : known)
    }
    if (fresh.size === 0) return
    await addUnits(tx, this.#organizationId, this.#mapping.unitKind, [...fresh.values()])
    const places = [...fresh.values()].flatMap(({ key, parent }) =>
      parent === null || parent === key ? [] : [{ unit: key, parent }],
    )
    await placeUnits(tx, this.#organizationId, places)
    for (const row of rows) this.#seen.add(unitMark(row))
  }

  async #people(tx: Transaction, signals: readonly SignalInput[]): Promise<void> {
    if (this.#newPeople(signals).length === 0) return
    const people = this.#newPeople(await this.#withoutErased(tx, signals))
    await addPeople(tx, this.#organizationId, people)
    for (const { kind, key } of people) this.#seen.add(`${kind} ${key}`)
  }

  /**
   * Where people were erased, a person comes into being only by a signal that is new: the tombstones of theirs
   * keep their keys, and importing the old file again must not bring even the name of the person back.
   */
  async #withoutErased(tx: Transaction, signals: readonly SignalInput[]): Promise<readonly SignalInput[]> {
    this.#erased ??= (
      await tx.execute<{ erased: boolean }>(
        sql`select exists (select 1 from audit_log where action = 'person.erase') as erased`,
      )
    ).rows[0]!.erased
    if (!this.#erased) return signals
    const keys = JSON.stringify(signals.map((signal) => signal.sourceKey))
    const { rows } = await tx.execute<{ key: string }>(sql`select source_key as key from signals
      where organization_id = ${this.#organizationId} and deleted_at is not null
        and source_key in (select json_array_elements_text(${keys}::json))`)
    const gone = new Set(rows.map((row) => row.key))
    return signals.filter((signal) => !gone.has(signal.sourceKey))
  }

  #newPeople(signals: readonly SignalInput[]): { kind: PersonKind; key: string }[] {
    const people = new Map<string, { kind: PersonKind; key: string }>()
    const add = (kind: PersonKind, key: string) => {
      const mark = `${kind} ${key}`
      if (!this.#seen.has(mark) && !people.has(mark)) people.set(mark, { kind, key })
    }
    for (const signal of signals) {
      for (const key of signal.employees ?? []) add('employee', key)
      if (signal.customer !== undefined) add('customer', signal.customer)
      if (signal.evaluator !== undefined) add('evaluator', signal.evaluator)
    }
    return [...people.values()]
  }
}

/** A unit seen without its name is looked at again when a row brings one. */
const unitMark = (unit: UnitRow): string =>
  unit.name === null ? `unit ${unit.key}` : `named unit ${unit.key}`

/** Adds the metrics of a mapping that the catalogue does not have; a metric it has stays as it is. */
export async function createMetrics(
  tx: Transaction,
  caller: Caller,
  metrics: ImportMapping['metrics'],
): Promise<void> {
  await addMetrics(
    tx,
    caller,
    metrics.map((metric) => ({
      ...metric,
      decimals: decimalsOf(metric.scaleMax - metric.scaleMin),
      unitLabel: '',
    })),
  )
}

/** Scores are shown from 0 to 100 with one decimal; figures of an unknown size with two. */
const decimalsOf = (width: number): number => (width > 0 && width <= 100 ? 1 : 2)

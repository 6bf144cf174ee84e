import { isDeepStrictEqual } from 'node:util'
import type { UnitKind } from '@tandem/contract'
import { type Caller, newId, type Transaction } from '../platform/index.ts'
import { always, byDate, changeFrom, firstDates, type Timeline, today, undatedFrom } from './dated.ts'
import { loadTree, lockOrganization } from './load-tree.ts'
import { movedPlaces } from './move-unit.ts'
import type { TreeUnit, UnitTree } from './unit-tree.ts'
import { insertUnits, replacePlaces, updateUnits } from './write-tree.ts'

/** What a row says about a unit; what is absent stays as it is. Several rows may speak of one unit at several dates. */
export interface UnitRow {
  readonly key: string
  /** The key, unless told, for a new unit. */
  readonly name?: string | undefined
  /** A site, unless told, for a new unit. */
  readonly kind?: UnitKind | undefined
  /** Key of the parent: a known unit or one of another row, before or after. */
  readonly parentKey?: string | undefined
  /** Day from which the parent holds; always for a new unit and today for a known one, unless told. */
  readonly from?: string | undefined
  readonly attributes?: Readonly<Record<string, string>> | undefined
  readonly latitude?: number | undefined
  readonly longitude?: number | undefined
  readonly openedOn?: string | undefined
  readonly closedOn?: string | undefined
}

export interface WrittenRows {
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  /** Reasons by index of the refused rows; nothing of these rows was written. */
  readonly refused: ReadonlyMap<number, string>
  /** Ids by key of what the rows that were not refused speak of. */
  readonly ids: ReadonlyMap<string, string>
}

/**
 * Create and change units in bulk, in the order of their dates. Refuses row by row: unknown parents, circles, what is
 * outside of the caller's scope. With `dryRun` nothing is written.
 */
export async function writeUnits(
  tx: Transaction,
  caller: Caller,
  rows: readonly UnitRow[],
  options: { dryRun?: boolean } = {},
): Promise<WrittenRows> {
  await lockOrganization(tx, caller.organizationId)
  const tree = await loadTree(tx)
  const plan = new UnitPlan(caller, tree, rows)
  plan.create()
  plan.change()
  const { created, updated, places } = plan.outcome()
  if (!options.dryRun) {
    await insertUnits(tx, caller.organizationId, created)
    await updateUnits(tx, updated.fields)
    await replacePlaces(tx, caller.organizationId, places)
  }
  return {
    created: created.length,
    updated: updated.count,
    unchanged: plan.spokenOf.size - created.length - updated.count,
    refused: plan.refused,
    ids: plan.spokenOf,
  }
}

/** Works the rows out on a copy of the tree in memory. */
class UnitPlan {
  readonly refused = new Map<number, string>()
  readonly spokenOf = new Map<string, string>()
  readonly #caller: Caller
  readonly #tree: UnitTree
  readonly #rows: readonly UnitRow[]
  readonly #firstDates: ReadonlyMap<string, string>
  readonly #ids = new Map<string, string>()
  readonly #units: Map<string, TreeUnit>
  readonly #parents: Map<string, Timeline<string>>
  readonly #created = new Set<string>()
  /** Rows that create a unit. */
  readonly #creating = new Set<number>()

  constructor(caller: Caller, tree: UnitTree, rows: readonly UnitRow[]) {
    this.#caller = caller
    this.#tree = tree
    this.#rows = rows
    this.#firstDates = firstDates(rows, (row) => row.key)
    this.#units = new Map(tree.units)
    this.#parents = new Map(tree.parents)
    for (const unit of tree.units.values()) this.#ids.set(unit.key, unit.id)
  }

  /** New units, parents before children wherever they stand: what hangs in a circle is never reached. */
  create(): void {
    const first = new Map<string, number>()
    for (const index of byDate(this.#rows)) {
      const { key } = this.#rows[index]!
      if (!this.#ids.has(key) && !first.has(key)) first.set(key, index)
    }
    const waiting = new Map<string, number[]>()
    const ready: number[] = []
    for (const index of first.values()) {
      this.#creating.add(index)
      const { parentKey } = this.#rows[index]!
      if (parentKey === undefined || !first.has(parentKey)) ready.push(index)
      else if (waiting.has(parentKey)) waiting.get(parentKey)?.push(index)
      else waiting.set(parentKey, [index])
    }
    for (const index of ready)
      if (this.#createOne(index))
        for (const child of waiting.get(this.#rows[index]!.key) ?? []) ready.push(child)
    for (const [key, index] of first) {
      if (this.#ids.has(key) || this.refused.has(index)) continue
      const { parentKey } = this.#rows[index]!
      this.refused.set(
        index,
        `The parent "${parentKey}" can't be created: its own row is refused, or the parents form a circle.`,
      )
    }
  }

  #createOne(index: number): boolean {
    const row = this.#rows[index]!
    const parentId = row.parentKey === undefined ? null : this.#visibleId(row.parentKey)
    if (parentId === undefined) return this.#refuse(index, unknownParent(row))
    const { scope } = this.#caller
    if (scope && parentId === null) return this.#refuse(index, 'Name a parent within your scope.')
    if (scope && row.from !== undefined && row.from > today())
      return this.#refuse(
        index,
        'Until its date the unit would be outside of your scope. Give an earlier date.',
      )
    const id = newId()
    this.#ids.set(row.key, id)
    this.#created.add(id)
    this.#units.set(id, {
      id,
      key: row.key,
      name: row.name ?? row.key,
      kind: row.kind ?? 'site',
      attributes: withoutEmpty(row.attributes ?? {}),
      latitude: row.latitude ?? null,
      longitude: row.longitude ?? null,
      openedOn: row.openedOn ?? null,
      closedOn: row.closedOn ?? null,
    })
    this.#parents.set(id, changeFrom([], parentId, row.from ?? always))
    this.spokenOf.set(row.key, id)
    return true
  }

  change(): void {
    for (const index of byDate(this.#rows)) {
      if (this.#creating.has(index)) continue
      const row = this.#rows[index]!
      const id = this.#visibleId(row.key)
      if (id === undefined) this.#refuse(index, this.#noAccess(row.key))
      else if (this.#moveOne(index, id)) this.#changeFields(row, id)
    }
  }

  #moveOne(index: number, id: string): boolean {
    const row = this.#rows[index]!
    if (row.parentKey === undefined) return true
    const parentId = this.#visibleId(row.parentKey)
    if (parentId === undefined) return this.#refuse(index, unknownParent(row))
    const from = row.from ?? undatedFrom(this.#created.has(id), this.#firstDates.get(row.key))
    const places = movedPlaces({ parents: this.#parents }, id, parentId, from)
    if ('circle' in places)
      return this.#refuse(
        index,
        `On ${places.circle} the parent "${row.parentKey}" is itself below "${row.key}": the tree would have a circle.`,
      )
    const moved = !same(places, this.#parents.get(id) ?? [])
    if (moved && this.#caller.scope && id === this.#caller.scopeUnitId)
      return this.#refuse(
        index,
        'The top unit of your scope can only be moved by somebody with a wider scope.',
      )
    this.#parents.set(id, places)
    return true
  }

  #changeFields(row: UnitRow, id: string): void {
    const old = this.#units.get(id)!
    this.spokenOf.set(row.key, id)
    this.#units.set(id, {
      id,
      key: old.key,
      name: row.name ?? old.name,
      kind: row.kind ?? old.kind,
      attributes: withoutEmpty({ ...old.attributes, ...row.attributes }),
      latitude: row.latitude ?? old.latitude,
      longitude: row.longitude ?? old.longitude,
      openedOn: row.openedOn ?? old.openedOn,
      closedOn: row.closedOn ?? old.closedOn,
    })
  }

  outcome() {
    const created: TreeUnit[] = []
    const fields: TreeUnit[] = []
    const places = new Map<string, Timeline<string>>()
    let count = 0
    for (const id of this.spokenOf.values()) {
      const unit = this.#units.get(id)!
      const parents = this.#parents.get(id) ?? []
      const moved = !same(parents, this.#tree.parents.get(id) ?? [])
      if (moved) places.set(id, parents)
      if (this.#created.has(id)) created.push(unit)
      else {
        const changed = !same(unit, this.#tree.units.get(id))
        if (changed) fields.push(unit)
        if (changed || moved) count += 1
      }
    }
    return { created, updated: { fields, count }, places }
  }

  /** Undefined also for what the caller may not see. */
  #visibleId(key: string): string | undefined {
    const id = this.#ids.get(key)
    if (id === undefined || !this.#caller.scope || this.#created.has(id)) return id
    return this.#caller.scope.has(id) ? id : undefined
  }

  #noAccess(key: string): string {
    return this.#ids.has(key)
      ? `You have no access to a unit with the key "${key}". Use another key.`
      : `The row that creates "${key}" is refused.`
  }

  #refuse(index: number, reason: string): false {
    this.refused.set(index, reason)
    return false
  }
}

const unknownParent = (row: UnitRow) =>
  `There is no unit with the key "${row.parentKey}" to hang "${row.key}" below. Add a row for it, or correct the key.`

function withoutEmpty(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''))
}

/** Equal as data; the order of keys (PostgreSQL sorts those of jsonb) does not matter. */
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b)
}

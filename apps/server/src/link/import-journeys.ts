import {
  type CsvResult,
  type Journey,
  journeyBody,
  keySchema,
  nameSchema,
  touchpointSchema,
} from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import { audit } from '../account/index.ts'
import { type Caller, faultsOf, Invalid, type Transaction } from '../platform/index.ts'
import { readCsv } from './csv.ts'
import { csvResult, parseRows } from './csv-rows.ts'
import { type JourneyRow, journeyColumns, rowsOf } from './journey-rows.ts'
import { readJourneys } from './list-journeys.ts'
import { loadTree, lockOrganization } from './load-tree.ts'
import { type JourneyBody, requireWholeScope, writeWhole } from './put-journey.ts'
import type { UnitTree } from './unit-tree.ts'
import type { WrittenRows } from './write-units.ts'

const rowSchema = z.object({
  journey: keySchema,
  journeyName: nameSchema.optional(),
  stage: nameSchema,
  touchpoint: keySchema.optional(),
  name: nameSchema.optional(),
  side: touchpointSchema.shape.side.optional(),
  owner: keySchema.optional(),
})
type Row = z.output<typeof rowSchema>
type Touchpoint = Journey['stages'][number]['touchpoints'][number]

/**
 * Write the journeys that stand in a CSV file, each whole and in the order of the file; other journeys stay as they
 * are. With any bad row nothing is written: a journey without it would have lost a touchpoint. Empty cells change
 * nothing. With `dryRun` only say what would happen. Created, updated and unchanged are rows.
 */
export async function importJourneys(
  caller: Caller,
  stream: ReadableStream<Uint8Array> | null,
  dryRun: boolean,
): Promise<CsvResult> {
  requireWholeScope(caller)
  const table = await readCsv(stream)
  const strange = table.header.find(
    (name) => !journeyColumns.some((c) => c.toLowerCase() === name.toLowerCase()),
  )
  if (strange !== undefined)
    throw new Invalid(`Journeys have no column "${strange}". The columns are ${journeyColumns.join(', ')}.`)
  const { good, bad } = parseRows(
    table,
    { known: journeyColumns, required: ['journey', 'stage'] },
    rowSchema,
    caller.language,
  )
  return caller.transaction(async (tx) => {
    await lockOrganization(tx, caller.organizationId)
    const plan = new Plan(
      good.map((row) => row.value),
      await readJourneys(tx),
      await loadTree(tx),
    )
    if (bad.length === 0) plan.make()
    const result = csvResult(plan.outcome(), good, bad)
    const { created, updated } = result
    if (dryRun || created + updated === 0) return result
    await plan.write(tx, caller.organizationId)
    await audit(tx, caller, 'journeys.import', 'journeys.csv', { created, updated })
    return result
  })
}

/** What the rows of a file make of the journeys that are there. */
class Plan {
  readonly #rows: readonly Row[]
  readonly #before: readonly Journey[]
  readonly #tree: UnitTree
  readonly #unitIds: ReadonlyMap<string, string>
  /** Touchpoints that stand in a journey, by key. */
  readonly #standing: ReadonlyMap<string, { readonly point: Touchpoint; readonly journey: Journey }>
  readonly #refused = new Map<number, string>()
  readonly #bodies = new Map<string, JourneyBody>()

  constructor(rows: readonly Row[], before: readonly Journey[], tree: UnitTree) {
    this.#rows = rows
    this.#before = before
    this.#tree = tree
    this.#unitIds = new Map([...tree.units.values()].map(({ id, key }) => [key, id]))
    this.#standing = new Map(
      before.flatMap((journey) =>
        journey.stages.flatMap((s) => s.touchpoints.map((point) => [point.key, { point, journey }] as const)),
      ),
    )
    this.#refuseRows()
  }

  make(): void {
    if (this.#refused.size > 0) return
    const byJourney = Map.groupBy(this.#rows.keys(), (i) => this.#rows[i]!.journey)
    for (const [key, [first, ...others]] of byJourney) this.#plan(key, [first!, ...others])
    if (this.#refused.size > 0) this.#bodies.clear()
  }

  /** Rows that can't be, whatever the others say. */
  #refuseRows(): void {
    const inFile = new Set(this.#rows.map((row) => row.journey))
    const seen = new Set<string>()
    for (const [i, { touchpoint, name, side, owner }] of this.#rows.entries()) {
      if (touchpoint === undefined) {
        if (name ?? side ?? owner)
          this.#refused.set(
            i,
            'The row has no touchpoint. Give it a key, or leave name, side and owner empty.',
          )
        continue
      }
      if (seen.has(touchpoint))
        this.#refused.set(i, `The touchpoint "${touchpoint}" stands twice. Give each its own key.`)
      seen.add(touchpoint)
      const journey = this.#standing.get(touchpoint)?.journey
      if (journey && !inFile.has(journey.key))
        this.#refused.set(
          i,
          `The touchpoint "${touchpoint}" belongs to the journey "${journey.name}". Remove it there first, or choose another key.`,
        )
      if (owner !== undefined && !this.#unitIds.has(owner))
        this.#refused.set(i, `There is no unit with the key "${owner}". Create it first, or correct the key.`)
    }
  }

  #plan(key: string, indexes: readonly [number, ...number[]]): void {
    const rows = indexes.map((i) => this.#rows[i]!)
    const known = this.#before.find((journey) => journey.key === key)
    const stages = Map.groupBy(rows, (row) => row.stage)
    const body = journeyBody.safeParse({
      key,
      name: rows.find((row) => row.journeyName !== undefined)?.journeyName ?? known?.name ?? key,
      stages: [...stages].map(([name, ofStage]) => ({
        name,
        touchpoints: ofStage.flatMap((row) => this.#touchpointOf(row)),
      })),
    })
    if (body.success) this.#bodies.set(key, body.data)
    else this.#refused.set(indexes[0], faultsOf(body.error))
  }

  #touchpointOf({ touchpoint: key, name, side, owner }: Row) {
    if (key === undefined) return []
    const known = this.#standing.get(key)?.point
    return [
      {
        key,
        name: name ?? known?.name ?? key,
        side: side ?? known?.side ?? ('frontstage' as const),
        ownerUnitId: owner === undefined ? (known?.ownerUnitId ?? null) : this.#unitIds.get(owner)!,
      },
    ]
  }

  /** By comparison with the rows that an export would write now; a touchpoint that is left out counts as updated. */
  outcome(): WrittenRows {
    const before = new Map(this.#before.map((journey) => [journey.key, rowsOf(journey, this.#tree)]))
    const kept = new Set(this.#rows.map((row) => row.touchpoint))
    const counts = { created: 0, updated: 0, unchanged: 0 }
    for (const body of this.#bodies.values()) {
      const rows = rowsOf(body, this.#tree)
      const stood = before.get(body.key) ?? []
      counts.updated += stood.filter((row) => row.touchpoint !== null && !kept.has(row.touchpoint)).length
      for (const [place, row] of rows.entries()) {
        const old = stood[place]
        if (old && textOf(old) === textOf(row)) counts.unchanged++
        else if (row.touchpoint !== null && this.#standing.has(row.touchpoint)) counts.updated++
        else counts.created++
      }
    }
    return { ...counts, refused: this.#refused, ids: new Map() }
  }

  async write(tx: Transaction, organizationId: string): Promise<void> {
    const keys = [...this.#bodies.keys()]
    // Off their places first: a touchpoint may go from one of these journeys to another.
    await tx.execute(sql`
      update touchpoints set stage_id = null where stage_id in (
        select s.id from stages s join journeys j on j.id = s.journey_id where j.key = any(${sql.param(keys)}::text[]))`)
    for (const body of this.#bodies.values()) await writeWhole(tx, organizationId, body)
  }
}

const textOf = (row: JourneyRow) => JSON.stringify(journeyColumns.map((column) => row[column]))

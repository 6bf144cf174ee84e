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
import { type Caller, Invalid, issuesOf, type Transaction } from '../platform/index.ts'
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
  readonly #unitIds: ReadonlyMap<string, string>
  readonly #unitKeys: ReadonlyMap<string, string>
  readonly #refused = new Map<number, string>()
  readonly #bodies = new Map<string, JourneyBody>()

  constructor(rows: readonly Row[], before: readonly Journey[], tree: UnitTree) {
    this.#rows = rows
    this.#before = before
    this.#unitIds = new Map([...tree.units.values()].map(({ id, key }) => [key, id]))
    this.#unitKeys = new Map([...tree.units.values()].map(({ id, key }) => [id, key]))
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
    const elsewhere = new Map(
      this.#before
        .filter((journey) => !inFile.has(journey.key))
        .flatMap((j) => j.stages.flatMap((s) => s.touchpoints.map((t) => [t.key, j.name] as const))),
    )
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
      const journey = elsewhere.get(touchpoint)
      if (journey !== undefined)
        this.#refused.set(
          i,
          `The touchpoint "${touchpoint}" belongs to the journey "${journey}". Remove it there first, or choose another key.`,
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
    else
      this.#refused.set(
        indexes[0],
        issuesOf(body.error, '')
          .map((e) => `${e.path}: ${e.message}`)
          .join('; '),
      )
  }

  #touchpointOf({ touchpoint: key, name, side, owner }: Row) {
    if (key === undefined) return []
    const known = this.#before
      .flatMap((j) => j.stages.flatMap((s) => s.touchpoints))
      .find((point) => point.key === key)
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
    const before = this.#before.map((journey) => rowsOf(journey, this.#unitKeys))
    const known = new Set(before.flat().map((row) => row.touchpoint))
    const kept = new Set(this.#rows.map((row) => row.touchpoint))
    const counts = { created: 0, updated: 0, unchanged: 0 }
    for (const body of this.#bodies.values()) {
      const rows = rowsOf(asJourney(body), this.#unitKeys)
      const stood = before.find(([row]) => row?.journey === body.key) ?? []
      counts.updated += stood.filter((row) => row.touchpoint !== null && !kept.has(row.touchpoint)).length
      for (const [place, row] of rows.entries()) {
        const old = stood[place]
        if (old && textOf(old) === textOf(row)) counts.unchanged++
        else if (row.touchpoint !== null && known.has(row.touchpoint)) counts.updated++
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

/** A body in the shape of what is stored; ids and places do not matter for its rows. */
function asJourney(body: JourneyBody): Journey {
  return {
    ...body,
    id: '',
    stages: body.stages.map((stage, position) => ({
      ...stage,
      id: '',
      position,
      touchpoints: stage.touchpoints.map((point, place) => ({ ...point, id: '', position: place })),
    })),
  }
}

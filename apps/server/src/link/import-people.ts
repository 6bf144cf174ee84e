import {
  attributesSchema,
  type CsvResult,
  dateSchema,
  keySchema,
  nameSchema,
  personKindSchema,
} from '@tandem/contract'
import { z } from 'zod'
import { audit } from '../account/index.ts'
import type { Caller } from '../platform/index.ts'
import { readCsv } from './csv.ts'
import { csvResult, parseRows } from './csv-rows.ts'
import { resolveUnits } from './resolve-keys.ts'
import { writePeople } from './write-people.ts'

/** The columns of people in CSV; all others are attributes. */
export const personColumns = ['kind', 'key', 'name', 'email', 'unit', 'from']

const rowSchema = z.object({
  kind: personKindSchema,
  key: keySchema,
  name: nameSchema.optional(),
  email: z.email().max(254).optional(),
  unit: keySchema.optional(),
  from: dateSchema.optional(),
  attributes: attributesSchema,
})

/** Create and change people from CSV; with `dryRun` only say what would happen. */
export async function importPeople(
  caller: Caller,
  stream: ReadableStream<Uint8Array> | null,
  dryRun: boolean,
): Promise<CsvResult> {
  const columns = { known: personColumns, required: ['kind', 'key'] }
  const { good, bad } = parseRows(await readCsv(stream), columns, rowSchema, caller.language)
  return caller.transaction(async (tx) => {
    const units = await resolveUnits(tx, new Set(good.flatMap(({ value }) => value.unit ?? [])))
    const visible = (unit: string) => {
      const id = units.get(unit)
      return id !== undefined && (!caller.scope || caller.scope.has(id))
    }
    const placed = good.filter(({ value }) => value.unit === undefined || visible(value.unit))
    const lost = good.filter(({ value }) => value.unit !== undefined && !visible(value.unit))
    for (const { line, value } of lost)
      bad.push({
        line,
        reason: `There is no unit with the key "${value.unit}". Create it first, or correct the key.`,
      })
    const rows = placed.map(({ value: { unit, ...row } }) => ({
      ...row,
      unitId: unit === undefined ? undefined : units.get(unit),
    }))
    const result = csvResult(await writePeople(tx, caller, rows, { dryRun }), placed, bad)
    const { created, updated } = result
    if (!dryRun && created + updated > 0)
      await audit(tx, caller, 'people.import', 'people.csv', { created, updated })
    return result
  })
}

import {
  attributesSchema,
  type CsvResult,
  dateSchema,
  keySchema,
  nameSchema,
  unitKindSchema,
} from '@tandem/contract'
import { z } from 'zod'
import { audit } from '../account/index.ts'
import type { Caller } from '../platform/index.ts'
import { readCsv } from './csv.ts'
import { csvResult, parseRows } from './csv-rows.ts'
import { writeUnits } from './write-units.ts'

/** The columns of units in CSV; all others are attributes. */
export const unitColumns = [
  ...['key', 'name', 'kind', 'parent', 'from'],
  ...['latitude', 'longitude', 'openedOn', 'closedOn'],
]

const rowSchema = z.object({
  key: keySchema,
  name: nameSchema.optional(),
  kind: unitKindSchema.optional(),
  parent: keySchema.optional(),
  from: dateSchema.optional(),
  latitude: z.coerce.number().min(-90).max(90).optional(),
  longitude: z.coerce.number().min(-180).max(180).optional(),
  openedOn: dateSchema.optional(),
  closedOn: dateSchema.optional(),
  attributes: attributesSchema,
})

/** Create and change units from CSV; with `dryRun` only say what would happen. */
export async function importUnits(
  caller: Caller,
  stream: ReadableStream<Uint8Array> | null,
  dryRun: boolean,
): Promise<CsvResult> {
  const { good, bad } = parseRows(
    await readCsv(stream),
    { known: unitColumns, required: ['key'] },
    rowSchema,
    caller.language,
  )
  return caller.transaction(async (tx) => {
    const rows = good.map(({ value: { parent, ...row } }) => ({ ...row, parentKey: parent }))
    const result = csvResult(await writeUnits(tx, caller, rows, { dryRun }), good, bad)
    const { created, updated } = result
    if (!dryRun && created + updated > 0)
      await audit(tx, caller, 'units.import', 'units.csv', { created, updated })
    return result
  })
}

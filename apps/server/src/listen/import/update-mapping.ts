import type { ImportMapping, ImportPreview } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Caller, Conflict } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import { findImport, knownMetrics, requireWholeOrganization, sayable } from './import-row.ts'
import { previewOf, studyUpload } from './preview.ts'
import { rowReader } from './row-to-signal.ts'

/**
 * Corrects how a file is understood and shows its first rows again.
 *
 * @throws Invalid where the mapping does not fit the file, Conflict once the import runs or has run.
 */
export async function updateMapping(
  services: ListenServices,
  caller: Caller,
  id: string,
  mapping: ImportMapping,
): Promise<ImportPreview> {
  requireWholeOrganization(caller)
  const [row, known] = await caller.transaction(
    async (tx) => [await findImport(tx, id), await knownMetrics(tx)] as const,
  )
  if (!['preview', 'failed', 'cancelled'].includes(row.status)) {
    throw new Conflict(
      `This import is ${row.status}. Undo it and upload the file again to change how it is understood.`,
    )
  }
  const study = await studyUpload(services.filesFolder, row, known, { mapping })
  await sayable(() => rowReader(mapping, study.header, known))
  await caller.transaction((tx) =>
    tx.execute(sql`update imports set mapping = ${JSON.stringify(mapping)}::jsonb where id = ${id}`),
  )
  return previewOf(caller, { ...row, mapping }, study, known, false)
}

import type { Import } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { audit } from '../../account/index.ts'
import { type Caller, Conflict, type Transaction } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import {
  findImport,
  type ImportRow,
  isStuck,
  knownMetrics,
  requireWholeOrganization,
  sayable,
  toImport,
  uploadHeader,
} from './import-row.ts'
import { rowReader } from './row-to-signal.ts'

/**
 * Queues the import and remembers its mapping for files with the same columns.
 *
 * @throws Invalid where the mapping does not fit the file, Conflict when it runs already or is done.
 */
export async function startImport(services: ListenServices, caller: Caller, id: string): Promise<Import> {
  requireWholeOrganization(caller)
  const [before, known] = await caller.transaction(async (tx) => {
    const row = await findImport(tx, id)
    await requireStartable(tx, row)
    return [row, await knownMetrics(tx)] as const
  })
  const header = await uploadHeader(services.filesFolder, before)
  await sayable(() => rowReader(before.mapping, header, known))
  const row = await caller.transaction(async (tx) => {
    const locked = await findImport(tx, id, true)
    await requireStartable(tx, locked)
    await tx.execute(sql`update imports set status = 'queued', cancel_requested = false, error = null, finished_at = null,
      bytes_read = 0, rows = 0, accepted = 0, duplicates = 0, bad_rows = 0 where id = ${id}`)
    await tx.execute(sql`insert into import_mappings (organization_id, header_hash, mapping)
      select organization_id, header_hash, mapping from imports where id = ${id}
      on conflict (organization_id, header_hash) do update set mapping = excluded.mapping, saved_at = now()`)
    await audit(tx, caller, 'import.start', id, { fileName: locked.fileName })
    return findImport(tx, id)
  })
  await services.jobs.add('import', caller.organizationId, caller.actor.name, {
    importId: id,
    language: caller.language,
  })
  return toImport(row)
}

async function requireStartable(tx: Transaction, row: ImportRow): Promise<void> {
  const { status } = row
  if (['preview', 'failed', 'cancelled'].includes(status)) return
  if (status !== 'undoing' && (await isStuck(tx, row))) return
  throw new Conflict(
    status === 'done' || status === 'undone'
      ? `This import is ${status}. Upload the file again to import it once more.`
      : `This import is ${status} already.`,
  )
}

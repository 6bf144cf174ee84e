import type { Import } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { audit } from '../../account/index.ts'
import { type Caller, Conflict } from '../../platform/index.ts'
import { findImport, isStuck, requireWholeOrganization, toImport } from './import-row.ts'

/** Asks a running import to stop; it does so after the batches under way. What was accepted stays until undone. */
export async function cancelImport(caller: Caller, id: string): Promise<Import> {
  requireWholeOrganization(caller)
  return caller.transaction(async (tx) => {
    const row = await findImport(tx, id, true)
    if (row.status !== 'queued' && row.status !== 'running') {
      throw new Conflict(`This import is ${row.status}; only a queued or running one can be cancelled.`)
    }
    // Nobody is there to notice the wish where nothing runs.
    const atOnce = row.status === 'queued' || (await isStuck(tx, row))
    await tx.execute(
      atOnce
        ? sql`update imports set status = 'cancelled', cancel_requested = true, finished_at = now() where id = ${id}`
        : sql`update imports set cancel_requested = true where id = ${id}`,
    )
    await audit(tx, caller, 'import.cancel', id)
    return toImport(await findImport(tx, id))
  })
}

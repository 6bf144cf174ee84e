import { rm } from 'node:fs/promises'
import type { Import } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { audit } from '../../account/index.ts'
import { type Caller, Conflict, systemCaller } from '../../platform/index.ts'
import type { RunningJob } from '../../platform/jobs.ts'
import { keepVersion, queueProjection } from '../correct-signal.ts'
import type { ListenServices } from '../services.ts'
import {
  badRowsPath,
  findImport,
  importPayload,
  isStuck,
  requireWholeOrganization,
  toImport,
  uploadPath,
} from './import-row.ts'
import { retrying } from './retry.ts'

const batchSize = 5000

/**
 * Queues the withdrawal of every signal that an import brought. Units, people and metrics that it created stay:
 * others may use them by now.
 */
export async function undoImport(services: ListenServices, caller: Caller, id: string): Promise<Import> {
  requireWholeOrganization(caller)
  const row = await caller.transaction(async (tx) => {
    const before = await findImport(tx, id, true)
    if (before.mapping.target === 'units') {
      throw new Conflict('This import described units. Change or close them on their pages instead.')
    }
    if (!['done', 'failed', 'cancelled'].includes(before.status) && !(await isStuck(tx, before))) {
      throw new Conflict(`This import is ${before.status}. Only a finished or cancelled one can be undone.`)
    }
    await tx.execute(sql`update imports set status = 'undoing', error = null where id = ${id}`)
    await audit(tx, caller, 'import.undo', id, { fileName: before.fileName })
    return findImport(tx, id)
  })
  await services.jobs.add('undo_import', caller.organizationId, caller.actor.name, { importId: id })
  return toImport(row)
}

export async function runUndo(services: ListenServices, job: RunningJob): Promise<string> {
  const { importId } = importPayload.parse(job.payload)
  const caller = systemCaller(services.database, job.organizationId, ['imports.manage'], job.createdBy)
  const row = await caller.transaction((tx) => findImport(tx, importId))
  if (row.status !== 'undoing') return 'Nothing to do: the import is undone.'
  try {
    const withdrawn = await withdrawImported(services, caller, importId, (n) =>
      job.progress.report(
        row.accepted === 0 ? null : Math.min(1, n / row.accepted),
        `${n} signals withdrawn.`,
      ),
    )
    await retrying(() => setStatus(caller, importId, 'undone', null))
    await rm(badRowsPath(services.filesFolder, importId), { force: true })
    await rm(uploadPath(services.filesFolder, row), { force: true })
    return `${withdrawn} signals withdrawn.`
  } catch (error) {
    // It can be undone again from here; what is withdrawn stays so.
    const message = error instanceof Error ? error.message : String(error)
    await retrying(() => setStatus(caller, importId, 'failed', `Undoing stopped: ${message}`))
    throw error
  }
}

/**
 * Withdraws the signals of an import, batch by batch. Their source keys are set free, so that the file can be
 * imported anew, perhaps understood in another way.
 */
export async function withdrawImported(
  services: ListenServices,
  caller: Caller,
  importId: string,
  report: (withdrawn: number) => Promise<void> = async () => {},
): Promise<number> {
  let withdrawn = 0
  for (;;) {
    const n = await retrying(() =>
      caller.transaction((tx) => withdrawBatch(tx, caller.organizationId, importId)),
    )
    if (n === 0) return withdrawn
    withdrawn += n
    services.wakeProjector()
    await report(withdrawn)
  }
}

async function withdrawBatch(
  tx: Parameters<typeof keepVersion>[0],
  organizationId: string,
  importId: string,
): Promise<number> {
  const { rows } = await tx.execute<{ id: string }>(sql`
    select id from signals where import_id = ${importId} and deleted_at is null order by id limit ${batchSize} for update`)
  if (rows.length === 0) return 0
  const ids = rows.map((row) => row.id)
  const these = sql`id in (select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
  await keepVersion(tx, these)
  await tx.execute(sql`update signals set version = version + 1, deleted_at = now(),
    source_key = source_key || ' undone ' || id where ${these}`)
  await queueProjection(tx, organizationId, ids)
  return ids.length
}

async function setStatus(
  caller: Caller,
  id: string,
  status: 'undone' | 'failed',
  error: string | null,
): Promise<void> {
  await caller.transaction((tx) =>
    tx.execute(sql`update imports set status = ${status}, error = ${error}, finished_at = now(),
      accepted = (select count(*) from signals where import_id = ${id} and deleted_at is null) where id = ${id}`),
  )
}

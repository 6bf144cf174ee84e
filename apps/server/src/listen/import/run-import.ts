import { rm } from 'node:fs/promises'
import type { UiLanguage } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { type Caller, systemCaller } from '../../platform/index.ts'
import { Cancelled, type RunningJob } from '../../platform/jobs.ts'
import type { ListenServices } from '../services.ts'
import { BadRows } from './bad-rows.ts'
import { createMetrics } from './create-missing.ts'
import {
  badRowsPath,
  findImport,
  type ImportRow,
  importPayload,
  knownMetrics,
  openUpload,
  uploadPath,
} from './import-row.ts'
import { retrying } from './retry.ts'
import { rowReader } from './row-to-signal.ts'
import { withdrawImported } from './undo-import.ts'
import { BatchWriter } from './write-batch.ts'

/** How often progress is written and a wish to stop is looked for, in ms. */
const progressInterval = 300

/** A bad row in an import that was asked to keep nothing then. */
class BadRowStops extends Error {}

/**
 * Does a queued import: streams the file, writes what it understands in batches, reports how far it is. Running
 * it again after a kill is harmless: rows that are there already are recognized by their keys.
 */
export async function runImport(services: ListenServices, job: RunningJob): Promise<string> {
  const { importId, language } = importPayload.parse(job.payload)
  const caller = systemCaller(services.database, job.organizationId, ['signals.write'], job.createdBy)
  const row = await retrying(() => claim(caller, importId))
  if (row === null) return 'Nothing to do: the import was cancelled or is finished.'
  try {
    const message = await importFile(services, job, caller, row, language)
    await rm(uploadPath(services.filesFolder, row), { force: true })
    return message
  } catch (error) {
    const cancelled = error instanceof Cancelled
    const message = error instanceof Error ? error.message : String(error)
    await retrying(() =>
      finish(caller, importId, cancelled ? 'cancelled' : 'failed', cancelled ? null : message),
    )
    throw error
  }
}

async function claim(caller: Caller, id: string): Promise<ImportRow | null> {
  return caller.transaction(async (tx) => {
    const row = await findImport(tx, id, true)
    if (row.status !== 'queued' && row.status !== 'running') return null
    await tx.execute(sql`update imports set status = 'running' where id = ${id}`)
    return row
  })
}

async function importFile(
  services: ListenServices,
  job: RunningJob,
  caller: Caller,
  row: ImportRow,
  language: UiLanguage,
): Promise<string> {
  const { mapping } = row
  if (!mapping.skipBadRows) await refuseBadFile(services, row, caller)
  const known = await retrying(() =>
    caller.transaction(async (tx) => {
      await createMetrics(tx, caller, mapping.target === 'signals' ? mapping.metrics : [])
      return knownMetrics(tx)
    }),
  )
  services.intake.forgetKeys(caller.organizationId)
  const table = await openUpload(services.filesFolder, row, mapping)
  const read = rowReader(mapping, table.header, known)
  const bad = new BadRows(badRowsPath(services.filesFolder, row.id), table.header, language)
  await bad.reset()
  const writer = new BatchWriter(services, caller, row, bad)
  let rows = 0
  let reported = Date.now()
  try {
    for await (const batch of table.rows) {
      for (const raw of batch) {
        rows++
        const result = read(raw)
        if (result.kind === 'problem') await bad.add(raw, result.problem)
        else await writer.add(raw, result)
      }
      if (!mapping.skipBadRows && bad.count > 0) throw new BadRowStops('A row was refused.')
      if (Date.now() - reported < progressInterval) continue
      reported = Date.now()
      await report(caller, job, row, { rows, bytesRead: table.bytesRead(), bad: bad.count, writer })
    }
    await writer.end()
    if (!mapping.skipBadRows && bad.count > 0) throw new BadRowStops('A row was refused.')
  } catch (error) {
    await writer.abandon()
    if (error instanceof BadRowStops) await withdrawImported(services, caller, row.id)
    throw error instanceof BadRowStops
      ? new Error('A row could not be imported, so nothing was kept. See the file of bad rows.')
      : error
  } finally {
    await bad.close()
  }
  await retrying(() => complete(caller, row, { rows, bad: bad.count, writer }))
  return `${rows} rows read, ${bad.count} of them bad.`
}

/** Looks through the whole file before anything is written, for an import that keeps all or nothing. */
async function refuseBadFile(services: ListenServices, row: ImportRow, caller: Caller): Promise<void> {
  const known = await caller.transaction(knownMetrics)
  const table = await openUpload(services.filesFolder, row, row.mapping)
  const read = rowReader(row.mapping, table.header, known)
  for await (const batch of table.rows) {
    for (const raw of batch) {
      const result = read(raw)
      if (result.kind === 'problem')
        throw new Error(`Nothing was imported: line ${raw.line} is bad. ${result.problem}`)
    }
  }
}

interface Counts {
  rows: number
  bad: number
  writer: BatchWriter
}

async function report(
  caller: Caller,
  job: RunningJob,
  row: ImportRow,
  { rows, bytesRead, bad, writer }: Counts & { bytesRead: number },
): Promise<void> {
  const stop = await retrying(() =>
    caller.transaction(async (tx) => {
      const { rows: updated } = await tx.execute<{
        stop: boolean
      }>(sql`update imports set bytes_read = ${bytesRead},
        rows = ${rows}, accepted = ${writer.accepted}, duplicates = ${writer.duplicates}, bad_rows = ${bad}
        where id = ${row.id} returning cancel_requested as stop`)
      return updated[0]?.stop ?? true
    }),
  )
  if (stop) throw new Cancelled('Stopped on request.')
  await job.progress.report(row.bytes === 0 ? null : Math.min(1, bytesRead / row.bytes), `${rows} rows read.`)
}

/** Counts what is really there: a run that goes on after a kill finds its own rows as known ones. */
async function complete(caller: Caller, row: ImportRow, { rows, bad, writer }: Counts): Promise<void> {
  await caller.transaction(async (tx) => {
    const written = writer.accepted + writer.duplicates
    const kept =
      row.mapping.target === 'units'
        ? sql`${writer.accepted}::bigint`
        : sql`(select count(*) from signals where import_id = ${row.id} and deleted_at is null)`
    await tx.execute(sql`update imports set status = 'done', error = null, finished_at = now(), bytes_read = bytes,
      rows = ${rows}, bad_rows = ${bad}, accepted = ${kept}, duplicates = ${written}::bigint - ${kept} where id = ${row.id}`)
  })
}

async function finish(
  caller: Caller,
  id: string,
  status: 'cancelled' | 'failed',
  error: string | null,
): Promise<void> {
  await caller.transaction((tx) =>
    tx.execute(
      sql`update imports set status = ${status}, error = ${error}, finished_at = now() where id = ${id}`,
    ),
  )
}

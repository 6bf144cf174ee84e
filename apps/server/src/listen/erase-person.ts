import { rm } from 'node:fs/promises'
import type { Erasure } from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { audit } from '../account/index.ts'
import { visiblePeople } from '../link/index.ts'
import { type Caller, Conflict, NotFound, type Transaction } from '../platform/index.ts'
import { keepVersion, queueProjection } from './correct-signal.ts'
import { namesPerson } from './count-signals.ts'
import { badRowsPath, uploadPath } from './import/import-row.ts'

export interface EraseServices {
  /** Folder of uploaded files and files of bad rows. */
  readonly filesFolder: string
  /** Called after the commit: the projector has something to purge. */
  readonly wakeProjector: () => void
  /** Called after the commit: the key of the person means nobody now. */
  readonly forgetKeys: (organizationId: string) => void
}

interface NamingSignal extends Record<string, unknown> {
  id: string
  /** The person answered (customer, or employee in employee voice); else somebody else speaks of the person. */
  own: boolean
  readings: number
  comments: number
  import_id: string | null
}

/**
 * Erase a person everywhere. Signals from the person become tombstones without content; of signals that only name the
 * person (evaluator, employee who served) the name is taken, and the figures stay. Earlier versions, words, dated
 * facts and uploaded files go as well, and the projector purges by the outbox. The source keys of the tombstones stay,
 * so that importing the same file again brings nothing back. With `dryRun` it only counts. Both are audited by id.
 */
export async function erasePerson(
  services: EraseServices,
  caller: Caller,
  personId: string,
  dryRun: boolean,
): Promise<Erasure> {
  const result = await caller.transaction(async (tx) => {
    await lockPerson(tx, caller, personId)
    const signals = await findSignals(tx, personId)
    const files = await findFiles(tx, new Set(signals.flatMap((s) => s.import_id ?? [])))
    const own = signals.filter((s) => s.own)
    const sum = (count: (s: NamingSignal) => number) => own.reduce((n, s) => n + count(s), 0)
    const erasure: Erasure = {
      personId,
      dryRun,
      signals: own.length,
      mentions: signals.length - own.length,
      readings: sum((s) => s.readings),
      comments: sum((s) => s.comments),
      files: files.length,
    }
    const { personId: _, dryRun: __, ...counts } = erasure
    await audit(tx, caller, dryRun ? 'person.erase_preview' : 'person.erase', personId, counts)
    if (!dryRun) {
      const busy = files.find((f) => ['queued', 'running', 'undoing'].includes(f.status))
      if (busy)
        throw new Conflict(
          'An import that names this person is still running. Try again when it has finished.',
        )
      await eraseSignals(tx, caller.organizationId, personId, signals)
      await tx.execute(sql`delete from people where id = ${personId}`)
      for (const file of files) {
        await rm(uploadPath(services.filesFolder, file), { force: true })
        await rm(badRowsPath(services.filesFolder, file.id), { force: true })
      }
    }
    return erasure
  })
  if (!dryRun) {
    services.forgetKeys(caller.organizationId)
    services.wakeProjector()
  }
  return result
}

async function lockPerson(tx: Transaction, caller: Caller, id: string): Promise<void> {
  const { rows } = await tx.execute(
    sql`select 1 from people p where p.id = ${id} and ${visiblePeople(caller)} for update`,
  )
  if (rows.length === 0) throw new NotFound('The person')
}

async function findSignals(tx: Transaction, personId: string): Promise<NamingSignal[]> {
  const { rows } = await tx.execute<NamingSignal>(sql`
    select s.id, (s.customer_id is not distinct from ${personId}::uuid
        or (s.source = 'employee' and s.employee_ids @> array[${personId}]::uuid[])) as own,
      jsonb_array_length(s.readings) as readings, jsonb_array_length(s.comments) as comments, s.import_id
    from signals s where ${namesPerson(personId)} for update`)
  return rows
}

async function findFiles(tx: Transaction, importIds: ReadonlySet<string>) {
  const { rows } = await tx.execute<{ id: string; fileKey: string; status: string }>(
    sql`select id, file_key as "fileKey", status from imports where id = any(${uuids([...importIds])})`,
  )
  return rows
}

async function eraseSignals(
  tx: Transaction,
  organizationId: string,
  personId: string,
  signals: readonly NamingSignal[],
): Promise<void> {
  const all = signals.map((s) => s.id)
  const own = uuids(signals.filter((s) => s.own).map((s) => s.id))
  const named = uuids(signals.filter((s) => !s.own).map((s) => s.id))
  await keepVersion(tx, sql`id = any(${named})`)
  await tx.execute(sql`
    update signals set version = version + 1, deleted_at = coalesce(deleted_at, now()), readings = '[]', comments = '[]',
      attributes = '{}', employee_ids = '{}', customer_id = null, evaluator_id = null, touchpoint_id = null,
      channel = null, language = null
    where id = any(${own})`)
  await tx.execute(sql`
    update signals set version = version + 1, evaluator_id = nullif(evaluator_id, ${personId}::uuid),
      employee_ids = array_remove(employee_ids, ${personId}::uuid)
    where id = any(${named})`)
  await tx.execute(sql`delete from comments_text where signal_id = any(${own})`)
  await eraseHistory(tx, personId, own)
  await queueProjection(tx, organizationId, all)
}

/**
 * Earlier versions, also of signals that name the person no more: the same rule for each version. With the readings
 * goes what the projector knows of their places, so it purges the erased signals by id.
 */
async function eraseHistory(tx: Transaction, personId: string, own: SQL): Promise<void> {
  const employee = sql`content -> 'employee_ids' @> to_jsonb(${personId}::text)`
  await tx.execute(sql`
    update signal_history set content = '{}', readings = '[]'
    where id = any(${own}) or content ->> 'customer_id' = ${personId} or (source = 'employee' and ${employee})`)
  await tx.execute(sql`
    update signal_history set content = content || jsonb_build_object(
      'evaluator_id', nullif(content -> 'evaluator_id', to_jsonb(${personId}::text)),
      'employee_ids', (content -> 'employee_ids') - ${personId}::text)
    where content ->> 'evaluator_id' = ${personId} or ${employee}`)
}

const uuids = (ids: readonly string[]) => sql`${sql.param([...ids])}::uuid[]`

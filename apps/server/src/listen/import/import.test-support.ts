import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Import, ImportMapping, ImportPreview } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { createTestDatabase, type TestDatabase, testCaller } from '../../../test/database.ts'
import { type Caller, newId } from '../../platform/index.ts'
import { Jobs } from '../../platform/jobs.ts'
import { createLog } from '../../platform/log.ts'
import { Telemetry } from '../../platform/telemetry.ts'
import { SignalIntake } from '../accept-signals.ts'
import type { ListenServices } from '../services.ts'
import { createImport } from './create-import.ts'
import { badRowsPath, findImport, toImport } from './import-row.ts'
import { runImport } from './run-import.ts'
import { startImport } from './start-import.ts'
import { runUndo, undoImport } from './undo-import.ts'
import { updateMapping } from './update-mapping.ts'

const shared = fileURLToPath(new URL('../../../../../../shared/data/', import.meta.url))

/** Path of a real file, and the reason to skip where it is not there. */
export function realFile(name: string): { path: string; skip: string | false } {
  const path = join(shared, name)
  return { path, skip: existsSync(path) ? false : `no ../shared/data/${name}` }
}

/** A job queue that only remembers what it was asked: the tests run the work themselves. */
class QuietJobs extends Jobs {
  override async add(): Promise<string> {
    return newId()
  }
}

export interface ImportBench {
  readonly test: TestDatabase
  readonly services: ListenServices
  readonly caller: Caller
  upload(content: Uint8Array | string, fileName: string): Promise<ImportPreview>
  /** Starts and runs an uploaded import to its end. */
  run(id: string): Promise<Import>
  undo(id: string): Promise<Import>
  /** Uploads, corrects the mapping if told, and runs. */
  importFile(content: Uint8Array | string, fileName: string, change?: Partial<ImportMapping>): Promise<Import>
  count(from: string): Promise<number>
  badRows(id: string): Promise<string>
  close(): Promise<void>
}

const quiet = { report: async () => {} }

export async function createImportBench(): Promise<ImportBench> {
  const test = await createTestDatabase()
  const { database } = test
  const caller = testCaller(test)
  const folder = await mkdtemp(join(tmpdir(), 'tandem-import-'))
  const log = createLog('silent')
  const intake = new SignalIntake(database, new Telemetry(), () => {})
  const services: ListenServices = {
    database,
    intake,
    jobs: new QuietJobs(database, log),
    filesFolder: folder,
    importMaxBytes: 500_000_000,
    wakeProjector: () => {},
    log,
  }
  const job = (importId: string) => ({
    id: newId(),
    organizationId: caller.organizationId,
    createdBy: 'Tester',
    payload: { importId },
    progress: quiet,
  })
  const get = async (id: string) => toImport(await caller.transaction((tx) => findImport(tx, id)))
  const bench: ImportBench = {
    test,
    services,
    caller,
    upload: (content, fileName) =>
      createImport(services, caller, { fileName, body: new Blob([copyOf(content)]).stream() }),
    run: async (id) => {
      await startImport(services, caller, id)
      await runImport(services, job(id)).catch(() => {})
      return get(id)
    },
    undo: async (id) => {
      await undoImport(services, caller, id)
      await runUndo(services, job(id))
      return get(id)
    },
    importFile: async (content, fileName, change) => {
      const preview = await bench.upload(content, fileName)
      const { id, mapping } = preview.import
      if (change !== undefined) await updateMapping(services, caller, id, { ...mapping, ...change })
      return bench.run(id)
    },
    count: (from) =>
      caller.transaction(async (tx) => {
        const { rows } = await tx.execute<{ n: number }>(sql.raw(`select count(*)::float8 as n from ${from}`))
        return rows[0]!.n
      }),
    badRows: (id) => readFile(badRowsPath(folder, id), 'utf8'),
    close: async () => {
      await test.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return bench
}

/** A copy whose buffer is surely not shared, as Blob wants it. */
const copyOf = (content: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content)

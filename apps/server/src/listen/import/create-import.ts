import { createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import { type ImportMapping, type ImportPreview, importMappingSchema, type Source } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { resolveTouchpoints, resolveUnits } from '../../link/index.ts'
import { type Caller, Invalid, newId, TooLarge, type Transaction } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import {
  badRowsPath,
  findImport,
  knownMetrics,
  requireWholeOrganization,
  selectImports,
  uploadPath,
} from './import-row.ts'
import { previewOf, type Study, studyUpload } from './preview.ts'
import { headerFingerprint } from './row-key.ts'

/**
 * Keeps an uploaded file and shows how it would be understood: as a mapping saved for files with these columns
 * says, else by guess.
 *
 * @throws Invalid for a file that is no table, TooLarge over the limit.
 */
export async function createImport(
  services: ListenServices,
  caller: Caller,
  upload: { fileName: string; source?: Source | undefined; body: ReadableStream<Uint8Array> | null },
): Promise<ImportPreview> {
  requireWholeOrganization(caller)
  if (upload.body === null) throw new Invalid('Send the file as the body of the request.')
  await forgetAbandoned(services, caller)
  const id = newId()
  const file = { fileKey: `${id}.upload`, fileName: upload.fileName }
  try {
    const bytes = await keepUpload(services, file, upload.body)
    const known = await caller.transaction(knownMetrics)
    const told = upload.source === undefined ? {} : { source: upload.source }
    const study = await studyUpload(services.filesFolder, file, known, told)
    const hash = headerHash(study.header)
    const saved = await caller.transaction((tx) => savedMapping(tx, hash))
    const mapping = saved === null ? await fitted(caller, study) : recalled(saved, study.guess.mapping)
    await caller.transaction((tx) =>
      tx.execute(sql`insert into imports (id, organization_id, file_name, file_key, header_hash, status, mapping, bytes, created_by)
        values (${id}, ${caller.organizationId}, ${file.fileName}, ${file.fileKey}, ${hash}, 'preview',
          ${JSON.stringify(mapping)}::jsonb, ${bytes}, ${caller.actor.name})`),
    )
    const row = await caller.transaction((tx) => findImport(tx, id))
    return await previewOf(caller, row, study, known, saved !== null)
  } catch (error) {
    await rm(uploadPath(services.filesFolder, file), { force: true })
    throw error
  }
}

/** What imports.header_hash and import_mappings are found by. */
const headerHash = (header: readonly string[]): Buffer => Buffer.from(headerFingerprint(header), 'hex')

async function keepUpload(
  services: ListenServices,
  file: { fileKey: string },
  body: ReadableStream<Uint8Array>,
): Promise<number> {
  await mkdir(join(services.filesFolder, 'imports'), { recursive: true })
  let bytes = 0
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      bytes += chunk.length
      if (bytes > services.importMaxBytes) {
        const megabytes = Math.floor(services.importMaxBytes / 1_000_000)
        throw new TooLarge(`The file is larger than ${megabytes} MB. Pack it with gzip, or split it.`)
      }
      yield chunk
    }
  }
  await pipeline(
    Readable.fromWeb(body),
    counted,
    createWriteStream(uploadPath(services.filesFolder, file), { mode: 0o600 }),
  )
  return bytes
}

async function savedMapping(tx: Transaction, hash: Buffer): Promise<ImportMapping | null> {
  const { rows } = await tx.execute<{ mapping: unknown }>(
    sql`select mapping from import_mappings where header_hash = ${hash}`,
  )
  const parsed = importMappingSchema.safeParse(rows[0]?.mapping)
  return parsed.success ? parsed.data : null
}

/** The saved mapping, but for what belongs to one file: how it is written, and the day its rows are given. */
function recalled(saved: ImportMapping, guess: ImportMapping): ImportMapping {
  return {
    ...saved,
    encoding: guess.encoding,
    delimiter: guess.delimiter,
    fixedTime: saved.fixedTime === null ? null : (guess.fixedTime ?? saved.fixedTime),
  }
}

/** The guess with what the organization knows: its time zone, its units and its touchpoints. */
async function fitted(caller: Caller, study: Study): Promise<ImportMapping> {
  const guess = study.guess.mapping
  const keysOf = (as: 'unit' | 'touchpoint'): Set<string> => {
    const index = guess.columns.findIndex((column) => column.meaning.as === as)
    if (index < 0) return new Set()
    return new Set(
      study.profile.kept.map((row) => (row.cells[index] ?? '').trim()).filter((key) => key !== ''),
    )
  }
  const unitKeys = keysOf('unit')
  const touchpointKeys = keysOf('touchpoint')
  return caller.transaction(async (tx) => {
    const units = await resolveUnits(tx, unitKeys)
    const touchpoints = await resolveTouchpoints(tx, touchpointKeys)
    const { rows } = await tx.execute<{ zone: string }>(
      sql`select time_zone as zone from organizations where id = ${caller.organizationId}`,
    )
    return {
      ...guess,
      timeZone: rows[0]?.zone ?? guess.timeZone,
      // Where most units of the file are known, an unknown one is more likely a slip of the pen than a new unit.
      createUnits: guess.target === 'units' || guess.fixedUnit !== null || units.size < unitKeys.size / 2,
      // Touchpoints belong to journeys and are not made by an import; unknown ones are kept as a fact to slice by.
      columns: guess.columns.map((column) =>
        column.meaning.as === 'touchpoint' && touchpoints.size === 0
          ? { name: column.name, meaning: { as: 'attribute', key: column.name.slice(0, 60) } }
          : column,
      ),
    }
  })
}

/** Uploads that nobody started within a week are not kept: they may hold personal data. */
async function forgetAbandoned(services: ListenServices, caller: Caller): Promise<void> {
  const old = await caller.transaction(async (tx) => {
    const rows = await selectImports(
      tx,
      sql`where status = 'preview' and created_at < now() - interval '7 days'`,
    )
    for (const row of rows) await tx.execute(sql`delete from imports where id = ${row.id}`)
    return rows
  })
  for (const row of old) {
    await rm(uploadPath(services.filesFolder, row), { force: true })
    await rm(badRowsPath(services.filesFolder, row.id), { force: true })
  }
}

import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import {
  type Import,
  type ImportMapping,
  type ImportPreview,
  importMappingSchema,
  uiLanguageSchema,
} from '@tandem/contract'
import { type SQL, sql } from 'drizzle-orm'
import { z } from 'zod'
import { type Caller, Forbidden, Invalid, NotFound, type Transaction } from '../../platform/index.ts'
import { MappingError } from './columns.ts'
import type { KnownMetric } from './guess-metrics.ts'
import { readTable, type Table, TableError } from './read-table.ts'

type ImportStatus = Import['status']

/** A row of `imports`. */
export interface ImportRow {
  id: string
  fileName: string
  /** Name of the uploaded file in the folder of imports. */
  fileKey: string
  status: ImportStatus
  mapping: ImportMapping
  bytes: number
  bytesRead: number
  rows: number
  accepted: number
  duplicates: number
  badRows: number
  error: string | null
  cancelRequested: boolean
  createdBy: string
  createdAt: Date
  finishedAt: Date | null
}

const columns = sql`id, file_name as "fileName", file_key as "fileKey", status, mapping, bytes::float8 as bytes,
  bytes_read::float8 as "bytesRead", rows::float8 as rows, accepted::float8 as accepted,
  duplicates::float8 as duplicates, bad_rows::float8 as "badRows", error, cancel_requested as "cancelRequested",
  created_by as "createdBy", created_at as "createdAt", finished_at as "finishedAt"`

export async function selectImports(tx: Transaction, where: SQL): Promise<ImportRow[]> {
  const { rows } = await tx.execute<ImportRow & Record<string, unknown>>(
    sql`select ${columns} from imports ${where}`,
  )
  return rows.map((row) => ({
    ...row,
    mapping: importMappingSchema.parse(row.mapping),
    createdAt: new Date(row.createdAt),
    finishedAt: row.finishedAt === null ? null : new Date(row.finishedAt),
  }))
}

/** @throws NotFound */
export async function findImport(tx: Transaction, id: string, lock = false): Promise<ImportRow> {
  const [row] = await selectImports(tx, lock ? sql`where id = ${id} for update` : sql`where id = ${id}`)
  if (row === undefined) throw new NotFound('The import')
  return row
}

/**
 * The import is said to be under way, but no job of it has given a sign of life for two minutes: its process was
 * killed more often than the queue tries again. It may then be started, cancelled or undone as if it had stopped.
 */
export async function isStuck(tx: Transaction, row: ImportRow): Promise<boolean> {
  if (!['queued', 'running', 'undoing'].includes(row.status)) return false
  const { rows } = await tx.execute<{ stuck: boolean }>(sql`
    select coalesce(max(updated_at), '-infinity') < now() - interval '2 minutes' as stuck from jobs
    where kind in ('import', 'undo_import') and status in ('queued', 'running') and payload ->> 'importId' = ${row.id}`)
  return rows[0]?.stuck ?? true
}

export function toImport(row: ImportRow): Import {
  const { fileKey: _, cancelRequested: __, ...shown } = row
  return {
    ...shown,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}

/** An import writes wherever its rows say, so it is for people who may see the whole organization. */
export function requireWholeOrganization(caller: Caller): void {
  if (caller.scope !== null) {
    throw new Forbidden(
      'An import writes to the whole organization, and you see a part of it. Ask a lead without a scope.',
    )
  }
}

export const uploadPath = (filesFolder: string, row: Pick<ImportRow, 'fileKey'>): string =>
  join(filesFolder, 'imports', row.fileKey)
export const badRowsPath = (filesFolder: string, id: string): string =>
  join(filesFolder, 'imports', `${id}.bad.csv`)

/** Opens the uploaded file as a table; its rows must be read (or left early), which closes it. @throws Invalid when it cannot be read */
export async function openUpload(
  filesFolder: string,
  row: Pick<ImportRow, 'fileKey' | 'fileName'>,
  mapping?: ImportMapping,
): Promise<Table> {
  const bytes = createReadStream(uploadPath(filesFolder, row), { highWaterMark: 256 * 1024 })
  return sayable(() =>
    readTable(bytes, { fileName: row.fileName, ...(mapping === undefined ? {} : { mapping }) }),
  )
}

/** What the jobs of an import are given. */
export const importPayload = z.object({
  importId: z.uuid(),
  /** Of the person who started it: the reasons of bad rows are written in it. */
  language: uiLanguageSchema.catch('en'),
})

/** Names of the columns of an uploaded file. @throws Invalid when it cannot be read */
export async function uploadHeader(
  filesFolder: string,
  row: Pick<ImportRow, 'fileKey' | 'fileName' | 'mapping'>,
): Promise<string[]> {
  const table = await openUpload(filesFolder, row, row.mapping)
  // Leaving the loop closes the file, which a generator that never began would not.
  for await (const _ of table.rows) break
  return table.header
}

/** Turns what is wrong with a file or mapping into an answer for the person who sent it. */
export async function sayable<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TableError || error instanceof MappingError) throw new Invalid(error.message)
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new Invalid('The uploaded file is no longer kept. Upload it again.')
    }
    throw error
  }
}

/** The metrics of the catalogue, as an import sees them. */
export async function knownMetrics(tx: Transaction): Promise<KnownMetric[]> {
  const { rows } = await tx.execute<KnownMetric & Record<string, unknown>>(
    sql`select key, name, kind, source, scale_min as "scaleMin", scale_max as "scaleMax" from metrics order by key`,
  )
  return rows
}

export type PreviewRow = ImportPreview['rows'][number]

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { Import } from '@tandem/contract'
import { sql } from 'drizzle-orm'
import { eventStream } from '../../platform/event-stream.ts'
import { type Caller, NotFound } from '../../platform/index.ts'
import type { ListenServices } from '../services.ts'
import { badRowsPath, findImport, requireWholeOrganization, selectImports, toImport } from './import-row.ts'

export async function listImports(caller: Caller): Promise<{ items: Import[] }> {
  requireWholeOrganization(caller)
  const rows = await caller.transaction((tx) =>
    selectImports(tx, sql`order by created_at desc, id desc limit 200`),
  )
  return { items: rows.map(toImport) }
}

export async function getImport(caller: Caller, id: string): Promise<Import> {
  requireWholeOrganization(caller)
  return toImport(await caller.transaction((tx) => findImport(tx, id)))
}

/** Progress as server-sent events, until nothing moves any more. */
export async function importEvents(caller: Caller, id: string, signal: AbortSignal): Promise<Response> {
  await getImport(caller, id)
  const moving = new Set<Import['status']>(['queued', 'running', 'undoing'])
  return eventStream(
    () => getImport(caller, id),
    ({ status }) => !moving.has(status),
    signal,
  )
}

/** The rows that were refused, as a CSV download. */
export async function badRowsFile(services: ListenServices, caller: Caller, id: string): Promise<Response> {
  const found = await getImport(caller, id)
  const path = badRowsPath(services.filesFolder, found.id)
  const exists = await stat(path).then(
    () => true,
    () => false,
  )
  if (!exists) throw new NotFound('The file of bad rows')
  return new Response(Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="bad-rows-${found.id}.csv"`,
    },
  })
}

import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Database, Transaction } from '../platform/index.ts'

/** Derived or transient tables: rebuilt, or meaningless elsewhere. */
const leftOut = ['migrations', 'outbox', 'comments_text', 'auth_sessions', 'jobs']
const rowsAtOnce = 1_000
const chunkBytes = 1024 * 1024

const lineSchema = z.union([
  z.object({ tandem: z.literal('backup'), migration: z.string(), at: z.string() }),
  z.object({ table: z.string(), rows: z.array(z.record(z.string(), z.unknown())) }),
  z.object({ file: z.string(), content: z.base64() }),
  z.object({ end: z.literal(true), rows: z.int() }),
])

export interface BackupResult {
  readonly tables: number
  readonly rows: number
  readonly files: number
}

/**
 * Write everything that must not be lost into one file: gzipped JSON lines of each table as of one moment,
 * and the uploaded files. The projection is not in it: it is rebuilt. Works while a server is running.
 */
export async function backup(database: Database, filesFolder: string, target: string): Promise<BackupResult> {
  const result = { tables: 0, rows: 0, files: 0 }
  const partial = `${target}.partial`
  await database.asSystem(async (tx) => {
    await tx.execute(sql`set transaction isolation level repeatable read, read only`)
    await pipeline(
      Readable.from(lines(tx, filesFolder, result)),
      createGzip(),
      createWriteStream(partial, { mode: 0o600 }),
    )
  })
  await rename(partial, target)
  return result
}

async function* lines(
  tx: Transaction,
  filesFolder: string,
  result: { tables: number; rows: number; files: number },
) {
  const line = (value: z.infer<typeof lineSchema>) => `${JSON.stringify(value)}\n`
  yield line({ tandem: 'backup', migration: await newestMigration(tx), at: new Date().toISOString() })
  for (const table of await tablesInOrder(tx)) {
    result.tables++
    await tx.execute(
      sql`declare backup_rows no scroll cursor for select to_jsonb(t) as row from ${sql.identifier(table)} t`,
    )
    for (;;) {
      const { rows } = await tx.execute<{ row: Record<string, unknown> }>(
        sql.raw(`fetch ${rowsAtOnce} from backup_rows`),
      )
      if (rows.length === 0) break
      result.rows += rows.length
      yield line({ table, rows: rows.map((r) => r.row) })
    }
    await tx.execute(sql`close backup_rows`)
  }
  for (const entry of await readdir(filesFolder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    result.files++
    for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }))
      yield line({ file: path.slice(filesFolder.length + 1), content: (chunk as Buffer).toString('base64') })
  }
  yield line({ end: true, rows: result.rows })
}

/**
 * Fill an empty, migrated database and its files folder from a backup, all or nothing.
 * Throws a sentence when the file is cut short, from a newer version, or when there already are organizations.
 */
export async function restore(
  database: Database,
  filesFolder: string,
  source: string,
): Promise<BackupResult> {
  const result = { tables: 0, rows: 0, files: 0 }
  const seen = new Set<string>()
  await database.asSystem(async (tx) => {
    const { rows: present } = await tx.execute(sql`select 1 from organizations limit 1`)
    if (present.length > 0)
      throw new Error('This data folder is in use. Restore into an empty one (set TANDEM_DATA).')
    const known = new Set(await tablesInOrder(tx))
    let complete = false
    const input = createReadStream(source).pipe(createGunzip())
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const line = lineSchema.parse(JSON.parse(text))
      if ('tandem' in line) await requireSameMigration(tx, line.migration)
      else if ('end' in line) complete = line.rows === result.rows
      else if ('table' in line) {
        if (!known.has(line.table)) throw new Error(`The backup has an unknown table "${line.table}".`)
        seen.add(line.table)
        result.rows += line.rows.length
        await tx.execute(sql`insert into ${sql.identifier(line.table)}
          select * from jsonb_populate_recordset(null::${sql.identifier(line.table)}, ${JSON.stringify(line.rows)}::jsonb)`)
      } else {
        await restoreFile(filesFolder, line.file, line.content, seen)
        result.files = [...seen].filter((s) => s.startsWith('file:')).length
      }
    }
    if (!complete) throw new Error('The backup is cut short. Nothing was restored.')
  })
  result.tables = [...seen].filter((s) => !s.startsWith('file:')).length
  return result
}

async function restoreFile(folder: string, name: string, content: string, seen: Set<string>): Promise<void> {
  const path = resolve(folder, name)
  if (!path.startsWith(resolve(folder) + sep))
    throw new Error(`The backup has a file outside its folder: "${name}".`)
  const first = !seen.has(`file:${name}`)
  seen.add(`file:${name}`)
  if (first) await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFile(path, Buffer.from(content, 'base64'), { mode: 0o600, flag: first ? 'w' : 'a' })
}

async function newestMigration(tx: Transaction): Promise<string> {
  const { rows } = await tx.execute<{ name: string }>(sql`select max(name) as name from migrations`)
  return rows[0]!.name
}

async function requireSameMigration(tx: Transaction, migration: string): Promise<void> {
  const own = await newestMigration(tx)
  if (migration !== own)
    throw new Error(
      `The backup was made at schema ${migration}, this Tandem is at ${own}. Restore with the version that made it, then update.`,
    )
}

/** Tables with those they refer to first. */
async function tablesInOrder(tx: Transaction): Promise<string[]> {
  const { rows } = await tx.execute<{ name: string; needs: string[] }>(sql`
    select c.relname as name, coalesce(json_agg(r.relname) filter (where r.relname is not null), '[]') as needs
    from pg_class c
      left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid
      left join pg_class r on r.oid = k.confrelid
    where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'
    group by c.relname order by c.relname`)
  const needs = new Map(rows.filter((r) => !leftOut.includes(r.name)).map((r) => [r.name, r.needs]))
  const ordered: string[] = []
  const visit = (name: string) => {
    if (ordered.includes(name) || !needs.has(name)) return
    for (const need of needs.get(name)!) visit(need)
    ordered.push(name)
  }
  for (const name of needs.keys()) visit(name)
  return ordered
}

import { createReadStream, createWriteStream } from 'node:fs'
import { appendFile, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve, sep } from 'node:path'
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
 * Throws a sentence when the file is no backup, damaged, cut short, from another version, or when there already are
 * organizations.
 */
export async function restore(
  database: Database,
  filesFolder: string,
  source: string,
): Promise<BackupResult> {
  const tables = new Set<string>()
  const files = new Set<string>()
  const staged = `${filesFolder}.restoring`
  await rm(staged, { recursive: true, force: true })
  let count = 0
  try {
    await database.asSystem(async (tx) => {
      const { rows: present } = await tx.execute(sql`select 1 from organizations limit 1`)
      if (present.length > 0)
        throw new Error('This data folder is in use. Restore into an empty one (set TANDEM_DATA).')
      const known = new Set(await tablesInOrder(tx))
      let complete = false
      for await (const line of readLines(source)) {
        if ('tandem' in line) await requireSameMigration(tx, line.migration)
        else if ('end' in line) complete = line.rows === count
        else if ('table' in line) {
          if (!known.has(line.table)) throw new Error(`The backup has an unknown table "${line.table}".`)
          tables.add(line.table)
          count += line.rows.length
          await tx.execute(sql`insert into ${sql.identifier(line.table)}
            select * from jsonb_populate_recordset(null::${sql.identifier(line.table)}, ${JSON.stringify(line.rows)}::jsonb)`)
        } else await stageFile(staged, line.file, line.content, files)
      }
      if (!complete) throw cutShort()
      await moveFiles(staged, filesFolder, files)
    })
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
  return { tables: tables.size, rows: count, files: files.size }
}

/** Throws a sentence when the file does not begin as a backup does; quick, for before a database is started for it. */
export async function requireBackup(source: string): Promise<void> {
  for await (const _ of readLines(source)) return
}

const cutShort = () =>
  new Error('The backup is cut short. Nothing was restored. Use a complete copy of the file.')
const noBackup = (source: string) =>
  new Error(
    `${source} is not a backup of Tandem. Nothing was restored. Name a file that \`tandem backup\` wrote.`,
  )
const damaged = () => new Error('The backup is damaged. Nothing was restored. Use another copy of the file.')

/** The lines of a backup, each checked; the first must say that it is one. Throws a sentence for anything else. */
async function* readLines(source: string): AsyncGenerator<z.infer<typeof lineSchema>> {
  const input = createReadStream(source).on('error', (error) => unzipped.destroy(error))
  const unzipped = input.pipe(createGunzip())
  unzipped.setEncoding('utf8')
  let begun = false
  let rest = ''
  try {
    for await (const chunk of unzipped) {
      const texts = (rest + chunk).split('\n')
      rest = texts.pop()!
      for (const text of texts) {
        const line = parseLine(text)
        if (!begun && !(line && 'tandem' in line)) throw noBackup(source)
        if (!line) throw damaged()
        begun = true
        yield line
      }
    }
  } catch (error) {
    throw sentenceOf(error, source, begun || input.bytesRead > 0)
  } finally {
    input.destroy()
  }
  if (!begun) throw noBackup(source)
}

/** What zlib and the file system say, for a person. */
function sentenceOf(error: unknown, source: string, hasContent: boolean): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  if (error.code === 'Z_BUF_ERROR') return hasContent ? cutShort() : noBackup(source)
  if (error.code === 'Z_DATA_ERROR') return error.message.includes('header') ? noBackup(source) : damaged()
  return new Error(`${source} can't be read (${error.message}). Nothing was restored. Check the path.`)
}

function parseLine(text: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

/** Append to a file of the backup, beside the real folder: a backup that turns out cut short leaves nothing. */
async function stageFile(folder: string, name: string, content: string, files: Set<string>): Promise<void> {
  const path = resolve(folder, name)
  if (!path.startsWith(resolve(folder) + sep))
    throw new Error(`The backup has a file outside its folder: "${name}". Nothing was restored.`)
  files.add(name)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await appendFile(path, Buffer.from(content, 'base64'), { mode: 0o600 })
}

async function moveFiles(from: string, to: string, files: Iterable<string>): Promise<void> {
  for (const name of files) {
    await mkdir(dirname(join(to, name)), { recursive: true, mode: 0o700 })
    await rename(join(from, name), join(to, name))
  }
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

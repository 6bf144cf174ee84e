import type { ImportMapping } from '@tandem/contract'
import { gunzip, peek, sniff } from './bytes.ts'
import { CsvReader, guessDelimiter, type TableRow } from './csv.ts'
import { decode, detectEncoding, isEncoding } from './encoding.ts'
import { flatten, type JsonItem, jsonArray, jsonLines } from './json-rows.ts'
import { parseNumber } from './numbers.ts'
import { TableError } from './table-error.ts'
import { readXlsx } from './xlsx.ts'

export { TableError } from './table-error.ts'

/** As many columns as a mapping can hold. */
const maxColumns = 2000
const sampleBytes = 256 * 1024
/** So many first objects of a JSON file tell its columns; later new keys are not seen. */
const jsonHeaderRows = 500

export interface Table {
  /** Column names: trimmed, made unique, named by position where empty. */
  header: string[]
  encoding: string
  /** Null for XLSX and JSON. */
  delimiter: string | null
  /** The rows in batches as they stream in. Throws `TableError` where the file turns out to be unreadable. */
  rows: AsyncIterable<TableRow[]>
  /** Bytes of the file (as it was given, packed) read so far. */
  bytesRead: () => number
}

interface ReadOptions {
  fileName: string
  /** What is known of the file; what is absent or not understood is detected. */
  mapping?: Pick<ImportMapping, 'encoding' | 'delimiter'>
}

/**
 * Reads a table while it streams in: separated text, XLSX (first sheet), a JSON array or NDJSON, each also
 * gzipped; told apart by their bytes. Memory stays constant but for XLSX, which is bounded.
 *
 * @throws TableError where the file is no table, with a sentence that says what to do.
 */
export async function readTable(bytes: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Table> {
  let read = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes) {
      read += chunk.length
      yield chunk
    }
  }
  const raw = await peek(counted(), 8)
  const unpacked = sniff(raw.head) === 'gzip' ? gunzip(raw.all) : raw.all
  const { head, all } = await peek(unpacked, sampleBytes)
  if (head.length === 0) throw new TableError('The file is empty.')
  const kind = sniff(head)
  if (kind === 'gzip') throw new TableError('The file is packed twice. Unpack it once and import it anew.')
  const table = kind === 'xlsx' ? await sheet(all) : await text(head, all, options)
  if (table.header.length === 0) throw new TableError('The file has no header row.')
  if (table.header.length > maxColumns) {
    throw new TableError(`The file has ${table.header.length} columns; at most ${maxColumns} are read.`)
  }
  const header = uniqueNames(table.header.map(storable))
  return { ...table, header, rows: storableRows(table.rows), bytesRead: () => read }
}

/** NUL characters and halves of surrogate pairs, which broken files hold and no database stores. */
const unstorable = (cell: string): boolean => cell.includes('\u0000') || !cell.isWellFormed()
const storable = (cell: string): string => cell.replaceAll('\u0000', '').toWellFormed()

async function* storableRows(batches: AsyncIterable<TableRow[]>): AsyncGenerator<TableRow[]> {
  for await (const batch of batches) {
    for (const row of batch) if (row.cells.some(unstorable)) row.cells = row.cells.map(storable)
    yield batch
  }
}

type Parsed = Omit<Table, 'bytesRead'>

async function sheet(bytes: AsyncIterable<Uint8Array>): Promise<Parsed> {
  const { header, rows } = await readXlsx(bytes)
  async function* batches(): AsyncGenerator<TableRow[]> {
    for (let i = 0; i < rows.length; i += 2000) yield rows.slice(i, i + 2000)
  }
  return { header, encoding: 'utf-8', delimiter: null, rows: batches() }
}

async function text(head: Buffer, all: AsyncIterable<Uint8Array>, options: ReadOptions): Promise<Parsed> {
  const told = options.mapping?.encoding ?? ''
  const encoding = isEncoding(told) ? told : detectEncoding(head)
  let sample = ''
  for await (const part of decode(oneOf(head), encoding)) sample += part
  const first = sample.trimStart()
  if (first === '') throw new TableError('The file is empty.')
  if (first.slice(0, 10_000).includes('\u0000')) {
    throw new TableError('This is not a table of text. Import CSV, XLSX or JSON.')
  }
  const texts = decode(all, encoding)
  const json = jsonShape(first)
  if (json !== null) {
    return { ...(await jsonTable(json === 'lines' ? jsonLines(texts) : jsonArray(texts))), encoding }
  }
  return { ...(await separated(texts, sample, options.mapping?.delimiter ?? null)), encoding }
}

async function* oneOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function jsonShape(first: string): 'lines' | 'array' | null {
  if (/^\[\s*([[{\]]|$)/.test(first)) return 'array'
  if (!/^\{\s*("|\}|$)/.test(first)) return null
  const end = first.indexOf('\n')
  try {
    JSON.parse(end < 0 ? first : first.slice(0, end))
    return 'lines'
  } catch {
    return 'array'
  }
}

async function separated(
  texts: AsyncGenerator<string>,
  sample: string,
  told: string | null,
): Promise<Omit<Parsed, 'encoding'>> {
  const eol = sample.includes('\n') || !sample.includes('\r') ? '\n' : '\r'
  const delimiter = told !== null && told !== '' ? told : guessDelimiter(sample, eol)
  const reader = new CsvReader(delimiter, eol)
  // The header is the first record; the records read with it are checked against its width afterwards.
  const pending: TableRow[] = []
  let ended = false
  while (pending.length === 0 && !ended) {
    const { done, value } = await texts.next()
    ended = done === true
    pending.push(...headerFirst(reader, ended ? null : (value ?? '')))
  }
  const header = pending.shift()
  if (header === undefined || header.problem !== null) {
    throw new TableError('The header row cannot be read: a quotation mark in it is not closed.')
  }
  const named = !looksLikeData(header.cells)
  if (!named) pending.unshift(header)
  async function* rows(): AsyncGenerator<TableRow[]> {
    if (pending.length > 0) yield pending
    if (ended) return
    for await (const part of texts) yield reader.push(part)
    yield reader.end()
  }
  // Unnamed columns are named by their position, as empty names are.
  return { header: header.cells.map((cell) => (named ? cell.trim() : '')), delimiter, rows: rows() }
}

/** A first row of which half is numbers (other than years) or dates names nothing: the file has no header. */
function looksLikeData(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell.trim() !== '')
  const data = filled.filter((cell) => {
    const number = parseNumber(cell, '.')
    if (number !== null) return !Number.isInteger(number) || number < 1900 || number > 2100
    return /^\s*(\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})/.test(cell)
  })
  return cells.length > 1 && data.length > 0 && data.length >= filled.length / 2
}

/** Feeds the text until its first record is out, then sets the width and feeds the rest. */
function headerFirst(reader: CsvReader, part: string | null): TableRow[] {
  if (part === null) return reader.end()
  const rows: TableRow[] = []
  for (let at = 0; at < part.length; ) {
    const end = rows.length > 0 ? part.length : nextLine(part, at)
    rows.push(...reader.push(part.slice(at, end)))
    if (rows.length > 0) reader.width = rows[0]!.cells.length
    at = end
  }
  return rows
}

function nextLine(text: string, from: number): number {
  for (let i = from; i < text.length; i++) if (text[i] === '\n' || text[i] === '\r') return i + 1
  return text.length
}

async function jsonTable(items: AsyncGenerator<JsonItem[]>): Promise<Omit<Parsed, 'encoding'>> {
  const early: JsonItem[] = []
  for (;;) {
    const { done, value } = await items.next()
    if (done) break
    early.push(...value)
    if (early.length >= jsonHeaderRows) break
  }
  const good = early.filter((item) => item.problem === null)
  const isRows = good.length > 0 && good.every((item) => Array.isArray(item.value))
  const header = isRows ? cellsOf(early.splice(early.indexOf(good[0]!), 1)[0]!.value) : keysOf(good)
  const toRow = (item: JsonItem): TableRow => {
    if (item.problem !== null) return { line: item.line, cells: [item.raw], problem: item.problem }
    return { line: item.line, cells: rowOf(item.value, header), problem: null }
  }
  async function* rows(): AsyncGenerator<TableRow[]> {
    yield early.map(toRow)
    for await (const batch of items) yield batch.map(toRow)
  }
  return { header, delimiter: null, rows: rows() }
}

function keysOf(items: JsonItem[]): string[] {
  const keys = new Set<string>()
  for (const item of items) for (const key of flatten(item.value).keys()) keys.add(key)
  return [...keys].filter((key) => key !== '')
}

const cellsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((cell) => flatten(cell).get('') ?? JSON.stringify(cell)) : []

function rowOf(value: unknown, header: string[]): string[] {
  if (Array.isArray(value)) {
    const cells = cellsOf(value)
    return header.map((_, i) => cells[i] ?? '')
  }
  const flat = flatten(value)
  return header.map((key) => flat.get(key) ?? '')
}

function uniqueNames(header: string[]): string[] {
  const seen = new Set<string>()
  return header.map((cell, i) => {
    const base = cell.trim().slice(0, 200) || `column ${i + 1}`
    let name = base
    for (let n = 2; seen.has(name); n++) name = `${base} (${n})`
    seen.add(name)
    return name
  })
}

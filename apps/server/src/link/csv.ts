import { pipeline, Readable } from 'node:stream'
import { parse } from 'csv-parse'
import { AppError, Invalid, TooLarge } from '../platform/index.ts'

/** Bounds of an uploaded table; beyond them one file is better cut into several. */
const maxBytes = 100 * 1024 * 1024
const maxRows = 200_000
const maxRecordBytes = 1024 * 1024

/** A table as uploaded: the header, and each row with the line on which it begins. */
export interface CsvTable {
  readonly header: readonly string[]
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[]
}

/**
 * Read a CSV upload as it streams in: UTF-8, comma, semicolon or tab, quotes doubled (RFC 4180). Throws Invalid with
 * the line when it is not CSV, TooLarge beyond 100 MB or 200,000 rows.
 */
export async function readCsv(stream: ReadableStream<Uint8Array> | null): Promise<CsvTable> {
  if (!stream) throw new Invalid('Send the CSV file as the body.')
  const chunks = decoded(stream)
  const first = await firstText(chunks)
  const parser = parse({
    delimiter: delimiterOf(first),
    record_delimiter: ['\r\n', '\n', '\r'],
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: maxRecordBytes,
  })
  // Whatever goes wrong comes out of the loop over the parser.
  pipeline(Readable.from(followed(first, chunks)), parser, () => undefined)
  const rows: { line: number; cells: string[] }[] = []
  let counted = 0
  try {
    for await (const item of parser) {
      const { record, info }: { record: string[]; info: { lines: number } } = item
      const text = record.join('')
      // The parser counts a CR LF inside of quotes as two lines.
      const line = info.lines - matches(text, /[\r\n]/g) - counted
      counted += matches(text, /\r\n/g)
      rows.push({ line, cells: record.map(unguarded) })
      if (rows.length > maxRows + 1)
        throw new TooLarge(`The file has more than ${maxRows} rows. Cut it in parts.`)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const reason = error instanceof Error ? error.message : 'unreadable'
    throw new Invalid(
      `The file is not proper CSV: ${reason.replace(/\.?$/, '.')} Mend the line and send it again.`,
    )
  }
  return { header: headerOf(rows.shift()?.cells ?? []), rows }
}

function headerOf(cells: readonly string[]): string[] {
  const header = cells.map((cell) => cell.trim())
  if (header.every((name) => name === ''))
    throw new Invalid('The file is empty. Its first line must name the columns.')
  const seen = new Set<string>()
  for (const [i, name] of header.entries()) {
    if (name === '')
      throw new Invalid(`Column ${i + 1} has no name. Name it in the first line, or remove it.`)
    if (seen.has(name)) throw new Invalid(`The column "${name}" stands twice. Rename or remove one.`)
    if (name.length > 60)
      throw new Invalid(`The column name "${name.slice(0, 60)}..." is longer than 60 characters.`)
    seen.add(name)
  }
  return header
}

async function* decoded(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  // The decoder also takes the byte order mark away.
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let size = 0
  const text = (chunk?: Uint8Array) => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode()
    } catch {
      throw new Invalid('The file is not UTF-8. Save it as "CSV UTF-8" and send it again.')
    }
  }
  for await (const chunk of stream) {
    size += chunk.byteLength
    if (size > maxBytes) throw new TooLarge('The file is larger than 100 MB. Cut it in parts.')
    const part = text(chunk)
    if (part.includes('\0'))
      throw new Invalid('The file holds NUL characters. Save it as "CSV UTF-8" and send it again.')
    yield part
  }
  yield text()
}

/** The text up to and with the first line, at least. */
async function firstText(chunks: AsyncIterator<string>): Promise<string> {
  let text = ''
  while (!text.includes('\n') && text.length < maxRecordBytes) {
    const { value, done } = await chunks.next()
    if (done) break
    text += value
  }
  return text
}

function delimiterOf(text: string): string {
  const header = text.slice(0, text.search(/\r|\n|$/))
  const count = (delimiter: string) => header.split(delimiter).length
  return [',', ';', '\t'].reduce((best, other) => (count(other) > count(best) ? other : best))
}

const matches = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0

async function* followed(first: string, chunks: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* chunks
}

/** One line of CSV with its line end. Numbers stay numbers; null is an empty cell. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellText).join(',')}\r\n`
}

/**
 * Text that a spreadsheet would run as a formula gets an apostrophe in front; `readCsv` takes it away again.
 * See OWASP, CSV injection.
 */
function cellText(cell: string | number | null): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^'*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const unguarded = (cell: string) => (/^'+[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell)

/** A download that is made while it is sent; `parts` are texts of any size. */
export function csvResponse(fileName: string, parts: AsyncIterable<string>): Response {
  const iterator = parts[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      // A byte order mark, or Excel takes UTF-8 for something else.
      controller.enqueue(encoder.encode('\uFEFF'))
    },
    async pull(controller) {
      const { value, done } = await iterator.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await iterator.return?.()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName}"`,
      'cache-control': 'no-store',
    },
  })
}

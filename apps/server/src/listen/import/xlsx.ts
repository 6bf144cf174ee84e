import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { readSheet } from 'read-excel-file/node'
import { collect } from './bytes.ts'
import type { TableRow } from './csv.ts'
import { TableError } from './table-error.ts'

/** A sheet is read into memory as a whole, so it is bounded; larger tables come as CSV, which streams. */
const maxSheetRows = 200_000
const maxPackedBytes = 32 * 1024 * 1024
const maxUnpackedBytes = 160 * 1024 * 1024

const tooBig = `This workbook is too large to be read at once (more than ${maxSheetRows} rows, 32 MB packed or 160 MB unpacked). Save the sheet as CSV, which may have any size.`
const damaged = 'This workbook is damaged or is not an .xlsx file. Save it again as .xlsx or as CSV.'

/**
 * Proves that the archive unpacks within bounds: the sizes a zip states may lie, so every entry is inflated
 * once against what is left of the limit before the workbook is parsed.
 */
async function checkArchive(file: Buffer): Promise<void> {
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > file.length) throw new TableError(damaged)
  const entries = file.readUInt16LE(end + 10)
  let at = file.readUInt32LE(end + 16)
  let left = maxUnpackedBytes
  for (let i = 0; i < entries; i++) {
    if (at + 46 > file.length || file.readUInt32LE(at) !== 0x02014b50) throw new TableError(damaged)
    const method = file.readUInt16LE(at + 10)
    const packed = file.readUInt32LE(at + 20)
    const local = file.readUInt32LE(at + 42)
    if (local + 30 > file.length) throw new TableError(damaged)
    const start = local + 30 + file.readUInt16LE(local + 26) + file.readUInt16LE(local + 28)
    left -= method === 8 ? await inflatedSize(file.subarray(start, start + packed), left) : packed
    if (left < 0) throw new TableError(tooBig)
    at += 46 + file.readUInt16LE(at + 28) + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
  }
}

const inflate = promisify(inflateRaw)

async function inflatedSize(packed: Buffer, max: number): Promise<number> {
  try {
    return (await inflate(packed, { maxOutputLength: Math.max(1, max) })).length
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    throw new TableError(code === 'ERR_BUFFER_TOO_LARGE' ? tooBig : damaged)
  }
}

/** Dates come out as ISO text, without the time where it is midnight. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return ''
    const iso = value.toISOString()
    return iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 10) : iso.slice(0, 19)
  }
  return String(value)
}

/** The first sheet of a workbook. Title rows above the header are skipped: the header is the first row nearly as wide as the widest of the first twenty. */
export async function readXlsx(
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ header: string[]; rows: TableRow[] }> {
  const file = await collect(bytes, maxPackedBytes, tooBig)
  await checkArchive(file)
  let data: unknown[][]
  try {
    data = await readSheet(file, 1)
  } catch {
    throw new TableError(damaged)
  }
  if (data.length > maxSheetRows) throw new TableError(tooBig)
  const cells = data.map((row) => row.map(cellText))
  const filled = cells.slice(0, 20).map((row) => row.filter((cell) => cell.trim() !== '').length)
  const widest = Math.max(0, ...filled)
  const headerAt = filled.findIndex((count) => count > 0 && count >= widest * 0.6)
  const header = (cells[headerAt] ?? []).map((cell) => cell.trim())
  while (header.length > 0 && header[header.length - 1] === '') header.pop()
  const rows: TableRow[] = []
  for (let i = headerAt + 1; i < cells.length; i++) {
    const row = cells[i]!.slice(0, header.length)
    if (row.every((cell) => cell.trim() === '')) continue
    while (row.length < header.length) row.push('')
    rows.push({ line: i + 1, cells: row, problem: null })
  }
  return { header, rows }
}

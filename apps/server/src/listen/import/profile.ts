import type { TableRow } from './csv.ts'
import { type DateGuess, guessDateFormat } from './dates.ts'
import { guessDecimal, isAbsent, isNoAnswer, parseNumber } from './numbers.ts'
import type { Table } from './read-table.ts'
import { type ColumnName, nameMatch, readName } from './words.ts'

const maxProfiledRows = 50_000
/** A profile looks at so many cells at most, so that a table of thousands of columns is not slow. */
const maxProfiledCells = 3_000_000
const keptRows = 5000
const dateCells = 500

/** What the values of a column look like. */
export interface Column {
  index: number
  name: string
  words: ColumnName
  /** Cells that hold something. */
  filled: number
  distinct: number
  /** Every row has a value and no two have the same. */
  unique: boolean
  /** Values that are numbers; `whole` of them are whole. */
  numbers: number
  whole: number
  /** Words for no answer among the numbers, and how many cells hold one. */
  codes: string[]
  coded: number
  min: number
  max: number
  /** How often each value occurs, for the first thirty values met. */
  counts: Map<string, number>
  meanLength: number
  /** Share of values with a blank or a Chinese character inside. */
  wordy: number
  samples: string[]
  date: DateGuess | null
}

export interface Profile {
  columns: Column[]
  /** Rows that were looked at; `complete` says whether these are all. */
  rows: number
  complete: boolean
  decimal: '.' | ','
  /** The first rows. */
  kept: TableRow[]
  /** Values of text columns in rows read, for the format of dates. */
}

class ColumnProfile {
  readonly seen = new Set<string>()
  readonly counts = new Map<string, number>()
  readonly first: string[] = []
  filled = 0
  numbers = 0
  whole = 0
  readonly codes = new Set<string>()
  coded = 0
  min = Number.POSITIVE_INFINITY
  max = Number.NEGATIVE_INFINITY
  length = 0
  wordy = 0

  add(cell: string, decimal: '.' | ','): void {
    if (isAbsent(cell)) return
    this.filled++
    this.seen.add(cell.length > 60 ? `${cell.length}:${cell.slice(0, 60)}` : cell)
    const count = this.counts.get(cell)
    if (count !== undefined) this.counts.set(cell, count + 1)
    else if (this.counts.size < 30) this.counts.set(cell, 1)
    if (this.first.length < dateCells) this.first.push(cell)
    this.length += cell.length
    if (/\S\s\S|[\u4e00-\u9fff]{2}/.test(cell)) this.wordy++
    const number = parseNumber(cell, decimal)
    if (number === null) {
      if (!isNoAnswer(cell)) return
      this.coded++
      if (this.codes.size < 10) this.codes.add(cell.trim())
      return
    }
    this.numbers++
    if (Number.isInteger(number)) this.whole++
    if (number < this.min) this.min = number
    if (number > this.max) this.max = number
  }
}

/** Looks at the first rows of a table: enough to tell what each column holds, within bounded memory. */
export async function profileTable(table: Table): Promise<Profile> {
  const limit = Math.max(500, Math.min(maxProfiledRows, Math.floor(maxProfiledCells / table.header.length)))
  const columns = table.header.map(() => new ColumnProfile())
  const kept: TableRow[] = []
  let decimal: '.' | ',' | null = null
  let rows = 0
  let complete = true
  reading: for await (const batch of table.rows) {
    // Sheets and JSON hold numbers, not texts of numbers, unless somebody typed them as text.
    decimal ??= batch.length === 0 ? null : guessDecimal(cellsOf(batch))
    for (const row of batch) {
      if (kept.length < keptRows) kept.push(row)
      if (row.problem !== null) continue
      if (rows >= limit) {
        complete = false
        break reading
      }
      rows++
      for (let i = 0; i < columns.length; i++) columns[i]!.add(row.cells[i] ?? '', decimal ?? '.')
    }
  }
  return {
    columns: columns.map((column, i) => describe(column, i, table.header[i]!, rows)),
    rows,
    complete,
    decimal: decimal ?? '.',
    kept,
  }
}

function* cellsOf(batch: TableRow[]): Generator<string> {
  for (const row of batch.slice(0, 500)) if (row.problem === null) yield* row.cells
}

function describe(column: ColumnProfile, index: number, name: string, rows: number): Column {
  const words = readName(name)
  const filled = Math.max(1, column.filled)
  return {
    index,
    name,
    words,
    filled: column.filled,
    distinct: column.seen.size,
    unique: column.filled === rows && column.seen.size === rows && rows > 0,
    numbers: column.numbers,
    whole: column.whole,
    codes: [...column.codes],
    coded: column.coded,
    min: column.min,
    max: column.max,
    counts: column.counts,
    meanLength: column.length / filled,
    wordy: column.wordy / filled,
    samples: [...column.counts.keys()].slice(0, 5).map((value) => value.slice(0, 200)),
    date: column.first.length === 0 ? null : guessDateFormat(column.first, nameMatch(words, 'time') > 0),
  }
}

/** All but a few of the values are numbers, or words for no answer among numbers. */
export const isNumeric = (column: Column): boolean =>
  column.numbers >= Math.max(1, column.filled * 0.5) && column.numbers + column.coded >= column.filled * 0.95

export const isWhole = (column: Column): boolean => isNumeric(column) && column.whole === column.numbers

import { type CsvResult, uiLanguageSchema } from '@tandem/contract'
import type { z } from 'zod'
import { faultsOf, fieldWords, Invalid } from '../platform/index.ts'
import type { CsvTable } from './csv.ts'
import type { WrittenRows } from './write-units.ts'

/** In front of a column that is an attribute although it is called like a column that is known. */
const attributePrefix = 'attribute:'
const mostBadRows = 1_000

export type BadRow = CsvResult['badRows'][number]
export interface GoodRow<T> {
  readonly line: number
  readonly value: T
}

/**
 * The rows of a table by a schema of the known columns; every other column is an attribute. Empty cells are absent.
 * Faults of single cells are said in the language. Throws Invalid when a required column is missing.
 */
export function parseRows<T>(
  table: CsvTable,
  columns: { readonly known: readonly string[]; readonly required: readonly string[] },
  schema: z.ZodType<T>,
  language: string,
): { good: GoodRow<T>[]; bad: BadRow[] } {
  const targets = table.header.map((name) =>
    columns.known.find((k) => k.toLowerCase() === name.toLowerCase()),
  )
  for (const [i, column] of targets.entries())
    if (column && targets.indexOf(column) < i)
      throw new Invalid(`The column "${column}" stands twice. Rename or remove one.`)
  for (const column of columns.required)
    if (!targets.includes(column))
      throw new Invalid(`The file needs a column "${column}". Add it to the first line.`)
  const says = fieldWords[uiLanguageSchema.catch('en').parse(language)]
  const good: GoodRow<T>[] = []
  const bad: BadRow[] = []
  for (const { line, cells } of table.rows) {
    const row: Record<string, unknown> = {}
    const attributes: Record<string, string> = {}
    for (const [i, name] of table.header.entries()) {
      const cell = cells[i] ?? ''
      if (cell.trim() === '') continue
      const column = targets[i]
      if (column) row[column] = cell.trim()
      else attributes[name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : name] = cell
    }
    const parsed = schema.safeParse({ ...row, attributes }, says)
    if (cells.slice(table.header.length).some((cell) => cell.trim() !== ''))
      bad.push({
        line,
        reason: `The row has ${cells.length} cells, the header only ${table.header.length}. Mend the row.`,
      })
    else if (parsed.success) good.push({ line, value: parsed.data })
    else bad.push({ line, reason: faultsOf(parsed.error) })
  }
  return { good, bad }
}

/** What an import answers: what was written, and all bad rows in the order of the file. */
export function csvResult(
  written: WrittenRows,
  good: readonly GoodRow<unknown>[],
  bad: readonly BadRow[],
): CsvResult {
  const refused = [...written.refused].map(([index, reason]) => ({ line: good[index]?.line ?? 0, reason }))
  const all = [...bad, ...refused].sort((a, b) => a.line - b.line)
  const { created, updated, unchanged } = written
  return { created, updated, unchanged, bad: all.length, badRows: all.slice(0, mostBadRows) }
}

/** The names under which attributes are exported: their own, unless a known column is called so. */
export function attributeColumn(key: string, known: readonly string[]): string {
  const clashes = known.some((column) => column.toLowerCase() === key.toLowerCase())
  return clashes || key.startsWith(attributePrefix) ? attributePrefix + key : key
}

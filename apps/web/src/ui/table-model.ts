import type { ReactNode } from 'react'
import { fold } from './fold.ts'

export interface Column<Row> {
  readonly key: string
  readonly header: string
  /** What is sorted, searched and exported. */
  readonly value: (row: Row) => string | number | null
  /** What is shown; the value itself unless told. */
  readonly cell?: (row: Row) => ReactNode
  /** `end` for numbers, with tabular figures. */
  readonly align?: 'start' | 'end'
  /** Width in pixels; the first column takes what is left. */
  readonly width?: number
  /** False: cannot be sorted by. */
  readonly sortable?: boolean
  /** False: not searched. Numbers never are. */
  readonly searchable?: boolean
  /** Left out on screens narrower than 768 px. */
  readonly wideOnly?: boolean
}

export interface Sort {
  readonly key: string
  readonly descending: boolean
}

/** Rows that have every word of the text in their searchable columns. */
export function searchRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  text: string,
): readonly Row[] {
  const words = fold(text).split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  const searched = columns.filter((column) => column.searchable !== false)
  return rows.filter((row) => {
    const values = searched.map((column) => column.value(row)).filter((v) => typeof v === 'string')
    const hay = fold(values.join('\n'))
    return words.every((word) => hay.includes(word))
  })
}

/** Sorts by a column; what has no value comes last either way, and equals keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  sort: Sort | null,
  language: string,
): readonly Row[] {
  const column = columns.find((c) => c.key === sort?.key)
  if (!sort || !column) return rows
  const collator = new Intl.Collator(language, { numeric: true })
  const sign = sort.descending ? -1 : 1
  const keyed = rows.map((row) => ({ row, value: column.value(row) }))
  keyed.sort(({ value: a }, { value: b }) => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(`${a}`, `${b}`)
    return sign * order
  })
  return keyed.map(({ row }) => row)
}

/** The next state of a column's sort: numbers start with the largest, text with A; the third press ends it. */
export function nextSort(sort: Sort | null, key: string, numeric: boolean): Sort | null {
  if (sort?.key !== key) return { key, descending: numeric }
  return sort.descending === numeric ? { key, descending: !numeric } : null
}

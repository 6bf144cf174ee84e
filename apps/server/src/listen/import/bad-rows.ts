import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { UiLanguage } from '@tandem/contract'
import { translate } from '../../platform/index.ts'
import type { TableRow } from './csv.ts'

const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
const csvLine = (cells: readonly string[]): string => `${cells.map(quoted).join(',')}\r\n`

/**
 * The file of refused rows: line, reason, and the row as it stands in the file, so that a person can mend it
 * there and import that file. Reasons are in the language of the person. Written as the rows come; a file exists only
 * if there is one.
 */
export class BadRows {
  readonly #path: string
  readonly #header: readonly string[]
  readonly #language: UiLanguage
  #stream: WriteStream | null = null
  #error: Error | null = null
  count = 0

  constructor(path: string, header: readonly string[], language: UiLanguage) {
    this.#path = path
    this.#header = header
    this.#language = language
  }

  /** Forget what an earlier run wrote. */
  async reset(): Promise<void> {
    await rm(this.#path, { force: true })
  }

  async add(row: TableRow, reason: string): Promise<void> {
    if (this.#error !== null) throw this.#error
    this.count++
    if (this.#stream === null) {
      await mkdir(dirname(this.#path), { recursive: true })
      this.#stream = createWriteStream(this.#path, { mode: 0o600 })
      this.#stream.on('error', (error) => {
        this.#error = error
      })
      // The mark makes spreadsheets read it as UTF-8.
      this.#stream.write(`\ufeff${csvLine(['line', 'reason', ...this.#header])}`)
    }
    const said = translate(reason, this.#language)
    if (!this.#stream.write(csvLine([String(row.line), said, ...row.cells])))
      await once(this.#stream, 'drain')
  }

  async close(): Promise<void> {
    const stream = this.#stream
    if (stream === null) return
    this.#stream = null
    if (this.#error !== null) throw this.#error
    stream.end()
    await once(stream, 'close')
    if (this.#error !== null) throw this.#error
  }
}

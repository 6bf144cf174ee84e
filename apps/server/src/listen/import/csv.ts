/** A row as it stands in the file. With a `problem` the cells hold the raw line alone. */
export interface TableRow {
  /** Where it begins: line of a text file (from 1), row of a sheet, element of a JSON array. */
  line: number
  cells: string[]
  problem: string | null
}

/** A quoted cell longer than this is a quote that somebody forgot to close. */
const maxQuotedChars = 100_000
/** A line longer than this is not a line of a table. */
const maxLineChars = 4_000_000

interface Parsed {
  cells: string[]
  next: number
}

const incomplete = Symbol('incomplete')
const broken = Symbol('broken')

/**
 * A streaming reader of separated values (RFC 4180, and what is met in the wild: any delimiter, bare quotes
 * inside a cell, lines ended by CR LF, LF or CR). Written here and not taken from a library because a quote
 * that is never closed must cost one row, not the rest of the file: the reader goes back to the line where
 * the quote was opened, reports that line, and goes on with the next.
 */
export class CsvReader {
  readonly #delimiter: string
  readonly #eol: '\n' | '\r'
  #text = ''
  #line = 1
  #width = 0
  #skipping = false

  /** @param eol The last character of a line end. */
  constructor(delimiter: string, eol: '\n' | '\r' = '\n') {
    this.#delimiter = delimiter
    this.#eol = eol
  }

  /** From the header on: rows of another width are bad, and a quoted cell over several lines must fit it. */
  set width(cells: number) {
    this.#width = cells
  }

  push(text: string): TableRow[] {
    this.#text = this.#text === '' ? text : this.#text + text
    return this.#drain(false)
  }

  end(): TableRow[] {
    return this.#drain(true)
  }

  #drain(atEnd: boolean): TableRow[] {
    const rows: TableRow[] = []
    const text = this.#text
    let at = 0
    while (at < text.length) {
      let lineEnd = text.indexOf(this.#eol, at)
      if (lineEnd < 0) {
        if (!atEnd && text.length - at <= maxLineChars) break
        if (!atEnd) {
          this.#tooLong(rows, text.slice(at, at + 200))
          at = text.length
          break
        }
        lineEnd = text.length
      }
      if (this.#skipping) {
        this.#skipping = false
        this.#line++
        at = lineEnd + 1
        continue
      }
      const next = this.#row(rows, text, at, lineEnd, atEnd)
      if (next < 0) break
      at = next
    }
    this.#text = text.slice(at)
    return rows
  }

  #tooLong(rows: TableRow[], start: string): void {
    if (!this.#skipping) {
      const problem = `The line is longer than ${maxLineChars} characters. Is this a table with one row a line?`
      rows.push({ line: this.#line, cells: [start], problem })
    }
    this.#skipping = true
  }

  /** Adds the record at `at`; answers where the next one begins, or -1 when more text is needed. */
  #row(rows: TableRow[], text: string, at: number, lineEnd: number, atEnd: boolean): number {
    const stop = text[lineEnd - 1] === '\r' && lineEnd > at ? lineEnd - 1 : lineEnd
    const line = text.slice(at, stop)
    let cells: string[]
    let next = lineEnd + 1
    if (!line.includes('"')) {
      cells = line.split(this.#delimiter)
    } else {
      const parsed = this.#quoted(text, at, stop, atEnd)
      if (parsed === incomplete) return -1
      const spansLines = parsed !== broken && parsed.next > next
      const misfit = parsed !== broken && spansLines && this.#width > 0 && parsed.cells.length !== this.#width
      if (parsed === broken || misfit) {
        const problem = 'A quotation mark is not closed or not doubled. Mend the quotes of this line.'
        rows.push({ line: this.#line++, cells: [line], problem })
        return next
      }
      cells = parsed.cells
      next = parsed.next
    }
    const first = this.#line
    this.#line += next === lineEnd + 1 ? 1 : this.#linesIn(text, at, next)
    if (cells.length === 1 && cells[0]!.trim() === '' && this.#width !== 1) return next
    rows.push({ line: first, cells, problem: this.#widthProblem(cells) })
    return next
  }

  #widthProblem(cells: string[]): string | null {
    if (this.#width === 0 || cells.length === this.#width) return null
    while (cells.length > this.#width && cells[cells.length - 1] === '') cells.pop()
    if (cells.length === this.#width) return null
    return `The row has ${cells.length} cells, the header has ${this.#width}. Add the missing or drop the extra delimiters.`
  }

  #linesIn(text: string, from: number, to: number): number {
    let count = 0
    for (let at = text.indexOf(this.#eol, from); at >= 0 && at < to; at = text.indexOf(this.#eol, at + 1))
      count++
    return count
  }

  /** Parses the record at `from`, whose first line ends at `stop`, looking at quotes. */
  #quoted(
    text: string,
    from: number,
    stop: number,
    atEnd: boolean,
  ): Parsed | typeof incomplete | typeof broken {
    const cells: string[] = []
    let at = from
    for (;;) {
      let cell: string
      if (text[at] === '"') {
        const closed = this.#quotedCell(text, at, atEnd)
        if (typeof closed === 'symbol') return closed
        cell = closed.cell
        at = closed.next
      } else {
        if (at > stop) stop = this.#lineStop(text, at)
        if (stop < 0) {
          if (!atEnd) return text.length - from > maxLineChars ? broken : incomplete
          stop = text.length
        }
        const delimiter = text.indexOf(this.#delimiter, at)
        const end = delimiter >= 0 && delimiter < stop ? delimiter : stop
        cell = text.slice(at, end)
        at = end
      }
      cells.push(cell)
      if (at >= text.length) return atEnd ? { cells, next: at } : incomplete
      if (text.startsWith(this.#delimiter, at)) {
        at += this.#delimiter.length
      } else if (text[at] === this.#eol) {
        return { cells, next: at + 1 }
      } else if (text[at] === '\r' && text[at + 1] === this.#eol) {
        return { cells, next: at + 2 }
      } else {
        // A CR at the very end of what has been read may be half of a CR LF.
        return text[at] === '\r' && at + 1 === text.length && !atEnd ? incomplete : broken
      }
    }
  }

  #lineStop(text: string, at: number): number {
    const end = text.indexOf(this.#eol, at)
    return end > at && text[end - 1] === '\r' ? end - 1 : end
  }

  #quotedCell(
    text: string,
    open: number,
    atEnd: boolean,
  ): { cell: string; next: number } | typeof incomplete | typeof broken {
    let cell = ''
    let from = open + 1
    for (;;) {
      const quote = text.indexOf('"', from)
      if ((quote < 0 ? text.length : quote) - open > maxQuotedChars) return broken
      if (quote < 0) return atEnd ? broken : incomplete
      if (quote + 1 === text.length && !atEnd) return incomplete
      cell += text.slice(from, quote)
      if (text[quote + 1] !== '"') return { cell, next: quote + 1 }
      cell += '"'
      from = quote + 2
    }
  }
}

const delimiters = [',', ';', '\t', '|'] as const

/** The delimiter under which the first rows of a text agree best on a number of cells above one. */
export function guessDelimiter(sample: string, eol: '\n' | '\r'): string {
  let best = ','
  let bestScore = 0
  for (const delimiter of delimiters) {
    const rows = new CsvReader(delimiter, eol).push(sample).slice(0, 200)
    const width = rows[0]?.cells.length ?? 0
    if (width < 2) continue
    const agreeing = rows.filter((row) => row.problem === null && row.cells.length === width).length
    const score = agreeing / rows.length + Math.min(width, 50) / 1000
    if (score > bestScore) {
      bestScore = score
      best = delimiter
    }
  }
  return best
}

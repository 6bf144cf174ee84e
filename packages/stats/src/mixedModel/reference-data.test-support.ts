/** For the tests and benches only: reads the shared reference results and data where they are at hand. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { RandomTerm } from './types.ts'

const SHARED = new URL('../../../../../shared/', import.meta.url)

/** Options of a test that needs the shared data: skips, and says so, when there is none. */
export const needsShared = existsSync(SHARED)
  ? {}
  : { skip: 'no ../shared: reference results are not at hand' }

/** Text of a shared file. */
export function sharedText(path: string): string {
  const bytes = readFileSync(new URL(path, SHARED))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Columns of a CSV file whose cells have no line breaks. */
export function readColumns(text: string): Record<string, string[]> {
  const lines = text.trimEnd().split('\n').map(splitLine)
  const header = lines[0]!
  return Object.fromEntries(header.map((name, c) => [name, lines.slice(1).map((cells) => cells[c] ?? '')]))
}

function splitLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',')
  return line.match(/("([^"]|"")*"|[^,]*)(,|$)/g)!.map((cell) => {
    const bare = cell.endsWith(',') ? cell.slice(0, -1) : cell
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare
  })
}

/** Levels in R's order: numbers by value, words by the alphabet. */
export function asFactor(values: readonly string[]): { levels: Int32Array; names: string[] } {
  const names = [...new Set(values)]
  const numeric = names.every((v) => Number.isFinite(Number(v)))
  names.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1))
  const index = new Map(names.map((v, i) => [v, i]))
  return { levels: Int32Array.from(values, (v) => index.get(v)!), names }
}

/** A random intercept over the values of a column. */
export function grouping(name: string, values: readonly string[]): RandomTerm & { names: string[] } {
  const { levels, names } = asFactor(values)
  return { name, levels, levelCount: names.length, names }
}

/** The column as numbers. */
export const numbers = (values: readonly string[]): Float64Array => Float64Array.from(values, Number)

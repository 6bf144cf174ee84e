/** Reads the reference cases and data sets beside the repository, for tests only; they skip when these are absent. */
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const shared = new URL('../../../../../shared/', import.meta.url)

/** Options of a test that needs ../shared: skips loudly when it is not there. */
export const needsShared = existsSync(shared)
  ? {}
  : { skip: 'no ../shared beside the repository: the reference results of R were not compared' }

/** A reference case, read by path: `at.number('results', 'coef', 'HRS')`. */
export interface Reference {
  readonly number: (...path: string[]) => number
  readonly text: (...path: string[]) => string
  readonly texts: (...path: string[]) => string[]
  /** A list (or a matrix, row by row) of numbers; null is NaN and "Inf" is Infinity. */
  readonly list: (...path: string[]) => number[]
}

/** Opens one reference case. */
export function reference(name: string): Reference {
  const root: unknown = JSON.parse(readFileSync(new URL(`reference/public/${name}.json`, shared), 'utf8'))
  const find = (path: string[]) =>
    path.reduce<unknown>((node, key) => Object.entries(node ?? {}).find(([k]) => k === key)?.[1], root)
  const toNumber = (v: unknown): number =>
    v === null ? Number.NaN : v === 'Inf' ? Number.POSITIVE_INFINITY : Number(v)
  return {
    number: (...path) => {
      const v = find(path)
      assert.equal(typeof v, 'number', `${name} has no number at ${path.join('.')}`)
      return Number(v)
    },
    text: (...path) => String(find(path)),
    texts: (...path) => [find(path)].flat().map(String),
    list: (...path) => {
      const v = find(path)
      assert.ok(Array.isArray(v), `${name} has no list at ${path.join('.')}`)
      return v.flat().map(toNumber)
    },
  }
}

/** A data set as columns of text. */
export function readTable(file: string): Readonly<Record<string, string[]>> {
  const lines = gunzipSync(readFileSync(new URL(file, shared)))
    .toString('utf8')
    .split(/\r?\n/)
  const header = splitLine(lines[0]!)
  const table: Record<string, string[]> = Object.fromEntries(header.map((h) => [h, []]))
  for (const line of lines.slice(1)) {
    if (line === '') continue
    for (const [j, cell] of splitLine(line).entries()) table[header[j]!]!.push(cell)
  }
  return table
}

function splitLine(line: string): string[] {
  if (!line.includes('"')) return line.split(',')
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) =>
    (m[1] ?? m[2] ?? '').replaceAll('""', '"'),
  )
}

/** A column as numbers; empty and NA become NaN. */
export function numbers(column: readonly string[]): Float64Array {
  return Float64Array.from(column, (s) => (s === '' || s === 'NA' ? Number.NaN : Number(s)))
}

/** Fails unless two numbers agree to a relative tolerance (absolute below size 1e-3 of the tolerance's reach). */
export function close(actual: number, expected: number, tolerance: number, what = ''): void {
  const gap = Math.abs(actual - expected)
  assert.ok(
    gap <= tolerance * Math.max(1e-3, Math.abs(expected)),
    `${what}: ${actual} is not ${expected} (gap ${gap})`,
  )
}

import { hash } from 'node:crypto'
import type { ImportMapping, SignalInput, Source } from '@tandem/contract'
import type { UnitFacts } from '../../link/index.ts'
import { type Columns, columnsOf, MappingError } from './columns.ts'
import type { TableRow } from './csv.ts'
import { compileDateFormat, type DateParser } from './dates.ts'
import type { KnownMetric } from './guess-metrics.ts'
import { isAbsent, parseNumber } from './numbers.ts'
import { headerFingerprint, RowKeys } from './row-key.ts'

export { MappingError } from './columns.ts'

/** The unit of a row as far as the row describes it. */
export interface UnitRow extends UnitFacts {
  readonly parent: string | null
}

export type RowResult =
  | { kind: 'signals'; signals: SignalInput[]; unit: UnitRow }
  | { kind: 'unit'; unit: UnitRow }
  | { kind: 'problem'; problem: string }

type RowReader = (row: TableRow) => RowResult

/** What is wrong with a row, thrown inside this file only. */
class Problem extends Error {}

const maxCommentChars = 10_000
const maxComments = 20

/**
 * Compiles a mapping for a file into a reader of its rows. A reader is made anew for each pass through the
 * file, for it counts identical rows.
 *
 * @throws MappingError where the mapping does not fit the file, with a sentence that says what to change.
 */
export function rowReader(
  mapping: ImportMapping,
  header: readonly string[],
  known: readonly KnownMetric[],
): RowReader {
  const columns = columnsOf(mapping, header, known)
  let parseTime: DateParser
  try {
    parseTime = compileDateFormat(mapping.dateFormat, mapping.timeZone)
  } catch (error) {
    throw new MappingError(error instanceof Error ? error.message : String(error))
  }
  const context: Context = {
    mapping,
    columns,
    parseTime,
    rowKeys: new RowKeys(),
    prefix: keyPrefix(mapping, header),
  }
  return (row) => {
    if (row.problem !== null) return { kind: 'problem', problem: row.problem }
    try {
      return read(row.cells, context)
    } catch (error) {
      if (error instanceof Problem) return { kind: 'problem', problem: error.message }
      throw error
    }
  }
}

/** Ids are told apart by the columns of the file and, where all rows are about one unit, by that: each unit may send its own file. */
function keyPrefix(mapping: ImportMapping, header: readonly string[]): string {
  const file = headerFingerprint(header).slice(0, 8)
  return mapping.fixedUnit === null
    ? `${file}:`
    : `${file}:${hash('sha256', mapping.fixedUnit, 'hex').slice(0, 8)}:`
}

interface Context {
  mapping: ImportMapping
  columns: Columns
  parseTime: DateParser
  rowKeys: RowKeys
  prefix: string
}

type Named = { index: number; name: string }

function read(cells: readonly string[], context: Context): RowResult {
  const { mapping, columns } = context
  // The id comes first and always, so that a bad row still counts among identical ones.
  const key = mapping.target === 'signals' ? sourceKey(cells, context) : ''
  const unit = unitOf(cells, context)
  if (mapping.target === 'units') return { kind: 'unit', unit }
  const occurredAt = timeOf(cells, context) ?? mapping.fixedTime
  if (occurredAt === null) {
    const column = columns.time?.name
    throw new Problem(column === undefined ? 'The row has no time.' : `"${column}" (the time) is empty.`)
  }
  const bySource = readingsOf(cells, context)
  const comments = commentsOf(cells, context)
  if (comments.length > 0 && !bySource.has(mapping.source)) bySource.set(mapping.source, [])
  if (bySource.size === 0) throw new Problem('The row holds no answer, figure or comment.')
  const attributes = attributesOf(cells, columns.attributes)
  const shared = {
    occurredAt,
    unit: unit.key,
    ...optional('touchpoint', keyOf(cells, columns.touchpoint)),
    ...optional('channel', short(cells, columns.channel, 60)),
    ...languageOf(cells, context, attributes),
    attributes,
  }
  const people = peopleOf(cells, columns)
  const signals: SignalInput[] = []
  for (const [source, readings] of bySource) {
    const main = source === mapping.source
    signals.push({
      sourceKey: main ? key : `${key}#${source}`,
      source,
      ...shared,
      ...(main ? people : {}),
      readings,
      ...(main ? { comments } : {}),
    })
  }
  return { kind: 'signals', signals, unit }
}

function sourceKey(cells: readonly string[], { columns, rowKeys, prefix }: Context): string {
  if (columns.sourceKey.length === 0) return prefix + rowKeys.next(cells)
  const parts = columns.sourceKey.map((column) => {
    const part = (cells[column.index] ?? '').trim()
    if (part === '') throw new Problem(`"${column.name}" (the id of the row) is empty.`)
    return part
  })
  const key = prefix + parts.join('|')
  return key.length <= 160 ? key : prefix + hash('sha256', key, 'base64url')
}

function keyOf(cells: readonly string[], column: Named | undefined): string | undefined {
  return short(cells, column, 120)
}

function short(cells: readonly string[], column: Named | undefined, max: number): string | undefined {
  if (column === undefined) return undefined
  const text = (cells[column.index] ?? '').trim()
  if (text.length < 10 && isAbsent(text)) return undefined
  if (text.length > max) {
    throw new Problem(`"${column.name}" is ${text.length} characters long; at most ${max} are possible.`)
  }
  return text
}

function optional<K extends string>(key: K, value: string | undefined): { [P in K]?: string } {
  const result: { [P in K]?: string } = {}
  if (value !== undefined) result[key] = value
  return result
}

function unitOf(cells: readonly string[], context: Context): UnitRow {
  const { columns, mapping } = context
  const key = keyOf(cells, columns.unit) ?? mapping.fixedUnit
  if (key === null) {
    throw new Problem(
      columns.unit === undefined ? 'The row names no unit.' : `"${columns.unit.name}" (the unit) is empty.`,
    )
  }
  const latitude = degrees(cells, columns.latitude, 90, mapping.decimal)
  const longitude = degrees(cells, columns.longitude, 180, mapping.decimal)
  // Nobody has a site in the sea off Ghana: 0, 0 is how files write that the place is not known.
  const placed = latitude !== null && longitude !== null && (latitude !== 0 || longitude !== 0)
  return {
    key,
    name: short(cells, columns.unitName, 200) ?? null,
    parent: keyOf(cells, columns.unitParent) ?? null,
    latitude: placed ? latitude : null,
    longitude: placed ? longitude : null,
    openedOn: mapping.target === 'units' ? (timeOf(cells, context)?.slice(0, 10) ?? null) : null,
    attributes: attributesOf(cells, columns.unitAttributes),
  }
}

function degrees(
  cells: readonly string[],
  column: Named | undefined,
  limit: number,
  decimal: '.' | ',',
): number | null {
  if (column === undefined) return null
  const text = cells[column.index] ?? ''
  if (isAbsent(text)) return null
  const value = parseNumber(text, decimal)
  if (value === null || Math.abs(value) > limit) {
    throw new Problem(
      `"${column.name}" is "${clip(text)}", which is no degree between -${limit} and ${limit}.`,
    )
  }
  return value
}

function timeOf(cells: readonly string[], { columns, parseTime, mapping }: Context): string | null {
  if (columns.time === undefined) return null
  const text = cells[columns.time.index] ?? ''
  if (isAbsent(text)) return null
  const time = parseTime(text)
  if (time === null) {
    throw new Problem(
      `"${columns.time.name}" is "${clip(text)}", which is no time written as ${mapping.dateFormat}.`,
    )
  }
  return time
}

const clip = (text: string): string => (text.length > 80 ? `${text.slice(0, 80)}…` : text)

type Readings = { metric: string; value: number }[]

function readingsOf(cells: readonly string[], { columns, mapping }: Context): Map<Source, Readings> {
  const bySource = new Map<Source, Readings>()
  const add = (metric: KnownMetric, name: string, text: string, missing: ReadonlySet<string>) => {
    if (isAbsent(text) || missing.has(text.trim())) return
    const value = parseNumber(text, mapping.decimal)
    if (value === null) throw new Problem(`"${name}" is "${clip(text)}", which is not a number.`)
    if (missing.has(String(value))) return
    if (value < metric.scaleMin || value > metric.scaleMax) {
      throw new Problem(
        `"${name}" is ${value}; "${metric.name}" goes from ${metric.scaleMin} to ${metric.scaleMax}.`,
      )
    }
    const readings = bySource.get(metric.source)
    if (readings === undefined) bySource.set(metric.source, [{ metric: metric.key, value }])
    else readings.push({ metric: metric.key, value })
  }
  for (const reading of columns.readings) {
    add(reading.metric, reading.name, cells[reading.index] ?? '', reading.missing)
  }
  if (columns.metricName !== undefined && columns.value !== undefined) {
    const name = (cells[columns.metricName.index] ?? '').trim()
    const metric = columns.metricsByName.get(name.toLowerCase())
    if (metric === undefined) {
      throw new Problem(
        `"${columns.metricName.name}" is "${clip(name)}", which is no metric. Add it to the metrics of the import.`,
      )
    }
    add(metric, columns.value.name, cells[columns.value.index] ?? '', columns.noCodes)
  }
  return bySource
}

function commentsOf(cells: readonly string[], { columns }: Context): { text: string }[] {
  const comments: { text: string }[] = []
  for (const column of columns.comments) {
    const text = (cells[column.index] ?? '').trim()
    if (isAbsent(text)) continue
    for (let at = 0; at < text.length; at += maxCommentChars) {
      comments.push({ text: text.slice(at, at + maxCommentChars) })
    }
  }
  if (comments.length > maxComments) {
    throw new Problem(`The row holds more than ${maxComments} comments of ${maxCommentChars} characters.`)
  }
  return comments
}

function attributesOf(
  cells: readonly string[],
  columns: readonly (Named & { key: string })[],
): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const column of columns) {
    const value = short(cells, column, 300)
    if (value !== undefined) attributes[column.key] = value
  }
  return attributes
}

function peopleOf(
  cells: readonly string[],
  columns: Columns,
): Pick<SignalInput, 'employees' | 'customer' | 'evaluator'> {
  const employees: string[] = []
  for (const column of columns.employees) {
    const key = keyOf(cells, column)
    if (key !== undefined && !employees.includes(key)) employees.push(key)
  }
  return {
    ...(employees.length > 0 ? { employees } : {}),
    ...optional('customer', keyOf(cells, columns.customer)),
    ...optional('evaluator', keyOf(cells, columns.evaluator)),
  }
}

const languageNames: Readonly<Record<string, string>> = {
  english: 'en',
  german: 'de',
  deutsch: 'de',
  french: 'fr',
  spanish: 'es',
  portuguese: 'pt',
  português: 'pt',
  russian: 'ru',
  русский: 'ru',
  hungarian: 'hu',
  magyar: 'hu',
  chinese: 'zh',
  中文: 'zh',
  汉语: 'zh',
  italian: 'it',
  polish: 'pl',
}

/** A language that is no tag and no name we know stays as an attribute; it is no reason to lose the row. */
function languageOf(
  cells: readonly string[],
  { columns, mapping }: Context,
  attributes: Record<string, string>,
): { language?: string } {
  const text = short(cells, columns.language, 300)
  if (text === undefined) return optional('language', mapping.fixedLanguage ?? undefined)
  const named = languageNames[text.toLowerCase()]
  const [first = '', ...rest] = text.replaceAll('_', '-').split('-')
  const tag = named ?? [first.toLowerCase(), ...rest].join('-')
  if (/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) return { language: tag }
  attributes[columns.language?.name.slice(0, 60) ?? 'language'] = text
  return {}
}

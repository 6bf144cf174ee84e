import type { ImportMapping } from '@tandem/contract'
import type { KnownMetric } from './guess-metrics.ts'

/** A mapping that does not fit the file or itself; the message says what to change. */
export class MappingError extends Error {
  override readonly name = 'MappingError'
}

interface Place {
  index: number
  name: string
}

/** Where in a row everything stands. */
export interface Columns {
  sourceKey: Place[]
  unit?: Place
  unitName?: Place
  unitParent?: Place
  latitude?: Place
  longitude?: Place
  time?: Place
  employees: Place[]
  customer?: Place
  evaluator?: Place
  touchpoint?: Place
  channel?: Place
  language?: Place
  comments: Place[]
  attributes: (Place & { key: string })[]
  unitAttributes: (Place & { key: string })[]
  readings: (Place & { metric: KnownMetric; missing: ReadonlySet<string> })[]
  metricName?: Place
  value?: Place
  /** By lower-case key and name: for files that name the metric in each row. */
  metricsByName: ReadonlyMap<string, KnownMetric>
  noCodes: ReadonlySet<string>
}

const single = [
  'unit',
  'unitName',
  'unitParent',
  'latitude',
  'longitude',
  'time',
  'customer',
  'evaluator',
  'touchpoint',
  'channel',
  'language',
  'metricName',
  'value',
] as const
type Single = (typeof single)[number]
const isSingle = (as: string): as is Single => (single as readonly string[]).includes(as)

/** Finds the columns of a mapping in the header of the file and checks that together they make sense. */
export function columnsOf(
  mapping: ImportMapping,
  header: readonly string[],
  known: readonly KnownMetric[],
): Columns {
  checkMetrics(mapping)
  const metrics = new Map<string, KnownMetric>([...mapping.metrics, ...known].map((m) => [m.key, m]))
  const columns: Columns = {
    sourceKey: [],
    employees: [],
    comments: [],
    attributes: [],
    unitAttributes: [],
    readings: [],
    metricsByName: byName(metrics.values()),
    noCodes: new Set(),
  }
  for (const { name, meaning } of mapping.columns) {
    if (meaning.as === 'ignore') continue
    const index = header.indexOf(name)
    if (index < 0) {
      throw new MappingError(
        `The file has no column "${name}". Its columns are: ${header.slice(0, 20).join(', ')}.`,
      )
    }
    const place = { index, name }
    if (meaning.as === 'sourceKey') columns.sourceKey.push(place)
    else if (meaning.as === 'employee') columns.employees.push(place)
    else if (meaning.as === 'comment') columns.comments.push(place)
    else if (meaning.as === 'attribute') columns.attributes.push({ ...place, key: meaning.key })
    else if (meaning.as === 'unitAttribute') columns.unitAttributes.push({ ...place, key: meaning.key })
    else if (meaning.as === 'reading') {
      const metric = metrics.get(meaning.metric)
      if (metric === undefined) {
        throw new MappingError(
          `The column "${name}" feeds the metric "${meaning.metric}", which does not exist. Choose one of the catalogue or add it to the metrics of the import.`,
        )
      }
      columns.readings.push({ ...place, metric, missing: new Set(meaning.missing ?? []) })
    } else if (isSingle(meaning.as)) {
      const other = columns[meaning.as]
      if (other !== undefined) {
        throw new MappingError(
          `Both "${other.name}" and "${name}" are said to be the ${meaning.as}. Keep one of them.`,
        )
      }
      columns[meaning.as] = place
    }
  }
  check(mapping, columns)
  return columns
}

function byName(metrics: Iterable<KnownMetric>): Map<string, KnownMetric> {
  const names = new Map<string, KnownMetric>()
  for (const metric of metrics) {
    for (const name of [metric.key.toLowerCase(), metric.name.toLowerCase()]) {
      if (!names.has(name)) names.set(name, metric)
    }
  }
  return names
}

function checkMetrics({ metrics }: ImportMapping): void {
  const keys = new Set<string>()
  for (const { key, scaleMin, scaleMax } of metrics) {
    if (keys.has(key)) throw new MappingError(`Two new metrics have the key "${key}". Give each its own.`)
    keys.add(key)
    if (scaleMin >= scaleMax) {
      throw new MappingError(
        `The scale of the new metric "${key}" goes from ${scaleMin} to ${scaleMax}. The second must be greater.`,
      )
    }
  }
}

function check(mapping: ImportMapping, columns: Columns): void {
  if (mapping.target === 'units') {
    if (columns.unit === undefined) throw new MappingError('Say which column is the key of the unit.')
    return
  }
  if (columns.unit === undefined && mapping.fixedUnit === null) {
    throw new MappingError('Say which column names the unit, or which unit all rows are about.')
  }
  if (columns.time === undefined && mapping.fixedTime === null) {
    throw new MappingError('Say which column is the time, or the day when all rows happened.')
  }
  if ((columns.metricName === undefined) !== (columns.value === undefined)) {
    throw new MappingError(
      'A file that names the metric in each row needs both columns: the metric and its value.',
    )
  }
  const used = new Set<string>()
  for (const reading of columns.readings) {
    if (used.has(reading.metric.key)) {
      throw new MappingError(`Two columns feed the metric "${reading.metric.key}". Give each its own.`)
    }
    used.add(reading.metric.key)
  }
  if (columns.readings.length === 0 && columns.metricName === undefined && columns.comments.length === 0) {
    throw new MappingError('Say which columns hold scores, figures or comments: so far none does.')
  }
}

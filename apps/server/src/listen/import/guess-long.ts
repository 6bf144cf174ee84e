import { guessReading, type MetricContext, type NewMetric, slug } from './guess-metrics.ts'
import type { Roles } from './guess-roles.ts'
import { parseNumber } from './numbers.ts'
import type { Column, Profile } from './profile.ts'
import { readName } from './words.ts'

/** The metrics that a long file names in its cells, each with the range its own values have. */
export function longMetrics(
  profile: Profile,
  long: NonNullable<Roles['long']>,
  context: MetricContext,
): NewMetric[] {
  const values = new Map<string, Column>()
  for (const row of profile.kept) {
    if (row.problem !== null) continue
    const name = (row.cells[long.metric.index] ?? '').trim()
    const number = parseNumber(row.cells[long.value.index] ?? '', profile.decimal)
    if (name === '' || number === null) continue
    const column = values.get(name) ?? emptyColumn(name)
    values.set(name, column)
    column.filled++
    column.numbers++
    if (Number.isInteger(number)) column.whole++
    column.min = Math.min(column.min, number)
    column.max = Math.max(column.max, number)
    if (column.counts.size < 30) column.counts.set(String(number), 1)
  }
  const metrics: NewMetric[] = []
  for (const [name, column] of [...values].slice(0, 500)) {
    const known = context.known.some(
      (m) => m.name.toLowerCase() === name.toLowerCase() || m.key === slug(name),
    )
    if (known) continue
    const { metric } = guessReading(column, context, null)
    if (!metrics.some((m) => m.key === metric.key)) metrics.push({ ...metric, name: name.slice(0, 200) })
  }
  return metrics
}

function emptyColumn(name: string): Column {
  return {
    index: -1,
    name,
    words: readName(name),
    filled: 0,
    distinct: 0,
    unique: false,
    numbers: 0,
    whole: 0,
    codes: [],
    coded: 0,
    min: Number.POSITIVE_INFINITY,
    max: Number.NEGATIVE_INFINITY,
    counts: new Map(),
    meanLength: 0,
    wordy: 0,
    samples: [],
    date: null,
  }
}

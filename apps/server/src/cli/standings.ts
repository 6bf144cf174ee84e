import type { Standing, UnitKind } from '@tandem/contract'
import { type Client, CommandError } from './connect.ts'
import { percent, printTable } from './output.ts'

interface StandingsOptions {
  readonly metric: string
  readonly weights?: string
  readonly period?: string
  readonly level: string
  readonly adjust: boolean
  readonly top: string
  readonly json?: boolean
}

/** `tandem standings`: the best and the worst with what is known about them. */
export async function standings(client: Client, options: StandingsOptions): Promise<void> {
  const result = await client.call('GET /api/v1/standings', {
    query: {
      metrics: options.metric,
      level: options.level as UnitKind,
      adjustEvaluators: String(options.adjust),
      ...(options.weights ? { weights: options.weights } : {}),
      ...(options.period ? readPeriod(options.period) : {}),
    },
  })
  if (options.json) {
    console.log(JSON.stringify(result, null, 2))
    return
  }
  const { items, howWeKnow } = result
  const sure = items.filter((s) => s.probabilityBottom > 0.8)
  console.log(
    `${items.length} units; ${sure.length} are in the bottom fifth with more than 80 % probability.`,
  )
  const n = Math.max(1, Number(options.top) || 10)
  const shown = items.length <= 2 * n ? items : [...items.slice(0, n), ...items.slice(-n)]
  printTable(
    ['rank', 'unit', 'estimate', '+/-', 'raw', 'n', 'P(top)', 'P(bottom)', 'strictness'],
    shown.map(row),
  )
  console.log(`\n${howWeKnow.method}; ${howWeKnow.n} readings, ${howWeKnow.from} to ${howWeKnow.to}.`)
  for (const warning of howWeKnow.warnings) console.log(`Note: ${warning.message}`)
}

function row(s: Standing): (string | number)[] {
  const round = (x: number | null) => (x === null ? '' : x.toFixed(1))
  return [
    `${Math.round(s.rank.lower)}-${Math.round(s.rank.upper)}`,
    s.name,
    round(s.estimate),
    round((s.interval.upper - s.interval.lower) / 2),
    round(s.raw),
    s.n,
    percent(s.probabilityTop),
    percent(s.probabilityBottom),
    round(s.withoutStrictness),
  ]
}

/** `2026`, `2026-06` or `2026-01-01..2026-06-30`, inclusive. */
export function readPeriod(text: string): { from: string; to: string } {
  const range = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(text)
  if (range) return { from: range[1]!, to: range[2]! }
  if (/^\d{4}$/.test(text)) return { from: `${text}-01-01`, to: `${text}-12-31` }
  const month = /^(\d{4})-(\d\d)$/.exec(text)
  if (month) {
    const last = new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).getUTCDate()
    return { from: `${text}-01`, to: `${text}-${last}` }
  }
  throw new CommandError('--period must look like 2026, 2026-06 or 2026-01-01..2026-06-30.')
}

import type { Standings, UiLanguage } from '@tandem/contract'
import writeExcelFile from 'write-excel-file/node'
import { translate } from '../platform/index.ts'
import { headings } from './standings-headings.ts'

type Cell = string | number | null

const round = (x: number | null) => (x === null ? null : Math.round(x * 10_000) / 10_000)

/** Standings as columns for spreadsheets: a stable name, and the cell of each unit. */
export function standingsColumns({ metrics, caseMix }: Standings): {
  readonly name: string
  /** The metric of a column that there is one of for each metric. */
  readonly of?: string
  readonly cell: (standing: Standings['items'][number]) => Cell
}[] {
  return [
    { name: 'key', cell: (s) => s.key },
    { name: 'name', cell: (s) => s.name },
    { name: 'parent', cell: (s) => s.parentName },
    { name: 'n', cell: (s) => s.n },
    { name: 'raw', cell: (s) => round(s.raw) },
    { name: 'estimate', cell: (s) => round(s.estimate) },
    { name: 'lower', cell: (s) => round(s.interval.lower) },
    { name: 'upper', cell: (s) => round(s.interval.upper) },
    { name: 'rank_expected', cell: (s) => round(s.rank.expected) },
    { name: 'rank_lower', cell: (s) => s.rank.lower },
    { name: 'rank_upper', cell: (s) => s.rank.upper },
    { name: 'probability_top_fifth', cell: (s) => round(s.probabilityTop) },
    { name: 'probability_bottom_fifth', cell: (s) => round(s.probabilityBottom) },
    { name: 'evaluator_strictness', cell: (s) => round(s.withoutStrictness) },
    ...(caseMix
      ? [{ name: 'mix_effect', cell: (s: Standings['items'][number]) => round(s.mix?.effect ?? null) }]
      : []),
    ...metrics.map(({ metric }) => ({
      name: `estimate_${metric.key}`,
      of: metric.name,
      cell: (s: Standings['items'][number]) =>
        round(s.metrics.find((m) => m.metric === metric.key)?.estimate ?? null),
    })),
  ]
}

const bold = { fontWeight: 'bold' as const, wrap: true, alignVertical: 'top' as const }
const day = (date: string) => ({ value: new Date(`${date}T00:00:00Z`), format: 'yyyy-mm-dd' })
const formats: Readonly<Record<string, string>> = {
  n: '#,##0',
  rank_lower: '#,##0',
  rank_upper: '#,##0',
  rank_expected: '#,##0.0',
  probability_top_fifth: '0.0%',
  probability_bottom_fifth: '0.0%',
}

/** A workbook of two sheets: the units, best first, with a frozen bold head; and how it was computed. */
export async function standingsXlsx(standings: Standings, language: UiLanguage): Promise<Buffer> {
  const words = headings[language]
  const columns = standingsColumns(standings)
  const cellOf = (name: string, value: Cell) => {
    if (value === null) return null
    return typeof value === 'number' ? { value, format: formats[name] ?? '0.00' } : value
  }
  const title = ({ name, of }: (typeof columns)[number]) =>
    of === undefined ? (words.columns[name] ?? name) : `${words.columns.estimate}: ${of}`
  const { howWeKnow, metrics, caseMix } = standings
  const about = [
    [words.from, day(howWeKnow.from)],
    [words.to, day(howWeKnow.to)],
    ...metrics.map(({ metric, weight }) => [
      `${words.metric}: ${metric.name}`,
      { value: weight, format: '0 %' },
    ]),
    ...(caseMix ? [[words.adjustedFor, caseMix.by]] : []),
    [words.readings, { value: howWeKnow.n, format: '#,##0' }],
    [words.units, { value: howWeKnow.units ?? standings.items.length, format: '#,##0' }],
    [words.method, translate(howWeKnow.method, language)],
    ...howWeKnow.warnings.map((w) => [words.warning, translate(w.message, language)]),
  ].map(([label, value]) => [{ value: String(label), fontWeight: 'bold' as const }, value ?? null])
  return writeExcelFile([
    {
      sheet: words.standings,
      stickyRowsCount: 1,
      columns: columns.map(({ name }) => ({ width: name === 'name' ? 32 : name === 'parent' ? 22 : 14 })),
      data: [
        columns.map((c) => ({ value: title(c), ...bold })),
        ...standings.items.map((s) => columns.map((c) => cellOf(c.name, c.cell(s)))),
      ],
    },
    { sheet: words.about, columns: [{ width: 34 }, { width: 60 }], data: about },
  ]).toBuffer()
}

/** A download with a name. */
export function fileResponse(content: string | Buffer, name: string, type: string): Response {
  return new Response(typeof content === 'string' ? content : new Uint8Array(content), {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    },
  })
}

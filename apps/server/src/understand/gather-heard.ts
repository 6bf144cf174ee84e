import type { CoverageCell, Source } from '@tandem/contract'
import { type Analytics, readHeard, unknownId } from '../platform/analytics/index.ts'
import type { Caller } from '../platform/index.ts'
import { attributionOf, type Question } from './gather.ts'
import { addDays } from './goal-series.ts'
import { fewestRespondents } from './protect.ts'

/** Columns of the coverage matrix, and whose voice each is. */
export const coverageSources = [
  { source: 'customer', audience: 'customer' },
  { source: 'employee', audience: 'employee' },
  { source: 'service_test', audience: 'evaluator' },
  { source: 'audit', audience: 'evaluator' },
] as const satisfies readonly { source: Source; audience: string }[]

/** The last day heard is looked for so many days before the end of the period. */
const lookBack = 730

/** What was heard at a touchpoint, one cell a source of `coverageSources`; key '' is signals without a touchpoint. */
export type HeardCells = ReadonlyMap<string, readonly CoverageCell[]>

/** Signals by touchpoint and source in the period of a question and the caller's scope, few employees withheld. */
export async function gatherHeard(
  analytics: Analytics,
  caller: Caller,
  question: Question,
): Promise<HeardCells> {
  const twoYears = addDays(question.to, -lookBack)
  const since = [question.from, twoYears].sort()[0]!
  const attribution = attributionOf({ ...question, from: since }, caller, null)
  if (attribution.unitIds?.length === 0) return new Map()
  const rows = await readHeard(analytics.forOrganization(caller.organizationId), {
    from: question.from,
    to: question.to,
    since,
    unitIds: attribution.unitIds,
    boundaries: attribution.boundaries,
  })
  const sums = new Map<string, Map<string, { signals: number; lastOn: string }>>()
  for (const { unitId, segment, touchpointId, source, signals, lastOn } of rows) {
    if (unitId !== unknownId && attribution.unitOf(unitId, segment) === null) continue
    const key = touchpointId === unknownId ? '' : touchpointId
    const bySource = sums.get(key) ?? new Map<string, { signals: number; lastOn: string }>()
    sums.set(key, bySource)
    const before = bySource.get(source)
    bySource.set(source, {
      signals: signals + (before?.signals ?? 0),
      lastOn: before && before.lastOn > lastOn ? before.lastOn : lastOn,
    })
  }
  return new Map([...sums].map(([key, bySource]) => [key, cellsOf(bySource)]))
}

/** Cells of a touchpoint where nothing was heard. */
export const emptyCells: readonly CoverageCell[] = coverageSources.map(({ source }) => ({
  source,
  signals: 0,
  lastHeardOn: null,
}))

function cellsOf(bySource: ReadonlyMap<string, { signals: number; lastOn: string }>): CoverageCell[] {
  return coverageSources.map(({ source }) => {
    const heard = bySource.get(source)
    if (!heard) return { source, signals: 0, lastHeardOn: null }
    // A day or a count of one to four employees could point at somebody.
    if (source === 'employee' && heard.signals > 0 && heard.signals < fewestRespondents)
      return { source, signals: null, lastHeardOn: null }
    return { source, signals: heard.signals, lastHeardOn: heard.lastOn }
  })
}

/** Cells of several touchpoints added up, as far as they may be shown. */
export function addCells(all: readonly (readonly CoverageCell[])[]): CoverageCell[] {
  return coverageSources.map(({ source }, i) => {
    const cells = all.map((row) => row[i]!)
    const shown = cells.filter((cell) => cell.signals !== null)
    const days = shown.flatMap((cell) => cell.lastHeardOn ?? []).sort()
    const signals = shown.reduce((sum, cell) => sum + (cell.signals ?? 0), 0)
    const withheld = shown.length < cells.length
    return { source, signals: withheld && signals === 0 ? null : signals, lastHeardOn: days.at(-1) ?? null }
  })
}

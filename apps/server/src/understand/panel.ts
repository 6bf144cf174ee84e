import { type Moments, mergeMoments } from '@tandem/stats'
import type { MetricRow } from '../goals/index.ts'
import type { UnitTree } from '../link/index.ts'
import { type Gathered, mergeAll } from './merge.ts'
import { isProtected, tooFewRespondents } from './protect.ts'

export type PanelGrain = 'month' | 'quarter' | 'year'

/** Two metrics by unit and period; NaN where one was not heard. Sorted by unit, then period. */
export interface PanelOfTwo {
  readonly unit: readonly string[]
  /** Consecutive periods differ by 1. */
  readonly period: readonly number[]
  readonly first: readonly number[]
  readonly second: readonly number[]
}

/** Number of the period that begins on a day, YYYY-MM-DD. */
export function periodNumber(start: string, grain: PanelGrain): number {
  const year = Number(start.slice(0, 4))
  const month = Number(start.slice(5, 7)) - 1
  return grain === 'month' ? year * 12 + month : grain === 'quarter' ? year * 4 + Math.floor(month / 3) : year
}

/** Means of the cells of two metrics, side by side. `value` says what a cell of the first counts with. */
export function panelOf(
  first: Gathered,
  second: Gathered,
  grain: PanelGrain,
  value: (cell: Moments) => number = (cell) => cell.mean,
): PanelOfTwo {
  const rows = [...new Set([...first.keys(), ...second.keys()])].sort().flatMap((unit) => {
    const [a, b] = [first.get(unit), second.get(unit)]
    return [...new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])].sort().map((start) => {
      const [x, y] = [a?.get(start), b?.get(start)]
      return {
        unit,
        period: periodNumber(start, grain),
        x: x ? value(x) : Number.NaN,
        y: y?.mean ?? Number.NaN,
      }
    })
  })
  return {
    unit: rows.map((r) => r.unit),
    period: rows.map((r) => r.period),
    first: rows.map((r) => r.x),
    second: rows.map((r) => r.y),
  }
}

type LeftOut = {
  unitId: string
  name: string
  suppressed: { reason: 'too_few_respondents' | 'not_enough_data'; message: string }
}

/** Keep the units heard by all metrics and not protected in any; say of the others why they are left out. */
export function keepUnits(
  tree: UnitTree,
  heard: readonly { readonly metric: MetricRow; readonly cells: Gathered }[],
): { kept: Gathered[]; leftOut: LeftOut[] } {
  const units = new Set(heard.flatMap(({ cells }) => [...cells.keys()]))
  const leftOut: LeftOut[] = []
  const kept = heard.map((): Gathered => new Map())
  for (const unitId of [...units].sort()) {
    const name = tree.units.get(unitId)?.name ?? '?'
    const counts = heard.map(({ cells }) => mergeAll(cells.get(unitId)?.values() ?? []).n)
    const missing = heard.find((_, i) => counts[i] === 0)
    if (missing)
      leftOut.push({
        unitId,
        name,
        suppressed: { reason: 'not_enough_data', message: `Nothing was heard of ${missing.metric.name}.` },
      })
    else if (heard.some(({ metric }, i) => isProtected(metric, counts[i]!)))
      leftOut.push({ unitId, name, suppressed: tooFewRespondents })
    else for (const [i, { cells }] of heard.entries()) kept[i]!.set(unitId, cells.get(unitId)!)
  }
  return { kept, leftOut }
}

/**
 * Reliability of a unit's deviations from one period to the next, 0 to 1: of the variance of cell means around their
 * unit's and their period's mean, the part that is not the error of means of so few readings. Null when it can't be
 * told apart: single readings, or too few cells.
 */
export function periodReliability(cells: Gathered): number | null {
  const all = [...cells].flatMap(([unit, byPeriod]) =>
    [...byPeriod].map(([period, moments]) => ({ unit, period, ...moments })),
  )
  const pooled = all.filter((c) => c.n > 1)
  const df = pooled.reduce((sum, c) => sum + c.n - 1, 0)
  const periods = new Set(all.map((c) => c.period)).size
  const freedom = all.length - cells.size - periods + 1
  if (df < 30 || freedom < 10) return null
  const within = pooled.reduce((sum, c) => sum + c.m2, 0) / df
  const error = all.reduce((sum, c) => sum + within / c.n, 0) / all.length
  const rest = all.map((c) => c.mean)
  for (let round = 0; round < 20; round++)
    for (const key of ['unit', 'period'] as const) {
      const means = new Map<string, Moments>()
      for (const [i, c] of all.entries())
        means.set(
          c[key],
          mergeMoments(means.get(c[key]) ?? { n: 0, mean: 0, m2: 0 }, { n: 1, mean: rest[i]!, m2: 0 }),
        )
      for (const [i, c] of all.entries()) rest[i]! -= means.get(c[key])!.mean
    }
  const observed = rest.reduce((sum, r) => sum + r * r, 0) / freedom
  return observed > 0 ? Math.max(0, Math.min(1, 1 - error / observed)) : null
}

import { isRefusal, type ValueOfAPoint, valueOfAPoint } from '@tandem/stats'
import type { Gathered } from './merge.ts'
import { type PanelGrain, panelOf } from './panel.ts'
import { intervalLevel } from './protect.ts'

export interface ValueInput {
  /** Cells by unit and first day of the period; both metrics have the same units. */
  readonly money: Gathered
  readonly score: Gathered
  readonly grain: PanelGrain
  readonly lag: number
  readonly of: 'sum' | 'mean'
}

/** Pure: money on the score of the same unit some periods before, within units. */
export function valueScore({
  money,
  score,
  grain,
  lag,
  of,
}: ValueInput): ValueOfAPoint | { readonly refused: string } {
  const panel = panelOf(money, score, grain, (cell) => (of === 'sum' ? cell.n * cell.mean : cell.mean))
  const { unit, period, first, second } = panel
  const result = valueOfAPoint({ unit, period, money: first, score: second, lag, level: intervalLevel })
  return isRefusal(result) ? { refused: result.message } : result
}

import type { LagSlope, Value } from '@tandem/contract'
import {
  isRefusal,
  lagColumn,
  type Moments,
  meanInterval,
  mergeMoments,
  type ValueOfAPoint,
  valueOfAPoint,
} from '@tandem/stats'
import { slopeOf } from './link-units.ts'
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

export type ValueOutput =
  | { readonly refused: string }
  | {
      readonly value: ValueOfAPoint
      readonly lags: Value['lags']
      readonly bins: Value['bins']
    }

interface MoneyPanel {
  readonly unit: readonly string[]
  readonly period: readonly number[]
  readonly money: readonly number[]
  readonly score: readonly number[]
}

/** Lags that are looked at beside the one asked for, by length of a period; below 0 the money comes first. */
const lagRange: Readonly<Record<PanelGrain, readonly [number, number]>> = {
  month: [-3, 6],
  quarter: [-2, 4],
  year: [-1, 2],
}
const binCount = 10

/** Pure: money on the score of the same unit some periods before, within units; at other lags; and in ten groups. */
export function valueScore({ money, score, grain, lag, of }: ValueInput): ValueOutput {
  const { unit, period, first, second } = panelOf(money, score, grain, (cell) =>
    of === 'sum' ? cell.n * cell.mean : cell.mean,
  )
  const panel = { unit, period, money: first, score: second }
  const value = valueOfAPoint({ ...panel, lag, level: intervalLevel })
  if (isRefusal(value)) return { refused: value.message }
  const [from, to] = lagRange[grain]
  const lags = Array.from({ length: Math.max(to, lag) - from + 1 }, (_, i) => from + i)
  return {
    value,
    lags: lags.map((other) => lagOf(panel, other, other === lag ? value : null)),
    bins: binsOf(panel, lag),
  }
}

function lagOf(panel: MoneyPanel, lag: number, known: ValueOfAPoint | null): Omit<LagSlope, 'disattenuated'> {
  const result = known ?? valueOfAPoint({ ...panel, lag, level: intervalLevel })
  if (isRefusal(result)) return { lag, slope: null, n: 0, units: 0, reason: result.message }
  return { lag, slope: slopeOf(result.perPoint), n: result.n, units: result.units, reason: null }
}

/**
 * Unit-periods in groups of equal size by score, both figures as deviations from unit and period: the slope through
 * their points is the one within units (Frisch & Waugh 1933). Empty where there are too few.
 */
function binsOf(panel: MoneyPanel, lag: number): Value['bins'] {
  const before = lagColumn(panel, panel.score, lag)
  if (isRefusal(before)) return []
  const rows = panel.unit.flatMap((unit, i) => {
    const [x, y] = [before[i]!, panel.money[i]!]
    return Number.isNaN(x) || Number.isNaN(y) ? [] : [{ unit, period: panel.period[i]!, x, y }]
  })
  if (rows.length < 2 * binCount) return []
  const groups = [numbered(rows.map((r) => r.unit)), numbered(rows.map((r) => r.period))]
  const x = deviations(
    rows.map((r) => r.x),
    groups,
  )
  const y = deviations(
    rows.map((r) => r.y),
    groups,
  )
  const order = Array.from(x.keys()).sort((a, b) => x[a]! - x[b]!)
  return Array.from({ length: binCount }, (_, bin) => {
    const start = Math.round((bin * order.length) / binCount)
    const members = order.slice(start, Math.round(((bin + 1) * order.length) / binCount))
    const money = momentsOf(members.map((i) => y[i]!))
    const around = meanInterval(money, intervalLevel)
    return {
      score: momentsOf(members.map((i) => x[i]!)).mean,
      money: money.mean,
      interval: isRefusal(around) ? null : around.interval,
      n: members.length,
    }
  })
}

function momentsOf(values: readonly number[]): Moments {
  return values.reduce<Moments>((sum, mean) => mergeMoments(sum, { n: 1, mean, m2: 0 }), {
    n: 0,
    mean: 0,
    m2: 0,
  })
}

/** The number of each label's group, from 0. */
function numbered(labels: readonly (string | number)[]): Int32Array {
  const known = new Map<string | number, number>()
  return Int32Array.from(labels, (label) => {
    const number = known.get(label) ?? known.size
    known.set(label, number)
    return number
  })
}

/** What is left of values when the means of both groupings are taken out in turn, until nothing changes. */
function deviations(values: readonly number[], groups: readonly Int32Array[]): Float64Array {
  const rest = Float64Array.from(values)
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  for (let round = 0; round < 100; round++) {
    let change = 0
    for (const group of groups) {
      const count = new Float64Array(rest.length)
      const mean = new Float64Array(rest.length)
      for (let i = 0; i < rest.length; i++) {
        count[group[i]!]! += 1
        mean[group[i]!]! += (rest[i]! - mean[group[i]!]!) / count[group[i]!]!
      }
      for (let i = 0; i < rest.length; i++) {
        change = Math.max(change, Math.abs(mean[group[i]!]!))
        rest[i]! -= mean[group[i]!]!
      }
    }
    if (change <= 1e-9 * scale) break
  }
  return rest
}

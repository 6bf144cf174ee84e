import type { Agreement, Band, LagSlope, Linkage, Slope } from '@tandem/contract'
import {
  type Coefficient,
  compareBands,
  intraclassCorrelation,
  isRefusal,
  linkage,
  ols,
  tQuantile,
} from '@tandem/stats'
import { type Gathered, mergeAll } from './merge.ts'
import { type PanelGrain, panelOf, periodReliability } from './panel.ts'
import { intervalLevel } from './protect.ts'

export interface LinkInput {
  /** Cells by unit and first day of the period; both metrics have the same units. */
  readonly driver: Gathered
  readonly outcome: Gathered
  readonly grain: PanelGrain
  readonly maxLag: number
  /** Where bands of the driver begin; its thirds when null. */
  readonly cuts: readonly number[] | null
}

export type LinkOutput =
  | { readonly refused: string }
  | {
      readonly forward: LagSlope[]
      readonly reverse: LagSlope[]
      readonly between: Slope | null
      readonly line: Linkage['line']
      readonly betweenDisattenuated: LagSlope['disattenuated']
      readonly agreement: { driver: Agreement; outcome: Agreement }
      readonly bands: Band[]
      readonly n: number
      readonly method: string
      readonly warnings: readonly string[]
    }

/** A score less reliable than this is not divided by: the result would be mostly noise. */
const leastReliability = 0.2

/** Pure: slopes within and between units at lags both ways, agreement, and bands. */
export function linkUnits({ driver, outcome, grain, maxLag, cuts }: LinkInput): LinkOutput {
  const panel = panelOf(driver, outcome, grain)
  const { unit, period, first, second } = panel
  const result = linkage({ unit, period, driver: first, outcome: second, maxLag, level: intervalLevel })
  if (isRefusal(result)) return { refused: result.message }
  const agreement = { driver: agreementOf(driver), outcome: agreementOf(outcome) }
  const means = unitMeans(driver, outcome)
  const banded = bandsOf(means, cuts)
  const { between, line } = lineOf(means)
  const tell = (slopes: typeof result.forward, reliability: number | null) =>
    slopes.map(
      ({ lag, slope, n, units, reason }): LagSlope => ({
        lag,
        slope: slope && slopeOf(slope),
        disattenuated: slope && disattenuated(slope, reliability),
        n,
        units,
        reason,
      }),
    )
  return {
    forward: tell(result.forward, agreement.driver.periods),
    reverse: tell(result.reverse, agreement.outcome.periods),
    between: between && slopeOf(between),
    line,
    betweenDisattenuated: between && disattenuated(between, agreement.driver.icc2),
    agreement,
    bands: banded.bands,
    n: result.n,
    method: result.method,
    warnings: [...result.warnings, ...banded.warnings],
  }
}

export function slopeOf({ estimate, standardError, interval }: Coefficient): Slope {
  return { estimate, standardError, interval }
}

/** Divided by the reliability of the score it is a slope on (Spearman 1904), which is taken as known. */
function disattenuated(slope: Coefficient, reliability: number | null): LagSlope['disattenuated'] {
  if (reliability === null || reliability < leastReliability) return null
  const { lower, upper, level } = slope.interval
  return {
    estimate: slope.estimate / reliability,
    interval: { lower: lower / reliability, upper: upper / reliability, level },
  }
}

function agreementOf(cells: Gathered): Agreement {
  const icc = intraclassCorrelation(
    [...cells].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, byPeriod]) => mergeAll(byPeriod.values())),
    intervalLevel,
  )
  return {
    icc1: isRefusal(icc) ? null : icc.icc1,
    icc2: isRefusal(icc) ? null : icc.icc2,
    periods: periodReliability(cells),
  }
}

/** Mean of all readings of each unit, side by side. */
interface UnitMeans {
  readonly score: readonly number[]
  readonly outcome: readonly number[]
}

function unitMeans(driver: Gathered, outcome: Gathered): UnitMeans {
  const units = [...driver.keys()].sort()
  const means = (cells: Gathered) => units.map((id) => mergeAll(cells.get(id)!.values()).mean)
  return { score: means(driver), outcome: means(outcome) }
}

/** Steps in which the band around the line is drawn. */
const lineSteps = 24

/** Least squares over units, each counting once whatever its spread (HC2), and its pointwise band. */
function lineOf({ score, outcome }: UnitMeans): { between: Coefficient | null; line: Linkage['line'] } {
  const fit = ols({ y: outcome, x: { score }, covariance: 'HC2', level: intervalLevel })
  if (isRefusal(fit)) return { between: null, line: [] }
  const [intercept, slope] = [fit.coefficients[0]!, fit.coefficients[1]!]
  const [v00, v01, v11] = [fit.covariance[0]!, fit.covariance[1]!, fit.covariance[3]!]
  const t = tQuantile(0.5 + intervalLevel / 2, fit.residualDf)
  const [low, high] = [Math.min(...score), Math.max(...score)]
  const line = Array.from({ length: lineSteps + 1 }, (_, i) => {
    const x = low + ((high - low) * i) / lineSteps
    const y = intercept.estimate + slope.estimate * x
    const half = t * Math.sqrt(Math.max(0, v00 + 2 * v01 * x + v11 * x * x))
    return { driver: x, outcome: y, lower: y - half, upper: y + half }
  })
  return { between: slope, line }
}

function bandsOf({ score, outcome }: UnitMeans, given: LinkInput['cuts']) {
  const cuts = given ?? thirds(score)
  const result = compareBands({ score, outcome, cuts, level: intervalLevel })
  if (isRefusal(result)) return { bands: [], warnings: [`No bands: ${result.message}`] }
  const bands = result.bands.map(
    ({ from, to, n, mean, difference }): Band => ({
      from,
      to,
      units: n,
      mean: mean && slopeOf(mean),
      difference: difference && slopeOf(difference),
    }),
  )
  return { bands, warnings: result.warnings }
}

/** Values that split units into thirds, rounded so that they can be read out. */
function thirds(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => Number(sorted[Math.floor(share * sorted.length)]!.toFixed(1))
  return [...new Set([at(1 / 3), at(2 / 3)])]
}

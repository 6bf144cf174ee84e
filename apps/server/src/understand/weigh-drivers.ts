import {
  bootstrapImportance,
  type CrossMoments,
  combineCrossMoments,
  driverImportance,
  isRefusal,
  meanInterval,
  olsFromMoments,
  withinBetween,
} from '@tandem/stats'
import { intervalLevel } from './protect.ts'

export interface WeighInput {
  /** Names of the drivers and, last, of the outcome; they stand in warnings. */
  readonly names: readonly string[]
  /** Cross moments by unit, columns as `names`. */
  readonly units: readonly CrossMoments[]
  /** The same readings by block of the bootstrap. */
  readonly blocks: readonly CrossMoments[]
}

interface Interval {
  readonly lower: number
  readonly upper: number
  readonly level: number
}

export type WeighOutput =
  | { readonly refused: string }
  | {
      readonly n: number
      readonly r2: number
      readonly r2Interval: Interval | null
      readonly outcomeBetweenShare: number | null
      /** In the order of the names. */
      readonly drivers: readonly {
        readonly share: number
        readonly shareInterval: Interval | null
        readonly correlation: number
        readonly standardised: number
        readonly coefficient: number
        readonly coefficientInterval: Interval | null
        readonly mean: number
        readonly meanInterval: Interval | null
        readonly withinShare: number | null
        readonly withinInterval: Interval | null
        readonly betweenShare: number | null
        readonly betweenInterval: Interval | null
      }[]
      readonly blocks: number
      readonly warnings: readonly string[]
    }

const replicates = 1000
/** Of the shares within and between units, which are drawn to compare and not to decide. */
const splitReplicates = 400
/** Units are put into at most this many blocks for them. */
const splitBlocks = 200

/** Pure: LMG shares with block-bootstrap intervals, and within and between units. */
export function weighDrivers({ names, units, blocks }: WeighInput): WeighOutput {
  const total = combineCrossMoments(units)
  if (isRefusal(total)) return { refused: total.message }
  const importance = driverImportance(total, names)
  if (isRefusal(importance)) return { refused: importance.message }
  if (importance.drivers.some((d) => d.lmgShare === null))
    return { refused: importance.warnings.join(' ') || 'The drivers explain nothing of the outcome.' }
  const intervals = bootstrapImportance(blocks, names, { level: intervalLevel, replicates })
  const slopes = olsFromMoments(blocks, names, { level: intervalLevel })
  const split = withinBetween(units, names)
  const warnings = [...importance.warnings]
  if (isRefusal(intervals)) warnings.push(`No intervals: ${intervals.message}`)
  else warnings.push(...intervals.warnings)
  if (isRefusal(split)) warnings.push(`Not split into within and between units: ${split.message}`)
  else warnings.push(...split.warnings)
  const parts = isRefusal(split) ? null : splitIntervals(units, names)
  const q = names.length
  return {
    n: total.n,
    r2: importance.r2,
    r2Interval: isRefusal(intervals) ? null : intervals.r2.percentile,
    outcomeBetweenShare: isRefusal(split) ? null : split.outcomeBetweenShare,
    drivers: importance.drivers.map((d, i) => {
      const level = meanInterval(
        { n: total.n, mean: total.mean[i]!, m2: total.cross[i * q + i]! },
        intervalLevel,
      )
      return {
        share: d.lmgShare!,
        shareInterval: isRefusal(intervals) ? null : intervals.drivers[i]!.share.percentile,
        correlation: d.correlation,
        standardised: d.standardised,
        coefficient: d.coefficient,
        coefficientInterval: isRefusal(slopes) ? null : slopes.coefficients[i + 1]!.interval,
        mean: total.mean[i]!,
        meanInterval: isRefusal(level) ? null : level.interval,
        withinShare: isRefusal(split) ? null : split.withinImportance.drivers[i]!.lmgShare,
        withinInterval: parts?.within?.[i] ?? null,
        betweenShare: isRefusal(split) ? null : split.betweenImportance.drivers[i]!.lmgShare,
        betweenInterval: parts?.between?.[i] ?? null,
      }
    }),
    blocks: isRefusal(intervals) ? 0 : intervals.blocks,
    warnings,
  }
}

/**
 * Intervals of the shares within and between units, by the same bootstrap: blocks of units, of which either only the
 * deviations from each unit's mean count, or only the means. Null where they can't be had.
 */
function splitIntervals(units: readonly CrossMoments[], names: readonly string[]) {
  const p = names.length
  const used = units.filter((u) => u.n > 0)
  const draw = (part: (unit: CrossMoments) => CrossMoments): Interval[] | null => {
    const groups = Map.groupBy(used.map(part), (_, i) => i % splitBlocks)
    const blocks = [...groups.values()].flatMap((group) => {
      const block = combineCrossMoments(group)
      return isRefusal(block) ? [] : [block]
    })
    const result = bootstrapImportance(blocks, names, { level: intervalLevel, replicates: splitReplicates })
    return isRefusal(result) ? null : result.drivers.map((d) => d.share.percentile)
  }
  return {
    within: draw((u) => ({ ...u, mean: new Float64Array(p), rest: new Float64Array(p) })),
    between: draw((u) => ({ ...u, n: 1, cross: new Float64Array(p * p) })),
  }
}

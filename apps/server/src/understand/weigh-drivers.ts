import {
  bootstrapImportance,
  type CrossMoments,
  combineCrossMoments,
  driverImportance,
  isRefusal,
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
        readonly mean: number
        readonly withinShare: number | null
        readonly betweenShare: number | null
      }[]
      readonly blocks: number
      readonly warnings: readonly string[]
    }

const replicates = 1000

/** Pure: LMG shares with block-bootstrap intervals, and within and between units. */
export function weighDrivers({ names, units, blocks }: WeighInput): WeighOutput {
  const total = combineCrossMoments(units)
  if (isRefusal(total)) return { refused: total.message }
  const importance = driverImportance(total, names)
  if (isRefusal(importance)) return { refused: importance.message }
  if (importance.drivers.some((d) => d.lmgShare === null))
    return { refused: importance.warnings.join(' ') || 'The drivers explain nothing of the outcome.' }
  const intervals = bootstrapImportance(blocks, names, { level: intervalLevel, replicates })
  const split = withinBetween(units, names)
  const warnings = [...importance.warnings]
  if (isRefusal(intervals)) warnings.push(`No intervals: ${intervals.message}`)
  else warnings.push(...intervals.warnings)
  if (isRefusal(split)) warnings.push(`Not split into within and between units: ${split.message}`)
  else warnings.push(...split.warnings)
  return {
    n: total.n,
    r2: importance.r2,
    r2Interval: isRefusal(intervals) ? null : intervals.r2.percentile,
    outcomeBetweenShare: isRefusal(split) ? null : split.outcomeBetweenShare,
    drivers: importance.drivers.map((d, i) => ({
      share: d.lmgShare!,
      shareInterval: isRefusal(intervals) ? null : intervals.drivers[i]!.share.percentile,
      correlation: d.correlation,
      standardised: d.standardised,
      coefficient: d.coefficient,
      mean: total.mean[i]!,
      withinShare: isRefusal(split) ? null : split.withinImportance.drivers[i]!.lmgShare,
      betweenShare: isRefusal(split) ? null : split.betweenImportance.drivers[i]!.lmgShare,
    })),
    blocks: isRefusal(intervals) ? 0 : intervals.blocks,
    warnings,
  }
}

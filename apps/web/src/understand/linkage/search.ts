import type { UnitKind } from '@tandem/contract'
import { levels } from '../levels.ts'

export const grains = ['month', 'quarter', 'year'] as const
export type PanelGrain = (typeof grains)[number]

/** Largest lags on offer. */
export const lagChoices = [1, 2, 3, 4, 6] as const

/** What the screen is asked for, as it stands in the address. */
export interface LinkageSearch {
  /** Key of the employees' metric, or of a figure from operations. */
  readonly driver?: string | undefined
  /** Key of the customers' metric. */
  readonly outcome?: string | undefined
  readonly level?: UnitKind | undefined
  readonly grain?: PanelGrain | undefined
  readonly lags?: number | undefined
  /** What sites are banded by: `turnover`, or the chosen driver. */
  readonly bands?: 'driver' | undefined
  /** Pairs of the golden rule, CUSTOMER:EMPLOYEE metric keys, comma separated. */
  readonly pairs?: string | undefined
  /** The pair that is shown by unit. */
  readonly pair?: string | undefined
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const pair = /^[^:,]+:[^:,]+$/

/** Reads search parameters; what is not valid is dropped. */
export function parseLinkageSearch(search: Record<string, unknown>): LinkageSearch {
  const level = levels.find((l) => l === search.level)
  const grain = grains.find((g) => g === search.grain)
  const lags = lagChoices.find((l) => l === Number(search.lags))
  const pairs = text(search.pairs)
    ?.split(',')
    .filter((p) => pair.test(p))
    .slice(0, 12)
  const one = text(search.pair)
  return {
    ...(text(search.driver) ? { driver: text(search.driver) } : {}),
    ...(text(search.outcome) ? { outcome: text(search.outcome) } : {}),
    ...(level ? { level } : {}),
    ...(grain ? { grain } : {}),
    ...(lags ? { lags } : {}),
    ...(search.bands === 'driver' ? { bands: 'driver' as const } : {}),
    ...(pairs && pairs.length > 0 ? { pairs: pairs.join(',') } : {}),
    ...(one && pair.test(one) ? { pair: one } : {}),
  }
}

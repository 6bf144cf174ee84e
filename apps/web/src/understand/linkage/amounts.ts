import type { Metric } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { placeFor, roundTo } from '../../ui/rounding.ts'

type Range = { readonly lower: number; readonly upper: number }

export interface Amounts {
  /** A difference of a metric in words, without sign: "3.2 points", "5 percentage points", "1,240 EUR". */
  readonly of: (metric: Metric, value: number, interval?: Range | null) => string
  /** Both ends of its interval, without sign where they have the same: "2.8 to 3.7". */
  readonly range: (interval: Range) => string
}

/** The place a sentence rounds to: what the interval supports, but no hundredths of a point. */
function placeOf(value: number, interval: Range | null | undefined): number {
  const place = interval ? placeFor((interval.upper - interval.lower) / 2) : -1
  return Math.abs(value) >= 1 ? Math.max(-1, place) : place
}

/** Differences as a person says them; whether it is more or less is left to the sentence. */
export function useAmounts(): Amounts {
  const { t } = useTranslation('linkage')
  const format = useFormat()
  return useMemo(() => {
    // An interval five times as wide as a place rounds to that place, with its zeros: 21.0.
    const told = (value: number, place: number) =>
      format.estimate(value, { lower: 0, upper: 10.02 * 10 ** place })
    return {
      of: (metric, value, interval) => {
        const place = placeOf(value, interval)
        const n = interval ? told(Math.abs(value), place) : format.number(Math.abs(value), 2)
        // The plural form goes by the number as it is read, not by what was rounded away.
        const count = roundTo(Math.abs(value), place)
        if (metric.kind !== 'figure') return t('amount.points', { count, n })
        if (metric.unitLabel === '%') return t('amount.percentPoints', { count, n })
        return metric.unitLabel ? t('amount.other', { n, unit: metric.unitLabel }) : n
      },
      range: (interval) => {
        const place = placeOf(Math.max(Math.abs(interval.lower), Math.abs(interval.upper)), interval)
        const ends =
          interval.upper <= 0 ? [-interval.upper, -interval.lower] : [interval.lower, interval.upper]
        const [lower = '', upper = ''] = ends.map((end) => told(end, place))
        return t('amount.range', { lower, upper })
      },
    }
  }, [t, format])
}

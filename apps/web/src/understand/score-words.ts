import type { Score } from '@tandem/contract'
import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'

/** Tells a score with its plus-minus, or why it is withheld. */
export function useScoreWords(): (score: Score) => string {
  const { t } = useTranslation('common')
  const format = useFormat()
  return useCallback(
    ({ value, interval, suppressed }) =>
      value === null
        ? t(`suppressed.${suppressed?.reason ?? 'not_enough_data'}`)
        : `${format.estimate(value, interval)} ${interval ? format.plusMinus(interval) : ''}`.trim(),
    [t, format],
  )
}

import { useTranslation } from 'react-i18next'
import type { Grain } from './search.ts'

/** How long after the score the money comes, in words: "1 month later", "in the same month". */
export function useLater(): (grain: Grain, lag: number) => string {
  const { t } = useTranslation('value')
  return (grain, lag) => (lag === 0 ? t(`same.${grain}`) : t(`later.${grain}`, { count: lag }))
}

import type { Baseline, Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../app/queries.ts'
import { useFormat } from '../ui/format.ts'
import type { Draft } from './draft.ts'

/** Where things stood by the readings on the first day of a draft, and that in words. */
export function useBaseline(
  draft: Pick<Draft, 'unitId' | 'startsOn'>,
  metric: Metric | undefined,
): { readonly heard: Baseline | null; readonly text: string } {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const answer = useApi(
    'GET /api/v1/goals/baseline',
    {
      query: {
        metric: metric?.key ?? '',
        ...(draft.unitId ? { unitId: draft.unitId } : {}),
        ...(draft.startsOn ? { startsOn: draft.startsOn } : {}),
      },
    },
    { enabled: metric !== undefined },
  )
  const heard = answer.data?.baseline ?? null
  if (!metric || answer.isPending || answer.isError) return { heard: null, text: t('form.baselineMore') }
  if (!heard)
    return {
      heard,
      text: t(
        answer.data.suppressed?.reason === 'too_few_respondents' ? 'form.protected' : 'form.nothingHeard',
      ),
    }
  const value = [
    format.estimate(heard.value, heard.interval),
    heard.interval && format.plusMinus(heard.interval),
  ]
  return {
    heard,
    text: t('form.heard', {
      value: format.unit(value.filter(Boolean).join(' '), metric.unitLabel),
      dates: format.dateRange(heard.from, heard.to),
    }),
  }
}

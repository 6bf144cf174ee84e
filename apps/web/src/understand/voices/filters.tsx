import { NativeSelect, TextInput } from '@mantine/core'
import type { Metric } from '@tandem/contract'
import { Search } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { mainMetric, sources } from '../metrics.ts'
import type { VoicesSearch } from './search.ts'
import classes from './voices.module.css'

interface VoicesFiltersProps {
  readonly search: VoicesSearch
  readonly onChange: (change: Partial<VoicesSearch>) => void
  readonly metrics: readonly Metric[]
}

const pause = 300

/** Full text, source, touchpoint and language. */
export function VoicesFilters({ search, onChange, metrics }: VoicesFiltersProps) {
  const { t } = useTranslation(['understand', 'common'])
  const touchpoints = useTouchpoints()
  const languages = useLanguages(metrics, search.language)
  return (
    <search className={classes.filters}>
      <TextSearch asked={search.q ?? ''} onAsk={(q) => onChange({ q: q || undefined })} />
      <NativeSelect
        label={t('voices.source')}
        value={search.source ?? ''}
        data={[
          { value: '', label: t('voices.allSources') },
          ...sources.map((source) => ({ value: source, label: t(`common:source.${source}`) })),
        ]}
        onChange={(event) => onChange({ source: sources.find((s) => s === event.currentTarget.value) })}
      />
      <NativeSelect
        label={t('voices.touchpoint')}
        value={search.touchpoint ?? ''}
        data={[{ value: '', label: t('voices.allTouchpoints') }, ...touchpoints]}
        onChange={(event) => onChange({ touchpoint: event.currentTarget.value || undefined })}
      />
      <NativeSelect
        label={t('common:language')}
        value={search.language ?? ''}
        data={[{ value: '', label: t('voices.allLanguages') }, ...languages]}
        onChange={(event) => onChange({ language: event.currentTarget.value || undefined })}
      />
    </search>
  )
}

/** Asks when the typing rests. */
function TextSearch({ asked, onAsk }: { asked: string; onAsk: (text: string) => void }) {
  const { t } = useTranslation('understand')
  const [text, setText] = useState(asked)
  useEffect(() => {
    if (text.trim() === asked) return
    const timer = setTimeout(() => onAsk(text.trim()), pause)
    return () => clearTimeout(timer)
  }, [text, asked, onAsk])
  return (
    <TextInput
      type="search"
      className={classes.search}
      label={t('voices.search')}
      placeholder={t('voices.searchHint')}
      leftSection={<Search size={15} aria-hidden="true" />}
      maxLength={200}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  )
}

function useTouchpoints(): { group: string; items: { value: string; label: string }[] }[] {
  const journeys = useApi('GET /api/v1/journeys')
  return useMemo(
    () =>
      (journeys.data?.items ?? []).map((journey) => ({
        group: journey.name,
        items: journey.stages.flatMap((stage) =>
          stage.touchpoints.map((p) => ({ value: p.key, label: p.name })),
        ),
      })),
    [journeys.data],
  )
}

/** The languages in which answers came, by their names in the reader's language, the most frequent first. */
function useLanguages(
  metrics: readonly Metric[],
  chosen: string | undefined,
): { value: string; label: string }[] {
  const { i18n } = useTranslation('understand')
  const main = mainMetric(metrics)
  const scores = useApi(
    'GET /api/v1/scores',
    { query: { metric: main?.key ?? '', by: 'language' } },
    { enabled: main !== undefined },
  )
  return useMemo(() => {
    const names = new Intl.DisplayNames(i18n.language, { type: 'language' })
    const heard = (scores.data?.groups ?? []).toSorted((a, b) => b.score.n - a.score.n).map((g) => g.key)
    const tags = [...new Set([...heard, ...(chosen ? [chosen] : [])])]
    return tags.flatMap((tag) => {
      if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag)) return []
      return [{ value: tag, label: names.of(tag) ?? tag }]
    })
  }, [scores.data, i18n.language, chosen])
}

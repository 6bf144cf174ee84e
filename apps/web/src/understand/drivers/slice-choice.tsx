import { NativeSelect, Select } from '@mantine/core'
import type { Metric, Scores } from '@tandem/contract'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { useScope } from '../../app/scope.ts'
import { filterOf, partsOf } from './search.ts'

interface SliceChoiceProps {
  readonly outcome: Metric
  readonly filter: string | undefined
  readonly onChange: (filter: string | undefined) => void
}

/** More groups than this are no slices but names. */
const mostGroups = 60
/** How a touchpoint that was not told is written. */
const nobody = '00000000-0000-0000-0000-000000000000'

/** All answers, or those of one touchpoint, channel, language or other group. */
export function SliceChoice({ outcome, filter, onChange }: SliceChoiceProps) {
  const { t } = useTranslation('drivers')
  const { query } = useScope()
  const parts = filter === undefined ? null : partsOf(filter)
  const [opened, setOpened] = useState<string>()
  const by = parts?.by ?? opened
  const { unitId: _, ...period } = query
  const groupings = useApi('GET /api/v1/standings/groupings', { query: { ...period, metrics: outcome.key } })
  const found = (groupings.data?.items ?? []).filter((g) => g.groups > 1 && g.groups <= mostGroups)
  const ways = [...new Set(['touchpoint', ...found.map((g) => g.by), ...(by ? [by] : [])])]
  const named = useWayNames()
  return (
    <>
      <NativeSelect
        label={t('slice.by')}
        value={by ?? ''}
        data={[
          { value: '', label: t('slice.all') },
          ...ways.map((way) => ({ value: way, label: named(way) })),
        ]}
        onChange={(event) => {
          setOpened(event.currentTarget.value || undefined)
          onChange(undefined)
        }}
      />
      {by && (
        <GroupChoice
          key={by}
          outcome={outcome}
          by={by}
          label={named(by)}
          value={parts?.key ?? null}
          onChange={(key) => onChange(key === null ? undefined : filterOf(by, key))}
        />
      )}
    </>
  )
}

function useWayNames(): (by: string) => string {
  const { t } = useTranslation('drivers')
  return (by) =>
    by === 'channel' || by === 'language' || by === 'touchpoint'
      ? t(`slice.${by}`)
      : by.replace('attribute:', '')
}

interface GroupChoiceProps {
  readonly outcome: Metric
  readonly by: string
  readonly label: string
  readonly value: string | null
  readonly onChange: (key: string | null) => void
}

function GroupChoice({ outcome, by, label, value, onChange }: GroupChoiceProps) {
  const { t, i18n } = useTranslation('drivers')
  const { query } = useScope()
  const scores = useApi('GET /api/v1/scores', { query: { ...query, metric: outcome.key, by } })
  const data = useMemo(
    () => groupsOf(scores.data, by, i18n.language, t('slice.untold')),
    [scores.data, by, i18n.language, t],
  )
  return (
    <Select
      label={label}
      data={data}
      value={value}
      placeholder={t('slice.choose')}
      searchable
      allowDeselect={false}
      nothingFoundMessage={t('slice.none')}
      onChange={onChange}
    />
  )
}

function groupsOf(scores: Scores | undefined, by: string, language: string, untold: string) {
  const names = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' })
  const languageName = (tag: string) => {
    try {
      return names.of(tag) ?? tag
    } catch {
      return tag
    }
  }
  return (scores?.groups ?? [])
    .filter((group) => group.score.suppressed === null && group.key !== nobody)
    .toSorted((a, b) => b.score.n - a.score.n)
    .map(({ key, label }) => ({
      value: key,
      label: key === '' ? untold : by === 'language' ? languageName(key) : label,
    }))
}

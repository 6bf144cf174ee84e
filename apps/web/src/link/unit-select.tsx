import { Select } from '@mantine/core'
import { memo, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../app/i18n.ts'
import { useApi } from '../app/queries.ts'
import { placeUnits } from '../app/unit-tree.ts'
import { fold } from '../ui/fold.ts'

interface UnitSelectProps {
  readonly label: string
  readonly description?: string
  /** The label is for screen readers only. */
  readonly bare?: boolean
  /** What no unit means. */
  readonly none: string
  readonly value: string | null
  readonly onChange: (unitId: string | null) => void
  /** This unit and what is below it cannot be chosen. */
  readonly without?: string | undefined
  readonly error?: string | undefined
}

/** Chooses a unit by typing a part of its name; the way to it stands before it. */
export const UnitSelect = memo(function UnitSelect(props: UnitSelectProps) {
  const { t } = useTranslation(['link', 'common'])
  const units = useApi('GET /api/v1/units')
  const { without } = props
  const data = useMemo(() => {
    const items = units.data?.items ?? []
    const gone = new Set(without ? [without] : [])
    // Parents come before children.
    for (const unit of items) if (unit.parentId !== null && gone.has(unit.parentId)) gone.add(unit.id)
    return placeUnits(items, currentLanguage())
      .filter(({ unit }) => !gone.has(unit.id))
      .map(({ unit, path }) => ({ value: unit.id, label: [...path, unit.name].join(' · ') }))
  }, [units.data, without])
  return (
    <Select
      {...(props.bare ? { 'aria-label': props.label } : { label: props.label })}
      description={props.description}
      error={props.error}
      placeholder={props.none}
      data={data}
      value={props.value}
      onChange={props.onChange}
      filter={({ options, search, limit }) => {
        const words = fold(search).split(/\s+/).filter(Boolean)
        return options
          .filter((o) => 'label' in o && words.every((word) => fold(o.label).includes(word)))
          .slice(0, limit)
      }}
      nothingFoundMessage={t('unitNotFound')}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': t('clear') }}
      limit={60}
    />
  )
})

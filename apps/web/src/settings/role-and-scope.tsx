import { Select } from '@mantine/core'
import type { Role } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { currentLanguage } from '../app/i18n.ts'
import { useApi } from '../app/queries.ts'
import { placeUnits } from '../app/unit-tree.ts'

/** The roles in the order of their reach. Typed by the contract, so a new role must be added here to compile. */
const order: Readonly<Record<Role, number>> = {
  owner: 0,
  cx_lead: 1,
  hr_lead: 2,
  sponsor: 3,
  regional_manager: 4,
  site_manager: 5,
  analyst: 6,
  employee: 7,
  evaluator: 8,
}

export function isRole(text: string): text is Role {
  return text in order
}

export const roles = Object.keys(order).filter(isRole)

/** The unit below which a member sees and acts; null is the whole company. */
export function ScopeSelect(props: {
  label: string
  value: string | null
  onChange: (unitId: string | null) => void
  visibleLabel?: boolean
}) {
  const { t } = useTranslation('settings')
  const units = useApi('GET /api/v1/units')
  const data = useMemo(() => {
    const placed = placeUnits(units.data?.items ?? [], currentLanguage())
    // Its own name first: what is cut off is where it lies.
    return placed.map(({ unit, path }) => ({
      value: unit.id,
      label: [unit.name, ...path.toReversed()].join(' · '),
    }))
  }, [units.data])
  return (
    <Select
      {...(props.visibleLabel ? { label: props.label } : { 'aria-label': props.label })}
      placeholder={t('members.everything')}
      data={data}
      value={props.value}
      onChange={props.onChange}
      searchable
      clearable
      limit={60}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
    />
  )
}

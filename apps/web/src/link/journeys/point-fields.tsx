import { NativeSelect, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { UnitSelect } from '../unit-select.tsx'
import type { DraftPoint } from './draft.ts'

/** Name, lane and owner of a touchpoint. */
export function PointFields(props: { point: DraftPoint; onChange: (point: DraftPoint) => void }) {
  const { t } = useTranslation('link')
  const { point, onChange } = props
  const of = (label: string) => (point.name ? `${label}: ${point.name}` : label)
  return (
    <>
      <TextInput
        aria-label={of(t('journeys.touchpoint'))}
        placeholder={t('journeys.touchpoint')}
        maxLength={200}
        value={point.name}
        onChange={(event) => onChange({ ...point, name: event.currentTarget.value })}
      />
      <NativeSelect
        aria-label={of(t('journeys.side'))}
        value={point.side}
        data={[
          { value: 'frontstage', label: t('journeys.frontstage') },
          { value: 'backstage', label: t('journeys.backstage') },
        ]}
        onChange={(event) =>
          onChange({
            ...point,
            side: event.currentTarget.value === 'backstage' ? 'backstage' : 'frontstage',
          })
        }
      />
      <UnitSelect
        bare
        label={of(t('journeys.owner'))}
        none={t('journeys.noOwner')}
        value={point.ownerUnitId}
        onChange={(ownerUnitId) => onChange({ ...point, ownerUnitId })}
      />
    </>
  )
}

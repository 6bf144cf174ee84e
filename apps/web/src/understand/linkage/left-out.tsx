import type { Linkage, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card } from '../../ui/card.tsx'
import { DataTable } from '../../ui/data-table.tsx'
import type { Column } from '../../ui/table-model.ts'

type Left = Linkage['leftOut'][number]

/** Units that are not in the pictures, each with the reason: never dropped silently. */
export function LeftOut({ linkage, level }: { linkage: Linkage; level: UnitKind }) {
  const { t } = useTranslation(['linkage', 'understand'])
  const { leftOut } = linkage
  const columns = useMemo(
    (): readonly Column<Left>[] => [
      {
        key: 'name',
        header: t(`understand:level.${level}`),
        value: (u) => u.name,
        cell: (u) => <UnitLink id={u.unitId}>{u.name}</UnitLink>,
      },
      {
        key: 'reason',
        header: t('understand:leftOut.reason'),
        value: (u) => t(`leftOut.${u.suppressed.reason}`),
      },
    ],
    [t, level],
  )
  return (
    <Card
      flush
      title={t('understand:leftOut.title')}
      subtitle={t('leftOut.subtitle', { units: t(`understand:units.${level}`, { count: leftOut.length }) })}
    >
      <DataTable
        label={t('understand:leftOut.title')}
        columns={columns}
        rows={leftOut}
        rowKey={(u) => u.unitId}
        tools={leftOut.length > 8}
        maxHeight={320}
      />
    </Card>
  )
}

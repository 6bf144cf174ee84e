import type { Standings, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../app/room-link.tsx'
import { Card } from '../ui/card.tsx'
import { DataTable } from '../ui/data-table.tsx'
import { SuppressedValue } from '../ui/source-badge.tsx'
import type { Column } from '../ui/table-model.ts'

type Left = Standings['leftOut'][number]
export type Reason = Left['suppressed']['reason']

interface LeftOutProps {
  readonly leftOut: readonly Left[]
  readonly level: UnitKind
  /** How many are missing from what; from the ranks unless told. */
  readonly subtitle?: string
  /** The reason in words, where the usual ones would not say it. Keep it stable (useCallback). */
  readonly reason?: (reason: Reason) => string
}

/** Units that are not in the answer, each with the reason: never dropped silently. */
export function LeftOut({ leftOut, level, subtitle, reason }: LeftOutProps) {
  const { t } = useTranslation(['understand', 'common'])
  const columns = useMemo(
    (): readonly Column<Left>[] => [
      {
        key: 'name',
        header: t(`level.${level}`),
        value: (u) => u.name,
        cell: (u) => <UnitLink id={u.unitId}>{u.name}</UnitLink>,
      },
      {
        key: 'reason',
        header: t('leftOut.reason'),
        ...(reason
          ? { value: (u) => reason(u.suppressed.reason) }
          : {
              value: (u) => t(`common:suppressed.${u.suppressed.reason}`),
              cell: (u) => <SuppressedValue suppressed={u.suppressed} />,
            }),
      },
    ],
    [t, level, reason],
  )
  return (
    <Card
      flush
      title={t('leftOut.title')}
      subtitle={subtitle ?? t('leftOut.subtitle', { count: leftOut.length })}
    >
      <DataTable
        label={t('leftOut.title')}
        columns={columns}
        rows={leftOut}
        rowKey={(u) => u.unitId}
        tools={leftOut.length > 8}
        maxHeight={320}
      />
    </Card>
  )
}

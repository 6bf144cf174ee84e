import type { ParityPair, Parity as ParityResult, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { DataTable } from '../../ui/data-table.tsx'
import { useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { SuppressedValue } from '../../ui/source-badge.tsx'
import { ErrorState } from '../../ui/states.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import classes from './linkage.module.css'
import { excludesZero } from './message.ts'

type Row = ParityResult['units'][number]

/** Where a gap is widest: each unit's own, with its interval. */
export function PairUnits({ pair, level }: { pair: ParityPair; level: UnitKind }) {
  const { t } = useTranslation(['linkage', 'understand'])
  const { query } = useScope()
  const asked = useApi('GET /api/v1/parity', {
    query: { ...query, pairs: `${pair.customer.key}:${pair.employee.key}`, level },
  })
  const columns = useColumns(asked.data?.units ?? [], level)
  if (asked.isError) return <ErrorState compact error={asked.error} onRetry={() => asked.refetch()} />
  if (!asked.data) return <ListSkeleton rows={4} />
  return (
    <div className={classes.units}>
      <DataTable
        label={t('parity.byUnit', { employee: pair.employee.name })}
        columns={columns}
        rows={asked.data.units}
        rowKey={(row) => row.unitId}
        initialSort={{ key: 'gap', descending: false }}
        tools={asked.data.units.length > 8}
        maxHeight={360}
      />
    </div>
  )
}

function useColumns(units: readonly Row[], level: UnitKind): readonly Column<Row>[] {
  const { t } = useTranslation(['linkage', 'understand'])
  const format = useFormat()
  return useMemo(() => {
    const reach = Math.max(
      1,
      ...units.flatMap(({ gap }) => (gap ? [Math.abs(gap.estimate) + 1.645 * gap.standardError] : [])),
    )
    return [
      {
        key: 'name',
        header: t(`understand:level.${level}`),
        value: (row) => row.name,
        cell: (row) => <UnitLink id={row.unitId}>{row.name}</UnitLink>,
      },
      {
        key: 'gap',
        header: t('parity.gap'),
        align: 'end',
        width: 130,
        value: (row) => row.gap?.estimate ?? null,
        cell: ({ gap, suppressed }) =>
          gap ? (
            <span className={classes.figure}>
              {signedEstimate(format, gap.estimate, gap.interval)}
              <small>{format.plusMinus(gap.interval)}</small>
            </span>
          ) : (
            suppressed && <SuppressedValue suppressed={suppressed} />
          ),
      },
      {
        key: 'plot',
        header: t('parity.plot'),
        width: 220,
        wideOnly: true,
        sortable: false,
        value: () => null,
        cell: ({ gap }) =>
          gap && (
            <IntervalBar
              value={gap.estimate}
              interval={gap.interval}
              min={-reach}
              max={reach}
              mark={0}
              tone={!excludesZero(gap.interval) ? 'none' : gap.estimate < 0 ? 'worse' : 'better'}
            />
          ),
      },
    ]
  }, [units, level, t, format])
}

import { Button } from '@mantine/core'
import type { UnitKind } from '@tandem/contract'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { ShortTable } from '../../ui/short-table.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import type { Against } from './message.ts'
import classes from './unit.module.css'

const few = 20

/** Strengths and weaknesses: each metric's difference to the other units of the kind, weakest first. */
export function AgainstPeers({ rows, level }: { rows: readonly Against[]; level: UnitKind }) {
  const { t } = useTranslation('understand')
  const [all, setAll] = useState(false)
  const columns = useColumns(rows)
  const shown = all || rows.length <= few ? rows : [...rows.slice(0, few / 2), ...rows.slice(-few / 2)]
  return (
    <Card flush title={t('against.title', { peers: t(`peers.${level}`) })} subtitle={t('against.subtitle')}>
      <ShortTable
        label={t('against.title', { peers: t(`peers.${level}`) })}
        columns={columns}
        rows={shown}
        rowKey={(r) => r.metric.key}
      />
      {rows.length > few && (
        <Button variant="subtle" size="compact-sm" mx="md" mb="xs" onClick={() => setAll(!all)}>
          {t(all ? 'against.fewer' : 'against.all', { count: rows.length })}
        </Button>
      )}
    </Card>
  )
}

function useColumns(rows: readonly Against[]): readonly Column<Against>[] {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return useMemo(() => {
    const low = Math.min(-0.1, ...rows.map((r) => r.interval.lower))
    const high = Math.max(0.1, ...rows.map((r) => r.interval.upper))
    const toneOf = (r: Against) => (r.verdict > 0 ? 'better' : r.verdict < 0 ? 'worse' : 'none')
    const unitOf = (r: Against) => (r.metric.unitLabel ? ` ${r.metric.unitLabel}` : '')
    return [
      {
        key: 'metric',
        header: t('against.metric'),
        value: (r) => r.metric.name,
        cell: (r) => <SourceBadge source={r.metric.source}>{r.metric.name}</SourceBadge>,
      },
      {
        key: 'own',
        header: t('against.own'),
        align: 'end',
        wideOnly: true,
        value: (r) => r.comparison.own.value,
        cell: (r) => {
          const { own } = r.comparison
          return own.value === null ? '–' : `${format.estimate(own.value, own.interval)}${unitOf(r)}`
        },
      },
      {
        key: 'difference',
        header: t('against.difference'),
        align: 'end',
        value: (r) => r.comparison.difference.value,
        cell: (r) => {
          const { difference } = r.comparison
          if (difference.value === null || !difference.interval) return '–'
          return (
            <span className={classes.difference} data-tone={toneOf(r)}>
              {signedEstimate(format, difference.value, difference.interval)}
              <small>{format.plusMinus(difference.interval)}</small>
            </span>
          )
        },
      },
      {
        key: 'plot',
        header: t('against.plot'),
        width: 150,
        value: () => null,
        cell: (r) => (
          <IntervalBar value={r.size} interval={r.interval} min={low} max={high} mark={0} tone={toneOf(r)} />
        ),
      },
    ]
  }, [rows, t, format])
}

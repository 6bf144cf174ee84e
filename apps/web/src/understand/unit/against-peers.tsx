import { Button } from '@mantine/core'
import type { UnitKind } from '@tandem/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { signedEstimate } from '../signed.ts'
import type { Against } from './message.ts'
import classes from './unit.module.css'

interface AgainstPeersProps {
  readonly rows: readonly Against[]
  readonly level: UnitKind
  /** How many are shown at first: half the weakest, half the strongest. */
  readonly few?: number
}

/** Strengths and weaknesses: each metric's difference to the other units of the kind, weakest first. */
export function AgainstPeers({ rows, level, few = 20 }: AgainstPeersProps) {
  const { t } = useTranslation('understand')
  const [all, setAll] = useState(false)
  const shown = all || rows.length <= few ? rows : [...rows.slice(0, few / 2), ...rows.slice(-few / 2)]
  const low = Math.min(-0.1, ...rows.map((r) => r.interval.lower))
  const high = Math.max(0.1, ...rows.map((r) => r.interval.upper))
  return (
    <Card title={t('against.title', { peers: t(`peers.${level}`) })} subtitle={t('against.subtitle')}>
      <div className={classes.againstHead} aria-hidden="true">
        <span>{t('against.metric')}</span>
        <span className={classes.own}>{t('against.own')}</span>
        <span className={classes.difference}>{t('against.difference')}</span>
        <span className={classes.ends}>
          <span>{t('against.weaker')}</span>
          <span>{t('against.stronger')}</span>
        </span>
      </div>
      <ul className={classes.against}>
        {shown.map((row) => (
          <AgainstRow key={row.metric.key} row={row} low={low} high={high} />
        ))}
      </ul>
      {rows.length > few && (
        <Button variant="subtle" size="compact-sm" mt="xs" ml={-8} onClick={() => setAll(!all)}>
          {t(all ? 'against.fewer' : 'against.all', { count: rows.length })}
        </Button>
      )}
    </Card>
  )
}

function AgainstRow({ row, low, high }: { row: Against; low: number; high: number }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const { metric, comparison, verdict, size, interval } = row
  const { own, difference } = comparison
  const tone = verdict > 0 ? 'better' : verdict < 0 ? 'worse' : 'none'
  return (
    <li>
      <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
      <span className={classes.own}>
        <span className="visually-hidden">{t('against.own')}: </span>
        {own.value !== null && format.unit(format.estimate(own.value, own.interval), metric.unitLabel)}
      </span>
      <span className={classes.difference} data-tone={tone}>
        <span className="visually-hidden">{t('against.difference')}: </span>
        {difference.value !== null && signedEstimate(format, difference.value, difference.interval)}
        {difference.interval && <small>{format.plusMinus(difference.interval)}</small>}
      </span>
      <IntervalBar value={size} interval={interval} min={low} max={high} mark={0} tone={tone} />
    </li>
  )
}

import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { type CSSProperties, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { joinSentences } from '../../ui/sentences.ts'
import { ShortTable } from '../../ui/short-table.tsx'
import type { Column } from '../../ui/table-model.ts'
import { signedEstimate } from '../signed.ts'
import { useByName, useGroupName } from './mix-name.ts'
import {
  type CaseMix,
  effectInterval,
  lowestGroup,
  makerOf,
  mostMixed,
  surelyMoved,
  type UnitMix,
} from './mix-words.ts'
import classes from './movers.module.css'

interface CaseMixCardProps {
  readonly standings: Standings
  readonly caseMix: CaseMix
  readonly level: UnitKind
}

type Mixed = Standing & { readonly mix: UnitMix }

const few = 8
const shade = (place: number) => ({ '--place': Math.min(place, 4) }) as CSSProperties

/** What was made the same for all, and what its mix had given to or taken from each. */
export function CaseMixCard({ standings, caseMix, level }: CaseMixCardProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const byName = useByName()
  const groupName = useGroupName(caseMix.by)
  const most = useMemo(() => mostMixed(standings.items), [standings])
  const columns = useMixColumns(caseMix, level)
  const lowest = lowestGroup(caseMix)
  const moved = most.filter((s) => surelyMoved(s.mix) > 0).length
  const says = [
    lowest &&
      t('mix.lowest', {
        group: groupName(caseMix.groups[lowest.group]?.key ?? ''),
        less: format.number(lowest.less),
      }),
    t('mix.moved', { count: moved, of: format.count(most.length) }),
    ...caseMix.leftAsTheyAre.map(({ metric, reason }) =>
      t(`mix.left.${reason}`, {
        metric: standings.metrics.find((m) => m.metric.key === metric)?.metric.name ?? metric,
      }),
    ),
  ]
  return (
    <Card flush title={t('mix.title', { what: byName(caseMix.by) })} subtitle={joinSentences(says)}>
      <ul className={classes.groups} aria-label={t('mix.everybody')}>
        {caseMix.groups.map(({ key, share, mean }, place) => (
          <li key={key}>
            <span data-place style={shade(place)} />
            {groupName(key)} <b className="number">{format.percent(share)}</b>
            {mean !== null && <span className="muted">{t('mix.mean', { value: format.number(mean) })}</span>}
          </li>
        ))}
      </ul>
      <ShortTable
        label={t('mix.title', { what: byName(caseMix.by) })}
        columns={columns}
        rows={most.slice(0, few)}
        rowKey={(s) => s.unitId}
      />
      <p className={classes.explain}>{t('mix.explain')}</p>
    </Card>
  )
}

function useMixColumns(caseMix: CaseMix, level: UnitKind): readonly Column<Mixed>[] {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const groupName = useGroupName(caseMix.by)
  const reason = (s: Mixed) => {
    const maker = makerOf(s.mix, caseMix)
    if (!maker) return '–'
    return t(maker.here > maker.everywhere ? 'mix.more' : 'mix.fewer', {
      group: groupName(caseMix.groups[maker.group]?.key ?? ''),
      here: format.percent(maker.here),
      everywhere: format.percent(maker.everywhere),
    })
  }
  return [
    {
      key: 'name',
      header: t(`level.${level}`),
      value: (s) => s.name,
      cell: (s) => (
        <>
          <UnitLink id={s.unitId}>{s.name}</UnitLink>
          <small className={classes.under}>{reason(s)}</small>
        </>
      ),
    },
    {
      key: 'effect',
      header: t('mix.effect'),
      value: (s) => s.mix.effect,
      align: 'end',
      width: 110,
      cell: (s) => {
        const interval = effectInterval(s.mix)
        return (
          <>
            {signedEstimate(format, s.mix.effect, interval)}{' '}
            <small className="muted">{format.plusMinus(interval)}</small>
          </>
        )
      },
    },
    {
      key: 'mix',
      header: t('mix.here'),
      value: () => null,
      width: 180,
      wideOnly: true,
      cell: (s) => <Shares caseMix={caseMix} mix={s.mix} />,
    },
    { key: 'why', header: t('mix.because'), value: reason, wideOnly: true },
  ]
}

/** The groups a place serves, as one bar. */
function Shares({ caseMix, mix }: { caseMix: CaseMix; mix: UnitMix }) {
  const format = useFormat()
  const groupName = useGroupName(caseMix.by)
  const told = caseMix.groups.map(({ key }, i) => `${groupName(key)} ${format.percent(mix.shares[i] ?? 0)}`)
  return (
    <span className={classes.mix} role="img" aria-label={told.join(', ')} title={told.join(', ')}>
      {caseMix.groups.map(({ key }, i) => (
        <span key={key} style={{ ...shade(i), flexGrow: mix.shares[i] ?? 0 }} />
      ))}
    </span>
  )
}

import type { Standings, UnitKind } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card } from '../../ui/card.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import { joinSentences } from '../../ui/sentences.ts'
import { ShortTable } from '../../ui/short-table.tsx'
import type { Column } from '../../ui/table-model.ts'
import classes from './movers.module.css'
import { type Mover, moversMessage, moversOf, type Why } from './movers.ts'

interface MoversCardProps {
  readonly standings: Standings
  readonly level: UnitKind
  /** More of them, because plain averages are asked for. */
  readonly open: boolean
}

/** From the plain average to the estimate: who moves most among the places, and why. */
export function MoversCard({ standings, level, open }: MoversCardProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const movers = useMemo(() => moversOf(standings), [standings])
  const several = standings.metrics.length > 1
  const columns = useMoverColumns(movers, level, several)
  const message = moversMessage(movers)
  if (movers.length < 3) return null
  const of = format.count(movers.length)
  const far = (count: number) => (count > 0 ? t('movers.far', { count, of }) : t('movers.farNone', { of }))
  const subtitle =
    message.kind === 'same'
      ? t('movers.same')
      : joinSentences([
          t('movers.moved', {
            name: message.most.unit.name,
            from: format.count(message.most.rawPlace),
            to: format.count(message.most.place),
            why: t(`movers.why.${whyKey(message.most.why, several)}`),
          }),
          far(message.far),
        ])
  return (
    <Card flush title={t('movers.title')} subtitle={subtitle}>
      {message.kind === 'moved' && (
        <ShortTable
          label={t('movers.title')}
          columns={columns}
          rows={movers.slice(0, open ? 24 : 8).filter((m) => m.place !== m.rawPlace)}
          rowKey={(m) => m.unit.unitId}
        />
      )}
      {message.kind === 'moved' && <p className={classes.explain}>{t('movers.explain')}</p>}
    </Card>
  )
}

/** In a composite an estimate is also drawn towards what the other metrics of the unit say. */
function whyKey(why: Why, several: boolean): Why | 'others' {
  return why === 'few' && several ? 'others' : why
}

function useMoverColumns(
  movers: readonly Mover[],
  level: UnitKind,
  several: boolean,
): readonly Column<Mover>[] {
  const { t } = useTranslation('understand')
  const format = useFormat()
  return useMemo(() => {
    const shown = movers.slice(0, 24)
    const min = Math.min(...shown.map((m) => Math.min(m.raw, m.unit.interval.lower)))
    const max = Math.max(...shown.map((m) => Math.max(m.raw, m.unit.interval.upper)))
    return [
      {
        key: 'name',
        header: t(`level.${level}`),
        value: (m) => m.unit.name,
        cell: (m) => <UnitLink id={m.unit.unitId}>{m.unit.name}</UnitLink>,
      },
      {
        key: 'picture',
        header: t('movers.picture'),
        value: () => null,
        cell: (m) => <Dumbbell mover={m} min={min} max={max} format={format} />,
      },
      {
        key: 'place',
        header: t('movers.place'),
        value: (m) => m.place,
        align: 'end',
        cell: (m) => `${format.count(m.rawPlace)} → ${format.count(m.place)}`,
      },
      {
        key: 'why',
        header: t('movers.because'),
        value: (m) => t(`movers.why.${whyKey(m.why, several)}`),
        wideOnly: true,
        cell: (m) => <Reason mover={m} several={several} format={format} />,
      },
    ]
  }, [movers, level, several, t, format])
}

/** The points each adjustment gave or took, the largest first. */
function Reason({ mover, several, format }: { mover: Mover; several: boolean; format: Format }) {
  const { t } = useTranslation('understand')
  const { parts } = mover
  const told = [
    {
      text: t(`movers.part.${several ? 'others' : 'few'}`, { n: format.count(mover.unit.n) }),
      points: parts.shrinkage,
    },
    { text: t(`movers.part.${parts.evaluators > 0 ? 'strict' : 'lenient'}`), points: parts.evaluators },
    { text: t('movers.part.mix'), points: parts.mix },
  ]
    .filter((p) => Math.abs(p.points) >= 0.05)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
  return (
    <span className={classes.reason}>
      {told.map((p) => (
        <span key={p.text}>
          {p.text} <b className="number">{format.signed(p.points)}</b>
        </span>
      ))}
    </span>
  )
}

interface DumbbellProps {
  readonly mover: Mover
  readonly min: number
  readonly max: number
  readonly format: Format
}

/** A ring at the plain average, a dot at the estimate with its interval, and the way between them. */
function Dumbbell({ mover, min, max, format }: DumbbellProps) {
  const { t } = useTranslation('understand')
  const { raw, unit } = mover
  const at = (x: number) => `${max > min ? ((x - min) / (max - min)) * 100 : 50}%`
  const [left, right] = raw < unit.estimate ? [raw, unit.estimate] : [unit.estimate, raw]
  const label = t('movers.label', {
    raw: format.number(raw),
    estimate: format.estimate(unit.estimate, unit.interval),
    range: format.range(unit.interval),
  })
  const between = (a: number, b: number) => ({ left: at(a), right: `calc(100% - ${at(b)})` })
  return (
    <span className={classes.axis} role="img" aria-label={label} title={label}>
      <span className={classes.interval} style={between(unit.interval.lower, unit.interval.upper)} />
      <span className={classes.way} style={between(left, right)} />
      <span className={classes.ring} style={{ left: at(raw) }} />
      <span className={classes.dot} style={{ left: at(unit.estimate) }} />
    </span>
  )
}

import type { TouchpointScore } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { RoomLink, UnitLink } from '../../app/room-link.tsx'
import { Pill } from '../../ui/card.tsx'
import { type Format, useFormat } from '../../ui/format.ts'
import { IntervalBar } from '../../ui/interval-bar.tsx'
import { scoreRange } from '../../ui/score-range.ts'
import { SuppressedValue } from '../../ui/source-badge.tsx'
import { signedEstimate } from '../../understand/signed.ts'
import classes from './journeys.module.css'
import { changeInErrors, type Measure, mainMeasure, type Point, type State, sureAt } from './scores.ts'

interface PointCardProps {
  readonly point: Point
  /** It hurts most of all. */
  readonly worst: boolean
  /** False where scores may not be seen: the card then says who owns it, no more. */
  readonly known: boolean
  readonly nameOf: (unitId: string) => string | undefined
}

/** A touchpoint: how it does, how many people met it, who answers for it. */
export function PointCard({ point, worst, known, nameOf }: PointCardProps) {
  const { t } = useTranslation('journeys')
  const { touchpoint, score, state } = point
  const main = mainMeasure(score)
  return (
    <li className={classes.point} data-state={known ? state : undefined} data-worst={worst || undefined}>
      <div className={classes.pointHead}>
        <strong>{touchpoint.name}</strong>
        <StatePill state={state} worst={worst} />
      </div>
      {known && !main && <p className={classes.hole}>{t('card.hole')}</p>}
      {known && main && <Figures point={point} main={main} />}
      <p className={classes.foot}>
        <Owner id={touchpoint.ownerUnitId} nameOf={nameOf} />
        {known && score && <Words score={score} />}
      </p>
    </li>
  )
}

const tones = { falling: 'worse', sore: 'worse', rising: 'better' } as const

/** The state in words; ordinary ones go without. */
export function StatePill({ state, worst }: { state: State; worst: boolean }) {
  const { t } = useTranslation('journeys')
  if (worst) return <Pill tone="worse">{t('state.worst')}</Pill>
  if (state === 'falling' || state === 'sore' || state === 'rising')
    return <Pill tone={tones[state]}>{t(`state.${state}`)}</Pill>
  return null
}

function Figures({ point, main }: { point: Point; main: Measure }) {
  const { t } = useTranslation('journeys')
  const format = useFormat()
  const { score } = point
  const value = main.score.value
  return (
    <>
      <p className={classes.measure}>
        {value === null ? (
          main.score.suppressed && <SuppressedValue suppressed={main.score.suppressed} />
        ) : (
          <>
            <b className="number">{format.estimate(value, main.score.interval)}</b>
            {main.score.interval && <small className="number">{format.plusMinus(main.score.interval)}</small>}
            <Change measure={main} />
          </>
        )}
      </p>
      <p className={classes.metric}>{main.metric.name}</p>
      {value !== null && (
        <IntervalBar
          value={value}
          interval={main.score.interval}
          {...scoreRange(main.metric)}
          tone={main.metric.source === 'employee' ? 'employee' : 'customer'}
        />
      )}
      {score?.unhappy && (
        <Unhappy score={score} unhappy={score.unhappy} falling={point.state === 'falling'} />
      )}
      {score?.heard === 'owner' && <p className={classes.contacts}>{t('card.named')}</p>}
    </>
  )
}

interface UnhappyProps {
  readonly score: TouchpointScore
  readonly unhappy: NonNullable<TouchpointScore['unhappy']>
  readonly falling: boolean
}

/** Volume and pain; where it falls, also how it is now. */
function Unhappy({ score, unhappy, falling }: UnhappyProps) {
  const { t } = useTranslation('journeys')
  const format = useFormat()
  return (
    <p className={classes.contacts}>
      {t('card.unhappy', { share: format.percent(unhappy.share), count: score.contacts })}
      {falling && unhappy.recentShare !== null && (
        <b>{t('card.unhappyLately', { share: format.percent(unhappy.recentShare) })}</b>
      )}
    </p>
  )
}

/** The way to what was said about it. */
function Words({ score }: { score: TouchpointScore }) {
  const { t } = useTranslation('journeys')
  if (score.comments === 0 && score.heard !== 'owner') return null
  return (
    <RoomLink to={`/voices?touchpoint=${encodeURIComponent(score.key)}`} route="/voices">
      {score.comments > 0 ? t('card.comments', { count: score.comments }) : t('card.words')}
    </RoomLink>
  )
}

/** The change of the last weeks: in colour only when it is sure, in grey when it may be chance; `bare` in a column. */
export function Change({ measure, bare }: { measure: Measure; bare?: boolean }) {
  const { t } = useTranslation('journeys')
  const format = useFormat()
  const { change } = measure
  if (change.value === null) return null
  const errors = changeInErrors(measure) ?? 0
  const text = signedEstimate(format, change.value, change.interval)
  const tone = errors <= -sureAt ? 'worse' : errors >= sureAt ? 'better' : undefined
  return (
    <span className={classes.change} data-tone={tone} title={titleOf(format, measure, t)}>
      {bare ? text : t('card.lately', { change: text })}
    </span>
  )
}

function titleOf(
  format: Format,
  { change }: Measure,
  t: (key: 'card.change', options: { range: string }) => string,
): string | undefined {
  return change.interval ? t('card.change', { range: format.range(change.interval) }) : undefined
}

function Owner({ id, nameOf }: { id: string | null; nameOf: (unitId: string) => string | undefined }) {
  const { t } = useTranslation(['link', 'journeys'])
  if (id === null) return <span className={classes.unowned}>{t('journeys.unownedOne')}</span>
  const name = nameOf(id)
  return name ? (
    <UnitLink id={id}>{name}</UnitLink>
  ) : (
    <span className="muted small">{t('person.outside')}</span>
  )
}

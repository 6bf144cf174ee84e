import type { Standing, Standings, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { RoomLink, UnitLink } from '../../app/room-link.tsx'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { HowWeKnow } from '../../ui/how-we-know.tsx'
import { Estimate } from '../../ui/interval-bar.tsx'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { signedEstimate } from '../signed.ts'
import { type Before, changesOf } from './comparison.ts'
import { isUp, toMean } from './message.ts'
import classes from './own-place.module.css'
import { type SourceScores, shortOf } from './use-source-scores.ts'

interface OwnPlaceProps {
  readonly standings: Standings
  readonly unit: Standing
  readonly before: Before | null
  /** Plain averages are asked for. */
  readonly raw: boolean
  readonly level: UnitKind
  readonly sourceScores: SourceScores
}

/** For whom sees one unit of many: its place among all of them, how far from the middle, and what to open next. */
export function OwnPlace(props: OwnPlaceProps) {
  const { t } = useTranslation('understand')
  const { standings, unit, level } = props
  const of = standings.howWeKnow.units ?? 1
  const units = t(`units.${level}`, { count: of })
  return (
    <Card
      title={standings.metrics.map((m) => m.metric.name).join(' + ')}
      subtitle={t('own.subtitle', { units })}
      aside={<HowWeKnow facts={standings.howWeKnow} />}
    >
      <RankLine unit={unit} of={of} />
      <Facts {...props} />
      <p className={classes.next}>
        <UnitLink id={unit.unitId}>{t('own.strengths')} →</UnitLink>
        <RoomLink to={`/voices?unit=${unit.unitId}`} route="/voices">
          {t('own.words')} →
        </RoomLink>
      </p>
    </Card>
  )
}

/** All places from the last to the first, the two fifths shaded, and the range of this one. */
function RankLine({ unit, of }: { unit: Standing; of: number }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const { rank } = unit
  const at = (place: number) => `${of > 1 ? (100 * (of - place)) / (of - 1) : 50}%`
  const range = { lower: format.count(rank.lower), upper: format.count(rank.upper), of: format.count(of) }
  const middle = (2 * of - rank.lower - rank.upper) / 2 / Math.max(1, of - 1)
  return (
    <div className={classes.ranks} role="img" aria-label={t('standings.tip.rank', range)}>
      <span className={classes.fifth} data-end="bottom" />
      <span className={classes.fifth} data-end="top" />
      <span className={classes.track} />
      <span
        className={classes.range}
        style={{ left: at(rank.upper), right: `calc(100% - ${at(rank.lower)})` }}
      />
      <span className={classes.dot} style={{ left: at(rank.expected) }} />
      <span className={classes.told} style={{ left: `clamp(4em, ${100 * middle}%, 100% - 4em)` }}>
        {format.count(rank.lower)} – {format.count(rank.upper)}
      </span>
      <span className={classes.end}>{t('own.last', { place: format.count(of) })}</span>
      <span className={classes.end} data-end="top">
        {t('own.first')}
      </span>
    </div>
  )
}

function Facts({ standings, unit, before, raw, sourceScores }: OwnPlaceProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const up = isUp(standings)
  const way = toMean(unit, standings.mean, up)
  const points = format.number(Math.abs(unit.estimate - standings.mean))
  const change = before && changesOf([unit], before.standings, up)[0]?.change
  const facts: [string, React.ReactNode][] = [
    [t('standings.column.estimate'), <Estimate key="e" value={unit.estimate} interval={unit.interval} />],
    [t('own.middle'), t(`own.${way}`, { points, mean: format.number(standings.mean) })],
    [t('standings.column.bottom'), format.probability(unit.probabilityBottom)],
    [t('standings.column.top'), format.probability(unit.probabilityTop)],
  ]
  if (raw && unit.raw !== null)
    facts.push([t('standings.column.raw'), format.estimate(unit.raw, unit.interval)])
  if (change)
    facts.push([
      t('standings.column.change'),
      <span key="c" className="number">
        {signedEstimate(format, change.value, change.interval)}{' '}
        <small className="muted">{format.plusMinus(change.interval)}</small>
      </span>,
    ])
  if (sourceScores.metrics.length > 1)
    facts.push([
      t('standings.column.sources'),
      <span key="s" className={classes.sources}>
        {sourceScores.metrics.map(({ source, name }) => (
          <SourceBadge key={source} source={source}>
            {name} {shortOf(sourceScores.of(unit.unitId, source), format)}
          </SourceBadge>
        ))}
      </span>,
    ])
  return (
    <dl className={classes.facts}>
      {facts.map(([name, told]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{told}</dd>
        </div>
      ))}
    </dl>
  )
}

import type { Journey } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import classes from './journeys.module.css'
import { PointCard } from './point-card.tsx'
import type { Point } from './scores.ts'

type Stage = Journey['stages'][number]
type Side = Stage['touchpoints'][number]['side']

const sides = ['frontstage', 'backstage'] as const satisfies readonly Side[]

interface JourneyBoardProps {
  readonly journey: Journey
  /** Of all journeys. */
  readonly points: readonly Point[]
  /** Id of the touchpoint that hurts most of all, if one does. */
  readonly worst: string | undefined
  readonly known: boolean
  readonly nameOf: (unitId: string) => string | undefined
}

/** A service blueprint: stages from left to right; above the line of visibility what customers see, below it the work. */
export function JourneyBoard(props: JourneyBoardProps) {
  const { journey } = props
  const { t } = useTranslation('link')
  const lanes = sides.filter((side) => journey.stages.some((s) => s.touchpoints.some((p) => p.side === side)))
  return (
    <section
      className={classes.scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={t('journeys.stagesOf', { name: journey.name })}
    >
      <ol className={classes.board}>
        <li className={classes.lanes} aria-hidden="true">
          <span />
          {lanes.map((side) => (
            <span key={side}>{t(`journeys.${side}`)}</span>
          ))}
        </li>
        {journey.stages.map((stage, i) => (
          <li key={stage.id} className={classes.stage}>
            <h3>
              <span className={classes.stageNumber}>{i + 1}</span> {stage.name}
            </h3>
            {lanes.map((side) => (
              <Lane key={side} {...props} stage={stage} side={side} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Lane({
  stage,
  side,
  points,
  worst,
  known,
  nameOf,
}: JourneyBoardProps & { stage: Stage; side: Side }) {
  const { t } = useTranslation('link')
  const ids = new Set(stage.touchpoints.filter((p) => p.side === side).map((p) => p.id))
  return (
    <div className={classes.lane} data-side={side} data-empty={ids.size === 0 || undefined}>
      <p className={classes.laneName}>{t(`journeys.${side}`)}</p>
      <ul>
        {points
          .filter((point) => ids.has(point.touchpoint.id))
          .map((point) => (
            <PointCard
              key={point.touchpoint.id}
              point={point}
              worst={point.touchpoint.id === worst}
              known={known}
              nameOf={nameOf}
            />
          ))}
      </ul>
    </div>
  )
}

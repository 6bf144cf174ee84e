import type { Journey } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { UnitLink } from '../../app/room-link.tsx'
import classes from './journeys.module.css'

type Stage = Journey['stages'][number]
type Side = Stage['touchpoints'][number]['side']

const sides = ['frontstage', 'backstage'] as const satisfies readonly Side[]

/** Stages from left to right; above the line what customers see, below it the work behind. */
export function JourneyBoard({ journey }: { journey: Journey }) {
  const { t } = useTranslation('link')
  const units = useApi('GET /api/v1/units')
  const lanes = sides.filter((side) => journey.stages.some((s) => s.touchpoints.some((p) => p.side === side)))
  const names = new Map(units.data?.items.map((unit) => [unit.id, unit.name]))
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
              <Lane key={side} stage={stage} side={side} names={names} />
            ))}
          </li>
        ))}
      </ol>
    </section>
  )
}

function Lane({ stage, side, names }: { stage: Stage; side: Side; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('link')
  const points = stage.touchpoints.filter((point) => point.side === side)
  return (
    <div className={classes.lane} data-side={side} data-empty={points.length === 0 || undefined}>
      <p className={classes.laneName}>{t(`journeys.${side}`)}</p>
      <ul>
        {points.map((point) => (
          <li key={point.id} className={classes.point}>
            <strong>{point.name}</strong>
            <Owner id={point.ownerUnitId} names={names} />
          </li>
        ))}
      </ul>
    </div>
  )
}

function Owner({ id, names }: { id: string | null; names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation('link')
  if (id === null) return <span className={classes.unowned}>{t('journeys.unownedOne')}</span>
  const name = names.get(id)
  return name ? <UnitLink id={id}>{name}</UnitLink> : <span className="muted">{t('person.outside')}</span>
}

import { useTranslation } from 'react-i18next'
import { Card } from '../../ui/card.tsx'
import { Estimate, IntervalBar } from '../../ui/interval-bar.tsx'
import type { Overview, UnitDetails } from './message.ts'
import classes from './unit.module.css'

/** The touchpoints behind a unit's figures, and those in its own hands. */
export function Touchpoints({ overview, details }: { overview: Overview; details: UnitDetails }) {
  const { t } = useTranslation(['unit', 'understand'])
  const heard = overview.touchpoints
  const owned = details.touchpoints
  if (!heard && owned.length === 0) return null
  const ends =
    heard?.items.flatMap((i) => (i.interval ? [i.interval.lower, i.interval.upper] : [i.value])) ?? []
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  return (
    <Card
      title={t('touchpoints.title')}
      subtitle={heard ? t('touchpoints.subtitle', { metric: heard.metric.name }) : t('touchpoints.part')}
    >
      {heard && (
        <ul className={classes.bars}>
          {heard.items.map((item) => (
            <li key={item.key}>
              <span>{item.name}</span>
              <span className={classes.own}>
                <Estimate value={item.value} interval={item.interval} />
              </span>
              <IntervalBar value={item.value} interval={item.interval} min={low} max={high} tone="customer" />
            </li>
          ))}
        </ul>
      )}
      {owned.length > 0 && (
        <>
          {heard && <h3 className={classes.sub}>{t('touchpoints.owned')}</h3>}
          <ul className={classes.links}>
            {owned.map((touchpoint) => (
              <li key={touchpoint.id}>
                {touchpoint.name}{' '}
                <span className="muted small">{t(`understand:around.side.${touchpoint.side}`)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  )
}

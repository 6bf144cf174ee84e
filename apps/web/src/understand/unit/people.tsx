import { useTranslation } from 'react-i18next'
import { RoomLink } from '../../app/room-link.tsx'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import type { Overview } from './message.ts'
import classes from './unit.module.css'

const most = 6

/** Who works here: how many, in which roles and for how long, who came lately, and how many leave. */
export function People({ overview, unitId }: { overview: Overview; unitId: string }) {
  const { t } = useTranslation('unit')
  const format = useFormat()
  const { people } = overview
  if (!people || people.employees === 0) return null
  const turnover = overview.trends.find((trend) => /turnover/.test(trend.metric.key))
  const rate = turnover?.points.at(-1)?.score.value
  return (
    <Card
      title={t('people.title')}
      subtitle={t('people.subtitle', { count: people.employees })}
      aside={
        <span className="small">
          <RoomLink to={`/sites?tab=people&unit=${unitId}`} route="/sites">
            {t('people.all')}
          </RoomLink>
        </span>
      }
    >
      <p>
        {people.joined > 0 ? t('people.joined', { count: people.joined }) : t('people.joinedNone')}
        {rate !== undefined && rate !== null && turnover && (
          <>
            {' '}
            {turnover.metric.name}:{' '}
            {format.unit(format.number(rate, turnover.metric.decimals), turnover.metric.unitLabel)}.
          </>
        )}
      </p>
      <div className={classes.counts}>
        <Counts title={t('people.roles')} rows={people.roles} />
        <Counts title={t('people.tenure')} rows={people.tenure} />
      </div>
    </Card>
  )
}

function Counts({ title, rows }: { title: string; rows: readonly { name: string; n: number }[] }) {
  const { t } = useTranslation('unit')
  const format = useFormat()
  if (rows.length === 0) return null
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul>
        {rows.slice(0, most).map((row) => (
          <li key={row.name}>
            <span>{row.name}</span>
            <span className="number">{format.count(row.n)}</span>
          </li>
        ))}
      </ul>
      {rows.length > most && <p className="muted small">{t('people.more', { count: rows.length - most })}</p>}
    </section>
  )
}

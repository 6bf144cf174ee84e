import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Card, Cards } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import type { UnitDetails } from './message.ts'
import classes from './unit.module.css'

/** What is below the unit, and where it has been. */
export function Around({ details }: { details: UnitDetails }) {
  const { t } = useTranslation('understand')
  const { children } = details
  // A place it always had stands in the headline already.
  const history = details.history.length > 1 ? details.history : []
  if (children.length === 0 && history.length === 0) return null
  return (
    <Cards>
      {children.length > 0 && (
        <Card title={t('around.children')} subtitle={t('around.childrenMore', { count: children.length })}>
          <ul className={classes.links}>
            {children.map((child) => (
              <li key={child.id}>
                <UnitLink id={child.id}>{child.name}</UnitLink>
              </li>
            ))}
          </ul>
        </Card>
      )}
      {history.length > 0 && (
        <Card title={t('around.history')} subtitle={t('around.historyMore')}>
          <ol className={classes.links}>
            {history.map((place) => (
              <li key={`${place.parentId}${place.from}`}>
                {place.parentId && place.parentName ? (
                  <UnitLink id={place.parentId}>{place.parentName}</UnitLink>
                ) : (
                  t('around.top')
                )}{' '}
                <span className="muted small number">
                  <Span from={place.from} to={place.to} />
                </span>
              </li>
            ))}
          </ol>
        </Card>
      )}
    </Cards>
  )
}

/** The days of a place; `to` is the first day after. */
function Span({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  if (from && to) return t('around.fromTo', { from: format.date(from), to: format.date(to) })
  if (from) return t('around.since', { from: format.date(from) })
  if (to) return t('around.until', { to: format.date(to) })
  return t('around.always')
}

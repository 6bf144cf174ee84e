import type { Change } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { useFormat } from '../../ui/format.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import { Sparkline } from '../../ui/sparkline.tsx'
import { signedEstimate } from '../signed.ts'
import classes from './change-line.module.css'
import { dayMonth, useChangeWords } from './change-words.ts'

/** A change in a list: what, where, since when and by how much, with its weeks as a line. */
export function ChangeLine({ change }: { change: Change }) {
  const { t, i18n } = useTranslation('unit')
  const format = useFormat()
  const words = useChangeWords()
  const { metric, place, difference, comments } = change
  const tone = change.good ? 'better' : 'worse'
  return (
    <li className={classes.change}>
      <div className={classes.what}>
        <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
        <p>
          {place.unitId ? (
            <UnitLink id={place.unitId}>{words.place(change)}</UnitLink>
          ) : (
            words.place(change) || t('change.everywhere')
          )}
          {change.touchpoints.length > 0 && place.kind === 'named' && (
            <> · {change.touchpoints.map((touchpoint) => touchpoint.name).join(', ')}</>
          )}
        </p>
      </div>
      <Sparkline
        points={change.weeks.map((w) => ({ value: w.value }))}
        label={t('change.line', { metric: metric.name, shift: words.shift(change) })}
        tone={tone}
        width={110}
        height={34}
      />
      <div className={classes.size} data-tone={tone}>
        <b>{signedEstimate(format, difference.value, difference.interval)}</b>
        {difference.interval && <small>{format.plusMinus(difference.interval)}</small>}
        <p>{t('change.since', { date: dayMonth(change.since, i18n.language) })}</p>
        {comments ? <p>{t('change.commentCount', { count: comments })}</p> : null}
      </div>
    </li>
  )
}

import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { today } from '../today.ts'
import classes from './timeline.module.css'
import { type Held, piecesOf, placeOf, spanOf } from './timeline-model.ts'

export interface Track {
  readonly name: string
  readonly held: readonly Held[]
}

/** A label this near to an end of the axis stands at it. */
const endOf = (at: number) => (at < 0.06 ? 'start' : at > 0.94 ? 'end' : undefined)

/** What held when, a line for each thing; the same stands in words in the table below it. */
export function Timeline({ tracks }: { tracks: readonly Track[] }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  const day = today()
  const all = tracks.flatMap((track) => track.held)
  const span = spanOf(all, day)
  const dates = [...new Set(all.flatMap((h) => [h.from, h.to].filter((d) => d !== null)))].sort()
  const now = placeOf(day, span)
  // Labels of days that stand too close to another are left out; the table has them all.
  const labels = dates
    .map((date) => ({ date, at: placeOf(date, span) }))
    .filter(({ at }, i, list) => Math.abs(at - now) > 0.1 && list.slice(0, i).every((o) => at - o.at > 0.12))
  return (
    <div className={classes.timeline} aria-hidden="true">
      {tracks.map((track) => (
        <div key={track.name} className={classes.track}>
          <span className={classes.name}>{track.name}</span>
          <div className={classes.line}>
            {piecesOf(track.held, span, day).map((piece) => (
              <span
                key={`${piece.from} ${piece.value}`}
                className={classes.piece}
                data-now={piece.now || undefined}
                data-since={piece.from ? true : undefined}
                data-until={piece.to ? true : undefined}
                title={piece.value}
                style={{
                  insetInlineStart: `${piece.start * 100}%`,
                  width: `${(piece.end - piece.start) * 100}%`,
                }}
              >
                {piece.value}
              </span>
            ))}
          </div>
        </div>
      ))}
      <div className={classes.track}>
        <span />
        <div className={classes.axis}>
          {labels.map(({ date, at }) => (
            <span key={date} data-end={endOf(at)} style={{ insetInlineStart: `${at * 100}%` }}>
              {format.month(date)}
            </span>
          ))}
          <strong data-end={endOf(now)} style={{ insetInlineStart: `${now * 100}%` }}>
            {t('person.today')}
          </strong>
        </div>
      </div>
    </div>
  )
}

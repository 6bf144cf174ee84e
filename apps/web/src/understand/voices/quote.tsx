import type { Comment, Metric } from '@tandem/contract'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { Pill } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { isNps } from '../../ui/score-range.ts'
import { SourceBadge } from '../../ui/source-badge.tsx'
import '../../ui/quote.css'
import { moodOf } from './mood.ts'
import { partsOf } from './search.ts'
import classes from './voices.module.css'

interface QuoteProps {
  readonly comment: Comment
  readonly metrics: readonly Metric[]
  readonly withUnit?: boolean
  /** What one can do with it. */
  readonly actions?: ReactNode
}

/** What someone said, in their words: where, when, and the score that came with it. */
export function Quote({ comment, metrics, withUnit = true, actions }: QuoteProps) {
  const { t } = useTranslation(['voices', 'common'])
  const format = useFormat()
  const guarded = comment.source === 'employee'
  return (
    <li className={classes.quote}>
      <blockquote className="quote" lang={comment.language ?? undefined} dir="auto">
        {partsOf(comment.text, comment.hits).map((part) =>
          part.hit ? <mark key={part.at}>{part.text}</mark> : <span key={part.at}>{part.text}</span>,
        )}
      </blockquote>
      <div className={classes.facts}>
        <SourceBadge source={comment.source} />
        {comment.score && <ScorePill score={comment.score} metrics={metrics} />}
        {withUnit && comment.unitId && <UnitLink id={comment.unitId}>{comment.unitName}</UnitLink>}
        {comment.touchpoint && <span>{comment.touchpoint}</span>}
        {/* Employees are told apart by a day: only the month is known here. */}
        <time dateTime={comment.occurredAt}>
          {guarded ? format.month(comment.occurredAt) : format.date(comment.occurredAt)}
        </time>
        {guarded && <span>{t('guarded')}</span>}
        {actions && <span className={classes.actions}>{actions}</span>}
      </div>
    </li>
  )
}

const tones = { happy: 'better', neutral: 'muted', unhappy: 'worse' } as const
const npsWords = { happy: 'promoter', neutral: 'passive', unhappy: 'detractor' } as const

function ScorePill({ score, metrics }: { score: NonNullable<Comment['score']>; metrics: readonly Metric[] }) {
  const { t } = useTranslation('voices')
  const format = useFormat()
  const metric = metrics.find((m) => m.key === score.metric)
  const name = metric?.name ?? score.metric
  const mood = moodOf(score, metrics)
  return (
    <Pill tone={tones[mood]}>
      <span title={name}>
        {isNps(metric?.kind) ? t(npsWords[mood]) : `${name} ${format.number(score.value, 0)}`}
      </span>
    </Pill>
  )
}

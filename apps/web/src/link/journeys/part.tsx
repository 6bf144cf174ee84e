import { NativeSelect } from '@mantine/core'
import type { Goal } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useApi } from '../../app/queries.ts'
import { RoomLink, UnitLink } from '../../app/room-link.tsx'
import { useScope } from '../../app/scope.ts'
import { useCan } from '../../app/session.ts'
import { Card } from '../../ui/card.tsx'
import { useFormat } from '../../ui/format.ts'
import { Estimate, IntervalBar } from '../../ui/interval-bar.tsx'
import { scoreRange } from '../../ui/score-range.ts'
import { ListSkeleton } from '../../ui/skeletons.tsx'
import { SourceBadge, SuppressedValue } from '../../ui/source-badge.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { Quote } from '../../understand/voices/quote.tsx'
import quotes from '../../understand/voices/voices.module.css'
import classes from './journeys.module.css'
import { Change, StatePill } from './point-card.tsx'
import { type Measure, mainMeasure, type Point } from './scores.ts'

/** In place of a unit's id: touchpoints that nobody owns. */
export const nobody = 'none'

interface PartProps {
  readonly part: string
  readonly points: readonly Point[]
  readonly worst: string | undefined
  readonly known: boolean
  readonly nameOf: (unitId: string) => string | undefined
  readonly onChange: (part: string | undefined) => void
}

/** A unit's part in the journeys: its touchpoints, how they do, which goals they serve, what customers say there. */
export function Part({ part, points, worst, known, nameOf, onChange }: PartProps) {
  const { t } = useTranslation('journeys')
  const mine = points.filter((p) => (p.touchpoint.ownerUnitId ?? nobody) === part)
  const goals = useApi('GET /api/v1/goals', { query: {} }, { enabled: known })
  return (
    <>
      <div className={classes.partTools}>
        <PartSelect part={part} points={points} nameOf={nameOf} onChange={onChange} />
        {part !== nobody && nameOf(part) && (
          <span className="small">
            <UnitLink id={part}>{t('part.page')}</UnitLink>
          </span>
        )}
      </div>
      {mine.length === 0 && (
        <Card>
          <EmptyState title={t('part.empty')}>{t('part.emptyMore')}</EmptyState>
        </Card>
      )}
      {mine.map((point) => (
        <PartCard
          key={point.touchpoint.id}
          point={point}
          worst={point.touchpoint.id === worst}
          known={known}
          goals={goals.data?.items ?? []}
        />
      ))}
    </>
  )
}

function PartSelect({ part, points, nameOf, onChange }: Omit<PartProps, 'worst' | 'known'>) {
  const { t } = useTranslation('journeys')
  const format = useFormat()
  const owners = new Map<string, number>()
  for (const { touchpoint } of points) {
    const id = touchpoint.ownerUnitId ?? nobody
    owners.set(id, (owners.get(id) ?? 0) + 1)
  }
  const label = (id: string) => (id === nobody ? t('part.nobody') : nameOf(id))
  const choices = [...owners].flatMap(([id, n]) => {
    const name = label(id)
    return name ? [{ value: id, label: `${name} (${format.count(n)})` }] : []
  })
  return (
    <NativeSelect
      label={t('part.choose')}
      value={part}
      data={
        owners.has(part) ? choices : [{ value: part, label: nameOf(part) ?? t('part.choose') }, ...choices]
      }
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

interface PartCardProps {
  readonly point: Point
  readonly worst: boolean
  readonly known: boolean
  readonly goals: readonly Goal[]
}

function PartCard({ point, worst, known, goals }: PartCardProps) {
  const { t } = useTranslation(['journeys', 'link'])
  const format = useFormat()
  const { touchpoint, journey, stage, score, state } = point
  const unhappy = score?.unhappy
  return (
    <Card
      title={touchpoint.name}
      subtitle={[journey.name, stage, t(`link:journeys.${touchpoint.side}`)].join(' · ')}
      aside={<StatePill state={state} worst={worst} />}
    >
      {known && !mainMeasure(score) && <EmptyState compact title={t('card.hole')} />}
      {score && mainMeasure(score) && (
        <div className={classes.part}>
          <div>
            {unhappy && (
              <p className={classes.pain}>
                {t('part.unhappy', {
                  n: format.count(unhappy.n),
                  count: score.contacts,
                  share: format.percent(unhappy.share),
                })}{' '}
                {score.heard === 'owner' && <span className="muted">{t('card.named')}</span>}
              </p>
            )}
            <ul className={classes.measures}>
              {score.measures.map((measure) => (
                <MeasureRow
                  key={measure.metric.key}
                  measure={measure}
                  goals={goals.filter((g) => g.metric === measure.metric.key)}
                />
              ))}
            </ul>
          </div>
          {(score.comments > 0 || score.heard === 'owner') && <Said touchpoint={touchpoint.key} />}
        </div>
      )}
    </Card>
  )
}

function MeasureRow({ measure, goals }: { measure: Measure; goals: readonly Goal[] }) {
  const { t } = useTranslation('journeys')
  const { metric, score } = measure
  return (
    <li>
      <span>
        <SourceBadge source={metric.source}>{metric.name}</SourceBadge>
        {goals.map((goal) => (
          <small key={goal.id}>
            <RoomLink to="/goals">{t('part.goal', { name: goal.name })}</RoomLink>
          </small>
        ))}
      </span>
      <span className={classes.value}>
        {score.value === null ? (
          score.suppressed && <SuppressedValue suppressed={score.suppressed} />
        ) : (
          <Estimate value={score.value} interval={score.interval} />
        )}
      </span>
      <span className={classes.value}>
        <Change measure={measure} />
      </span>
      {score.value === null ? (
        <span />
      ) : (
        <IntervalBar
          value={score.value}
          interval={score.interval}
          {...scoreRange(metric)}
          tone={metric.source === 'employee' ? 'employee' : 'customer'}
        />
      )}
    </li>
  )
}

/** The last unhappy words about a touchpoint: what its owner can act on. */
function Said({ touchpoint }: { touchpoint: string }) {
  const { t } = useTranslation('journeys')
  const can = useCan()
  const { query } = useScope()
  const metrics = useApi('GET /api/v1/metrics')
  const comments = useApi(
    'GET /api/v1/comments',
    { query: { ...query, touchpoint, mood: 'unhappy', limit: '4' } },
    { enabled: can('comments.read') },
  )
  if (!can('comments.read')) return null
  return (
    <div>
      <h3 className={classes.saidTitle}>
        {t('part.said')}
        <span className="small">
          <RoomLink to={`/voices?touchpoint=${encodeURIComponent(touchpoint)}`} route="/voices">
            {t('part.all')}
          </RoomLink>
        </span>
      </h3>
      {comments.isPending && <ListSkeleton rows={4} />}
      {comments.data?.items.length === 0 && <EmptyState compact title={t('part.nothingSaid')} />}
      <ul className={quotes.list}>
        {comments.data?.items.map((comment) => (
          <Quote key={comment.id} comment={comment} metrics={metrics.data?.items ?? []} />
        ))}
      </ul>
    </div>
  )
}

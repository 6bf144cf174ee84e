import { ActionIcon } from '@mantine/core'
import type { CoverageRow, GoalProgress } from '@tandem/contract'
import { Link } from '@tanstack/react-router'
import { Archive, Pencil } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../app/room-link.tsx'
import { Card } from '../ui/card.tsx'
import { useFormat } from '../ui/format.ts'
import { HowWeKnow } from '../ui/how-we-know.tsx'
import { SourceBadge } from '../ui/source-badge.tsx'
import { CurrentValue, GoalBar, StatusChip } from './goal-line.tsx'
import { GoalTrend } from './goal-trend.tsx'
import classes from './goals.module.css'
import { whyUnknown } from './message.ts'
import { typed, useGoalWords } from './words.ts'

interface GoalCardProps {
  readonly item: GoalProgress
  readonly currency: string
  /** Touchpoints that serve the goal; null while they load. */
  readonly serving: readonly CoverageRow[] | null
  /** Null for who may only read. */
  readonly onEdit: (() => void) | null
  readonly onArchive: (() => void) | null
}

/** A goal with everything that is known of it: where it stands, its way, its outlook, and what serves it. */
export function GoalCard({ item, currency, serving, onEdit, onArchive }: GoalCardProps) {
  const { t } = useTranslation('goals')
  const { goal, metric } = item
  const about = [
    metric.name === goal.name ? '' : metric.name,
    goal.sponsor ? t('sponsoredBy', { name: goal.sponsor.name }) : t('noSponsor'),
  ].filter(Boolean)
  const look = { variant: 'subtle', color: 'gray', size: 'lg' } as const
  return (
    <Card
      title={
        <span className={classes.title}>
          {goal.name} <StatusChip status={item.status} />
        </span>
      }
      subtitle={
        <>
          {goal.unitId && goal.unitName ? (
            <UnitLink id={goal.unitId}>{goal.unitName}</UnitLink>
          ) : (
            t('wholeCompany')
          )}
          {about.map((part) => ` · ${part}`).join('')}
        </>
      }
      aside={
        <>
          <HowWeKnow facts={item.howWeKnow} />
          {onEdit && (
            <ActionIcon {...look} aria-label={t('edit.of', { name: goal.name })} onClick={onEdit}>
              <Pencil size={16} aria-hidden="true" />
            </ActionIcon>
          )}
          {onArchive && (
            <ActionIcon {...look} aria-label={t('archive.of', { name: goal.name })} onClick={onArchive}>
              <Archive size={16} aria-hidden="true" />
            </ActionIcon>
          )}
        </>
      }
    >
      <div className={classes.goal}>
        <div>
          <Standing item={item} />
          <Facts item={item} currency={currency} />
        </div>
        {item.points.length > 1 && <GoalTrend item={item} />}
      </div>
      <Serving item={item} serving={serving} />
    </Card>
  )
}

/** The value large, the target beside it, and the bar below. */
function Standing({ item }: { item: GoalProgress }) {
  const { t } = useTranslation('goals')
  const { targetBy } = useGoalWords()
  const why = item.status === 'unknown' ? whyUnknown(item) : null
  return (
    <>
      <p className={classes.value}>
        <CurrentValue current={item.current} />
        {item.current.value !== null && item.metric.unitLabel && <small>{item.metric.unitLabel}</small>}
        <span className={classes.target}>{t('of', { target: targetBy(item) })}</span>
      </p>
      <GoalBar item={item} />
      {why && <p className={classes.why}>{t(`why.${why}`)}</p>}
      {item.part && <p className={classes.why}>{t('part')}</p>}
    </>
  )
}

function Facts({ item, currency }: { item: GoalProgress; currency: string }) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const { distance } = useGoalWords()
  const { baseline, planned, gap, forecast, goal, metric, current } = item
  const facts: [string, string][] = []
  if (baseline)
    facts.push([
      t('facts.baseline'),
      t(baseline.given ? 'facts.baselineGiven' : 'facts.baselineHeard', {
        value: format.unit(format.estimate(baseline.value, baseline.interval), metric.unitLabel),
        date: format.date(goal.startsOn),
      }),
    ])
  if (planned !== null && gap && item.status !== 'missed' && item.status !== 'reached') {
    const off = distance(gap.value, gap.interval, metric)
    const near = !gap.interval || (gap.interval.lower <= 0 && gap.interval.upper >= 0)
    facts.push([
      t('facts.plan'),
      t(near ? 'facts.planNear' : gap.value < 0 ? 'facts.planBehind' : 'facts.planAhead', {
        planned: format.unit(format.estimate(planned, gap.interval), metric.unitLabel),
        distance: off,
      }),
    ])
  }
  if (forecast)
    facts.push([
      t('facts.forecast'),
      t('facts.forecastText', {
        value: format.unit(format.estimate(forecast.value, forecast.interval), metric.unitLabel),
        range: format.range(forecast.interval),
        probability: format.probability(forecast.probability),
      }),
    ])
  else if (item.noForecast) facts.push([t('facts.forecast'), t('facts.noForecast')])
  const left = current.value === null ? 0 : Math.abs(goal.target - current.value)
  if (goal.worthPerPoint !== null && item.status !== 'reached')
    facts.push([
      t('facts.worth'),
      left > 0
        ? t('facts.worthLeft', {
            point: format.money(goal.worthPerPoint, currency),
            left: format.money(roughly(left * goal.worthPerPoint), currency),
            target: typed(format, goal.target),
          })
        : t('facts.worthPoint', { point: format.money(goal.worthPerPoint, currency) }),
    ])
  return (
    <dl className={classes.facts}>
      {facts.map(([name, text]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Two digits are all that money from a slope can bear. */
function roughly(value: number): number {
  if (value === 0) return 0
  const step = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Math.round(value / step) * step
}

/** Who is heard on the way to the goal, with which questions, and where nobody is. */
function Serving({ item, serving }: Pick<GoalCardProps, 'item' | 'serving'>) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const heard = item.heard.filter(({ signals }) => signals === null || signals > 0)
  const unheard = (serving ?? []).filter((row) => row.holes.some((h) => h === 'never' || h === 'silent'))
  return (
    <div className={classes.serving}>
      <h3>{t('serves.title')}</h3>
      <ul className={classes.sources}>
        {heard.map(({ source, signals }) => (
          <li key={source}>
            <SourceBadge source={source} />{' '}
            <span className="muted number">{signals === null ? t('few') : format.count(signals)}</span>
          </li>
        ))}
        {heard.length === 0 && <li className="muted">{t('serves.nobody')}</li>}
      </ul>
      {item.serves.length > 0 && (
        <p>
          {t('serves.questions')} {format.list(item.serves.slice(0, 6).map(({ metric }) => metric.name))}
          {item.serves.length > 6 && ` ${t('serves.more', { count: item.serves.length - 6 })}`}.{' '}
          <Link
            to="/drivers"
            search={(old: Record<string, unknown>) => ({ ...old, outcome: item.goal.metric })}
          >
            {t('serves.drivers')}
          </Link>
        </p>
      )}
      {unheard.length > 0 && (
        <p>
          <span className={classes.hole}>{t('serves.unheard', { count: unheard.length })}</span>{' '}
          {unheard
            .slice(0, 5)
            .map((row) => row.name)
            .join(' · ')}
          {unheard.length > 5 && ` ${t('serves.more', { count: unheard.length - 5 })}`}
        </p>
      )}
    </div>
  )
}

import type { Metric } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { RoomLink, UnitLink } from '../app/room-link.tsx'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { Rich } from '../ui/rich.tsx'
import { joinSentences } from '../ui/sentences.ts'
import { useChangeWords } from '../understand/unit/change-words.ts'
import type { Against } from '../understand/unit/message.ts'
import { type HomeFacts, type Matter, matters, sure } from './message.ts'

interface SayProps {
  readonly facts: HomeFacts
  readonly metric: Metric | undefined
  /** Readings behind the standings. */
  readonly n: number
  /** How the own unit differs from its peers, worst first. */
  readonly against: readonly Against[]
}

/** What matters most, in one sentence, and below it what to know about it and where to go. */
export function Say({ facts, metric, n, against }: SayProps) {
  const [matter] = matters(facts)
  const text = useSentence(matter)
  const good = matter.kind === 'better' || matter.kind === 'goalsWell' || matter.kind === 'ownTop'
  const marks = {
    e: (part: string) => <Em>{part}</Em>,
    t: (part: string) => <Em tone={good ? 'better' : 'worse'}>{part}</Em>,
  }
  return (
    <HeadlineSentence more={<More matter={matter} metric={metric} n={n} against={against} />}>
      <Rich text={text} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence(matter: Matter): string {
  const { t } = useTranslation('home')
  const format = useFormat()
  const words = useChangeWords()
  switch (matter.kind) {
    case 'worse':
    case 'better':
      return words.sentence(matter.change)
    case 'goals':
      return t('say.goals', {
        count: matter.behind,
        of: format.count(matter.of),
        name: matter.worst.goal.name,
      })
    case 'goalsWell':
      return t('say.goalsWell', { count: matter.of })
    case 'ownBottom':
    case 'ownTop': {
      const { own, of } = matter
      const p = format.probability(matter.kind === 'ownTop' ? own.probabilityTop : own.probabilityBottom)
      return t(`say.${matter.kind}`, { name: own.name, of: format.count(of), p })
    }
    case 'ownPlace': {
      const { name, rank } = matter.own
      return t('say.ownPlace', {
        name,
        lower: format.count(rank.lower),
        upper: format.count(rank.upper),
        of: format.count(matter.of),
      })
    }
    case 'bottom':
      return t('say.bottom', {
        count: matter.count,
        of: format.count(matter.of),
        sure: format.percent(sure),
      })
    case 'unread':
      return t('say.unread')
    case 'calm':
      return t(matter.of > 0 ? 'say.calm' : 'say.calmAlone')
  }
}

interface MoreProps extends Omit<SayProps, 'facts'> {
  readonly matter: Matter
}

function More({ matter, metric, n, against }: MoreProps) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const words = useChangeWords()
  const heard = 'own' in matter ? matter.own.n : n
  const basis = metric && heard > 0 ? t('standing.more', { metric: metric.name, n: format.count(heard) }) : ''
  const standings = <RoomLink to="/standings">{t('standing.see')} →</RoomLink>
  switch (matter.kind) {
    case 'worse':
    case 'better': {
      const { place } = matter.change
      return (
        <>
          {joinSentences(words.details(matter.change))}{' '}
          {place.unitId && <UnitLink id={place.unitId}>{t('say.seeUnit', { name: place.name })} →</UnitLink>}
        </>
      )
    }
    case 'goals':
      return (
        <>
          <WorstGoal goal={matter.worst} /> <RoomLink to="/goals">{t('say.seeGoals')} →</RoomLink>
        </>
      )
    case 'goalsWell':
      return <RoomLink to="/goals">{t('say.seeGoals')} →</RoomLink>
    case 'ownBottom':
    case 'ownTop':
    case 'ownPlace':
      return (
        <>
          {basis} {explains(against, t, format)}{' '}
          <UnitLink id={matter.own.unitId}>{t('say.seeUnit', { name: matter.own.name })} →</UnitLink>
        </>
      )
    case 'unread':
      return t('say.unreadMore')
    case 'bottom':
    case 'calm':
      return (
        <>
          {basis} {matter.kind === 'calm' && matter.of > 0 && `${t('standing.noneMore')} `}
          {standings}
        </>
      )
  }
}

/** Where the goal that is least likely to be reached stands, and what it heads for. */
function WorstGoal({ goal: item }: { goal: HomeFacts['goals'][number] }) {
  const { t } = useTranslation('home')
  const format = useFormat()
  const { goal, metric, current, forecast } = item
  if (current.value === null) return null
  const unit = (text: string) => format.unit(text, metric.unitLabel)
  const facts = {
    name: goal.name,
    value: unit(format.estimate(current.value, current.interval)),
    target: unit(format.number(goal.target, 2)),
    date: format.date(goal.dueOn),
  }
  if (!forecast) return t('say.goalNow', facts)
  return t('say.goalHeads', { ...facts, forecast: unit(format.estimate(forecast.value, forecast.interval)) })
}

/** What a place among others rests on: where the unit is surely weakest and strongest. */
function explains(
  against: readonly Against[],
  t: ReturnType<typeof useTranslation<'home'>>['t'],
  format: ReturnType<typeof useFormat>,
): string {
  const voices = against.filter((row) => row.metric.kind !== 'figure')
  const weak = voices.filter((row) => row.verdict < 0).slice(0, 2)
  const strong = voices
    .filter((row) => row.verdict > 0)
    .slice(-2)
    .reverse()
  const list = (rows: readonly Against[]) => format.list(rows.map((row) => row.metric.name))
  return joinSentences([
    ...(weak.length > 0 ? [t('say.weak', { metrics: list(weak) })] : []),
    ...(strong.length > 0 ? [t('say.strong', { metrics: list(strong) })] : []),
  ])
}

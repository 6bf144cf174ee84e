import type { Coverage, GoalsProgress } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'
import { Em, HeadlineSentence } from '../ui/headline.tsx'
import { Rich } from '../ui/rich.tsx'
import { type Holes, type Message, messageOf } from './message.ts'
import { typed, useGoalWords } from './words.ts'

/** What is the matter with the goals, and what to do, in one sentence. */
export function GoalsHeadline({
  progress,
  coverage,
}: {
  progress: GoalsProgress
  coverage: Coverage | null
}) {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const message = messageOf(progress.items, coverage)
  const sentence = useSentence()
  const marks = {
    e: (text: string) => <Em>{text}</Em>,
    w: (text: string) => <Em tone="worse">{text}</Em>,
    b: (text: string) => <Em tone="better">{text}</Em>,
  }
  const count = progress.items.length
  return (
    <HeadlineSentence
      more={
        count > 0
          ? [
              t('count', { count }),
              t('asOf', { date: format.date(progress.on) }),
              t(`todo.${message.kind}`),
            ].join(' · ')
          : t('todo.none')
      }
    >
      <Rich text={sentence(message)} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence() {
  const { t } = useTranslation('goals')
  const format = useFormat()
  const { distance } = useGoalWords()
  /** The second half of the sentence: what is not listened to, or how many others are behind. */
  const second = (holes: Holes | null, others = 0) => {
    if (holes) return t(`second.${holes.kind}`, { count: holes.count })
    return others > 0 ? t('second.others', { count: others }) : ''
  }
  const joined = (first: string, rest: string) =>
    rest ? t('join', { first, second: rest }) : t('end', { first })
  return (message: Message): string => {
    if (message.kind === 'none') return t('say.none')
    const { goal, metric, gap, current, forecast } = message.item
    const name = goal.name
    switch (message.kind) {
      case 'behind': {
        const off = gap ? distance(gap.value, gap.interval, metric) : ''
        return joined(t('say.behind', { name, distance: off }), second(message.holes, message.others))
      }
      case 'unlikely':
        return joined(
          t('say.unlikely', {
            name,
            target: format.unit(typed(format, goal.target), metric.unitLabel),
            date: format.date(goal.dueOn),
            probability: format.probability(forecast?.probability ?? 0),
          }),
          second(message.holes, message.others),
        )
      case 'missed':
        return t('say.missed', {
          name,
          distance: distance((current.value ?? goal.target) - goal.target, current.interval, metric),
        })
      case 'unknown':
        return t(`say.unknown.${message.why}`, { name })
      case 'reached':
        return joined(
          t('say.reached', {
            name,
            value: format.unit(
              format.estimate(current.value ?? goal.target, current.interval),
              metric.unitLabel,
            ),
            target: format.unit(typed(format, goal.target), metric.unitLabel),
          }),
          message.rest > 0 ? t('second.rest', { count: message.rest }) : '',
        )
      case 'on_track':
        return joined(
          message.count === 1 ? t('say.oneOnTrack', { name }) : t('say.onTrack', { count: message.count }),
          second(message.holes),
        )
    }
  }
}

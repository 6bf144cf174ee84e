import type { Driver, Drivers } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { RoomLink } from '../../app/room-link.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { shareRange } from './importance.tsx'
import { fractionOf, messageOf } from './message.ts'
import type { DriversSearch } from './search.ts'

interface DriversHeadlineProps {
  readonly answer: Drivers
  readonly search: DriversSearch
}

const marks = {
  e: (text: string) => <Em>{text}</Em>,
  w: (text: string) => <Em tone="worse">{text}</Em>,
  b: (text: string) => <Em tone="better">{text}</Em>,
}

export function DriversHeadline(props: DriversHeadlineProps) {
  return (
    <HeadlineSentence more={<More {...props} />}>
      <Rich text={useSentence(props.answer)} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence(answer: Drivers): string {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const message = messageOf(answer)
  const outcome = answer.outcome.name
  switch (message.kind) {
    case 'suppressed':
      return t('headline.suppressed')
    case 'few':
      return t('headline.few', { count: message.n, outcome })
    case 'little':
      return t('headline.little', { outcome, share: format.percent(message.r2) })
    case 'one':
      return t('headline.one', {
        driver: message.driver.metric.name,
        outcome,
        share: format.percent(message.r2),
      })
    case 'alike':
      return t('headline.alike', { outcome })
    case 'tie': {
      const names = format.list(message.leaders.map((d) => d.metric.name))
      const first = t('headline.tie', { drivers: names, outcome })
      return message.begin
        ? `${first} ${t('headline.tieBegin', { driver: message.begin.metric.name })}`
        : first
    }
    case 'leader': {
      const { driver, stand } = message
      const fraction = fractionOf(driver.share)
      const share = fraction ? t(`fraction.${fraction}`) : format.percent(driver.share)
      return t(`headline.leader.${stand}`, { driver: driver.metric.name, outcome, share })
    }
  }
}

/** How much is explained at all, what else to improve, that it is no cause, and where to go on. */
function More({ answer }: DriversHeadlineProps) {
  const { t } = useTranslation('drivers')
  const format = useFormat()
  const { drivers, r2, r2Interval, outcome, suppressed } = answer
  if (suppressed || r2 === null) return t('headline.suppressedMore')
  const parts = [
    t('headline.explained', {
      count: drivers.length,
      outcome: outcome.name,
      share: format.percent(r2),
      range: r2Interval ? shareRange(format.percent, r2Interval) : '–',
    }),
    t('headline.goesWith'),
  ]
  const next = nextOf(drivers)
  return (
    <>
      {joinSentences(parts)}{' '}
      {next && (
        <RoomLink to={`/standings?metrics=${encodeURIComponent(next.metric.key)}`} route="/standings">
          {t('headline.where', { driver: next.metric.name })}
        </RoomLink>
      )}
    </>
  )
}

/** Where there is most to gain. */
function nextOf(drivers: readonly Driver[]): Driver | undefined {
  const [most] = drivers.toSorted((a, b) => b.potential - a.potential)
  return most && most.potential > 0 ? most : undefined
}

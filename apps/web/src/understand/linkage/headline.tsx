import type { Linkage, UnitKind } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { useAmounts } from './amounts.ts'
import { linkMessage, type PerPoint, riseOf, times } from './message.ts'
import type { PanelGrain } from './search.ts'

interface HeadlineProps {
  readonly linkage: Linkage
  readonly level: UnitKind
  readonly grain: PanelGrain
}

const marks = { e: (text: string) => <Em>{text}</Em> }

/** The sentence of the page, with what it rests on below. */
export function LinkageHeadline(props: HeadlineProps) {
  const { sentence, effect } = useSentence(props)
  return (
    <HeadlineSentence more={<More {...props} effect={effect} />}>
      <Rich text={sentence} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence({ linkage, level, grain }: HeadlineProps): {
  sentence: string
  effect: PerPoint | null
} {
  const { t } = useTranslation(['linkage', 'understand'])
  const amounts = useAmounts()
  const { driver, outcome, points, howWeKnow } = linkage
  const message = linkMessage(linkage)
  if (message.kind === 'unclear') {
    const units = t(`understand:units.${level}`, { count: howWeKnow.units ?? points.length })
    const sentence = t('headline.unclear', { driver: driver.name, outcome: outcome.name, units })
    return { sentence, effect: null }
  }
  const reversed = message.kind === 'reversed'
  const [first, second] = reversed ? [outcome, driver] : [driver, outcome]
  const rise = riseOf(
    first,
    points.map((p) => (reversed ? p.outcome : p.driver)),
  )
  const effect = times(message.slope, rise)
  const words = {
    driver: first.name,
    outcome: second.name,
    rise: amounts.of(first, rise),
    effect: amounts.of(second, effect.estimate, effect.interval),
  }
  const way = effect.estimate < 0 ? 'less' : 'more'
  if (message.kind === 'between')
    return {
      sentence: t(`headline.between.${way}`, { ...words, places: t(`places.${level}`) }),
      effect,
    }
  if (message.kind === 'together')
    return { sentence: t(`headline.together.${way}`, { ...words, period: t(`same.${grain}`) }), effect }
  const later = t(`later.${grain}`, { count: message.lag })
  return { sentence: t(`headline.${message.kind}.${way}`, { ...words, later }), effect }
}

/** The interval, what it rests on, and what it does not say. */
function More({ linkage, level, grain, effect }: HeadlineProps & { effect: PerPoint | null }) {
  const { t } = useTranslation(['linkage', 'understand'])
  const format = useFormat()
  const amounts = useAmounts()
  const message = linkMessage(linkage)
  const { howWeKnow, points } = linkage
  const parts = []
  if (effect) {
    const { interval } = effect
    parts.push(
      t('headline.interval', { level: format.percent(interval.level), range: amounts.range(interval) }),
    )
  }
  if (message.kind === 'reversed') parts.push(t('headline.reversedMore'))
  if (message.kind === 'together') parts.push(t('headline.togetherMore'))
  if (message.kind === 'between')
    parts.push(t(message.timeless ? 'headline.timeless' : 'headline.notOverTime'))
  if (message.kind === 'unclear') parts.push(t('headline.unclearMore'))
  parts.push(
    t('headline.rests', {
      units: t(`understand:units.${level}`, { count: howWeKnow.units ?? points.length }),
      period: format.dateRange(howWeKnow.from, howWeKnow.to),
      grain: t(`per.${grain}`),
    }),
    t('headline.goesWith'),
  )
  return joinSentences(parts)
}

import type { UnitKind, Value } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { useLater } from './later.ts'
import { messageOf } from './message.ts'
import { useMoney } from './money.ts'

const marks = {
  e: (text: string) => <Em>{text}</Em>,
  w: (text: string) => <Em tone="worse">{text}</Em>,
  b: (text: string) => <Em tone="better">{text}</Em>,
}

export function ValueHeadline({ value, level }: { readonly value: Value; readonly level: UnitKind }) {
  return (
    <HeadlineSentence more={<More value={value} />}>
      <Rich text={useSentence(value, level)} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence(value: Value, level: UnitKind): string {
  const { t } = useTranslation('value')
  const format = useFormat()
  const amounts = useMoney(value.currency)
  const message = messageOf(value)
  const { estimate, interval } = value.perPoint
  const words = {
    score: value.score.name,
    money: value.money.name,
    per: t(value.of === 'sum' ? `per.${value.grain}` : 'per.unit', { unit: t(`unit.${level}`) }),
    level: format.percent(interval.level),
    amount: amounts.amount(Math.abs(estimate), interval),
  }
  if (message.kind === 'unclear') return t('headline.unclear', { ...words, ...amounts.ends(interval) })
  const { lower, upper } = interval
  // The size of a loss reads from the small end to the large.
  const ends = amounts.ends(message.kind === 'less' ? { lower: -upper, upper: -lower } : { lower, upper })
  return t(`headline.${message.kind}.${message.good ? 'good' : 'bad'}`, { ...words, ...ends })
}

/** When the money comes, on how much this rests, and that it is no cause. */
function More({ value }: { readonly value: Value }) {
  const { t } = useTranslation('value')
  const later = useLater()
  const { lag, grain, howWeKnow } = value
  return joinSentences([
    t('headline.when', { later: later(grain, lag) }),
    t('headline.rests', { count: howWeKnow.n }),
    t('headline.goesWith'),
  ])
}

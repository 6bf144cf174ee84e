import type { Metric, Standings, UnitKind } from '@tandem/contract'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/room-link.tsx'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import type { Before } from './comparison.ts'
import { changeMessage, changesOf } from './comparison.ts'
import { isUp, messageOf, sure } from './message.ts'
import { useByName } from './mix-name.ts'
import type { StandingsSearch } from './search.ts'

interface StandingsHeadlineProps {
  readonly standings: Standings
  readonly before: Before | null
  readonly level: UnitKind
  readonly adjust: StandingsSearch['adjust']
}

const marks = {
  e: (text: string) => <Em>{text}</Em>,
  w: (text: string) => <Em tone="worse">{text}</Em>,
}

/** Kept while the answer stays: moving a slider must not work it out again. */
export const StandingsHeadline = memo(function StandingsHeadline(props: StandingsHeadlineProps) {
  return (
    <HeadlineSentence more={<More {...props} />}>
      <Rich text={useSentence(props)} marks={marks} />
    </HeadlineSentence>
  )
})

function useSentence({ standings, level }: StandingsHeadlineProps): string {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const message = messageOf(standings)
  const units = (count: number) => t(`units.${level}`, { count })
  const chance = format.percent(sure)
  switch (message.kind) {
    case 'none': {
      const [first, ...others] = standings.leftOut
      return first && others.length === 0 ? t('headline.noneOf', { name: first.name }) : t('headline.none')
    }
    case 'one': {
      const { name, rank } = message.unit
      const range = { lower: format.count(rank.lower), upper: format.count(rank.upper) }
      return t('headline.one', { name, ...range, units: units(standings.howWeKnow.units ?? 1) })
    }
    case 'bottom': {
      const first = t('headline.bottom', { count: message.count, units: units(message.count), sure: chance })
      if (message.look === 0) return first
      return joinSentences([first, t(`headline.andLook.${message.why}`, { count: message.look })])
    }
    case 'look':
      return t(`headline.look.${message.why}`, { count: message.look, units: units(message.look) })
    case 'alike':
      return t('headline.alike', { units: units(standings.items.length) })
  }
}

/** What it rests on: metrics, amount of data, adjustments, changes; and with whom to begin. */
function More({ standings, before, adjust }: StandingsHeadlineProps) {
  const { t } = useTranslation('understand')
  const format = useFormat()
  const byName = useByName()
  const { metrics, howWeKnow, leftOut, items, caseMix } = standings
  if (items.length === 0) return t('standings.notEnoughMore')
  const parts = [
    t('headline.rests', {
      metrics: format.list(
        metrics.map(({ metric, weight }) => named(metric, weight, metrics.length, format.percent)),
      ),
      count: howWeKnow.n,
    }),
  ]
  if (items.some((s) => s.withoutStrictness !== null)) parts.push(t('headline.adjusted'))
  else if (adjust === 'no') parts.push(t('headline.notAdjusted'))
  if (caseMix) parts.push(t('headline.mixed', { what: byName(caseMix.by) }))
  if (leftOut.length > 0) parts.push(t('headline.leftOut', { count: leftOut.length }))
  if (before && items.length > 1) parts.push(t('headline.changed', surely(standings, before)))
  const worst = items.at(-1)
  return (
    <>
      {joinSentences(parts)}{' '}
      {worst && worst.probabilityBottom > sure && items.length > 1 && (
        <Rich
          text={t('headline.begin', { name: worst.name })}
          marks={{ a: (text) => <UnitLink id={worst.unitId}>{text}</UnitLink> }}
        />
      )}
    </>
  )
}

function named(metric: Metric, weight: number, of: number, percent: (share: number) => string): string {
  return of > 1 ? `${metric.name} (${percent(weight)})` : metric.name
}

/** How many units surely improved or got worse: the interval of the change does not hold zero. */
function surely(standings: Standings, { standings: earlier }: Before): { rose: number; fell: number } {
  const message = changeMessage(changesOf(standings.items, earlier, isUp(standings)))
  return message.kind === 'none' ? { rose: 0, fell: 0 } : { rose: message.rose, fell: message.fell }
}

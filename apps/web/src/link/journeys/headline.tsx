import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { journeysMessage } from './message.ts'
import { mainMeasure, type Point } from './scores.ts'

interface JourneysHeadlineProps {
  readonly points: readonly Point[]
  /** Whether scores may be seen and are there. */
  readonly known: boolean
  readonly recentFrom: string | undefined
  readonly nameOf: (unitId: string) => string | undefined
}

/** Where the journeys hurt most, since when, and whose part it is. */
export function JourneysHeadline({ points, known, recentFrom, nameOf }: JourneysHeadlineProps) {
  const { t, i18n } = useTranslation('journeys')
  const format = useFormat()
  // Chinese sentences follow each other without a space.
  const space = i18n.language.startsWith('zh') ? '' : ' '
  const message = journeysMessage(points, known)
  const holes = 'holes' in message && message.holes > 0 ? t('headline.holes', { count: message.holes }) : ''
  const say = (text: string, more: (string | null)[], point?: Point) => (
    <HeadlineSentence
      more={
        <>
          {joinSentences(more)}
          {space}
          {point && <Owner point={point} nameOf={nameOf} />}
          {space}
          {holes}
        </>
      }
    >
      <Rich text={text} marks={{ e: (x) => <Em>{x}</Em>, w: (x) => <Em tone="worse">{x}</Em> }} />
    </HeadlineSentence>
  )
  switch (message.kind) {
    case 'none':
      return say(t('headline.none'), [t('headline.noneMore')])
    case 'drawn':
      return say(t('headline.drawn', { count: message.touchpoints }), [])
    case 'silent':
      return say(t('headline.silent', { count: message.touchpoints }), [t('headline.silentMore')])
    case 'calm':
      return say(t('headline.calm', { count: message.touchpoints }), [])
    case 'falling': {
      const { point, also } = message
      const main = mainMeasure(point.score)
      const change = main?.change
      const size = change?.value == null ? '' : format.estimate(Math.abs(change.value), change.interval)
      return say(
        t('headline.falling', {
          point: point.touchpoint.name,
          metric: main?.metric.name ?? '',
          size,
          date: recentFrom ? format.date(recentFrom) : '',
        }),
        [
          also.length > 0
            ? t('headline.also', { points: format.list(also.slice(0, 3).map((p) => p.touchpoint.name)) })
            : null,
        ],
        point,
      )
    }
    case 'sore': {
      const { point } = message
      return say(
        t('headline.sore', {
          point: point.touchpoint.name,
          share: format.percent(point.score?.unhappy?.share ?? 0),
          contacts: format.count(point.score?.contacts ?? 0),
        }),
        [],
        point,
      )
    }
  }
}

function Owner({ point, nameOf }: { point: Point; nameOf: (unitId: string) => string | undefined }) {
  const { t } = useTranslation('journeys')
  const id = point.touchpoint.ownerUnitId
  const name = id ? nameOf(id) : undefined
  if (!id) return t('headline.unowned')
  if (!name) return null
  return (
    <Rich
      text={t('headline.owner', { name })}
      marks={{
        a: (text) => (
          <Link to="/journeys" search={(old: object) => ({ ...old, part: id })} resetScroll={false}>
            {text}
          </Link>
        ),
      }}
    />
  )
}

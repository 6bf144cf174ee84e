import type { CommentSummary, RisingWord } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../ui/format.ts'
import { Em, HeadlineSentence } from '../../ui/headline.tsx'
import { Rich } from '../../ui/rich.tsx'
import { joinSentences } from '../../ui/sentences.ts'
import { type Mostly, voicesMessage } from './message.ts'
import type { VoicesSearch } from './search.ts'

const marks = {
  e: (text: string) => <Em>{text}</Em>,
  w: (text: string) => <Em tone="worse">{text}</Em>,
}

interface VoicesHeadlineProps {
  readonly summary: CommentSummary | undefined
  /** Undefined until they are known. */
  readonly rising: readonly RisingWord[] | undefined
  readonly search: VoicesSearch
  readonly filtered: boolean
}

/** What people began to say, or how often what is looked for comes up. */
export function VoicesHeadline({ summary, rising, search, filtered }: VoicesHeadlineProps) {
  const { t } = useTranslation('voices')
  const sentence = useSentence()
  if (!summary || (!rising && !search.q)) return <HeadlineSentence>{t('headline.waiting')}</HeadlineSentence>
  const message = voicesMessage({ q: search.q, filtered, summary, rising: rising ?? [] })
  const { text, more } = sentence(message, summary)
  return (
    <HeadlineSentence more={joinSentences(more)}>
      <Rich text={text} marks={marks} />
    </HeadlineSentence>
  )
}

function useSentence() {
  const { t } = useTranslation('voices')
  const format = useFormat()
  const comments = (n: number) => t('headline.comments', { count: n })
  const often = (times: number | null) =>
    times === null ? t('headline.more') : t('headline.times', { count: times })
  const places = (mostly: Mostly) =>
    mostly.length > 0 ? t('headline.places', { places: format.list(mostly.map((m) => m.name)) }) : ''
  const unhappyShare = ({ periods }: CommentSummary) => {
    const scored = periods.reduce((sum, p) => sum + p.scored, 0)
    const unhappy = periods.reduce((sum, p) => sum + p.unhappy, 0)
    return scored >= 10 ? t('headline.unhappyShare', { share: format.percent(unhappy / scored) }) : ''
  }
  const since = (day: string | null) => (day ? 'Since' : 'Lately')
  return (message: ReturnType<typeof voicesMessage>, summary: CommentSummary) => {
    switch (message.kind) {
      case 'silent':
        return { text: message.q ? t('headline.noneFor', { q: message.q }) : t('headline.none'), more: [] }
      case 'rising': {
        const { word, recent, times } = message
        return {
          text: t(`headline.rising${since(message.since)}`, {
            word: word.word,
            comments: comments(recent),
            often: often(times),
            date: message.since ? format.date(message.since) : '',
          }),
          more: [
            word.scored >= 5 ? t('headline.unhappyOf', { n: word.unhappy, of: word.scored }) : '',
            places(message.mostly),
            t('headline.read'),
          ],
        }
      }
      case 'rose':
        return {
          text: t(`headline.rose${since(message.since)}`, {
            q: message.q,
            comments: comments(message.recent),
            often: often(message.times),
            date: message.since ? format.date(message.since) : '',
          }),
          more: [
            t('headline.inAll', { comments: comments(message.total) }),
            unhappyShare(summary),
            places(message.mostly),
          ],
        }
      case 'fell':
      case 'steady':
        return {
          text: t(`headline.${message.kind}`, { q: message.q, comments: comments(message.recent) }),
          more: [t('headline.inAll', { comments: comments(message.total) }), unhappyShare(summary)],
        }
      case 'found':
        return {
          text: t('headline.found', { q: message.q, comments: comments(message.total) }),
          more: [unhappyShare(summary), places(message.mostly)],
        }
      case 'calm':
      case 'filtered':
        return {
          text: t(`headline.${message.kind}`, { comments: comments(message.total) }),
          more: [unhappyShare(summary)],
        }
    }
  }
}

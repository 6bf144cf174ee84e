import type { Change } from '@tandem/contract'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type Format, useFormat } from '../../ui/format.ts'

/** Day and month, without the year: changes are of these weeks. */
export function dayMonth(day: string, language: string): string {
  return new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}

/** How sure a change is, by its adjusted p. */
export function surenessOf({ p }: Pick<Change, 'p'>): 'certain' | 'nearly' | 'likely' {
  return p < 0.001 ? 'certain' : p < 0.01 ? 'nearly' : 'likely'
}

/** What is said about a change. */
export interface ChangeWords {
  /** "22 points lower since about 11 October". */
  readonly shift: (change: Change) => string
  /** Where: empty for everything in view. */
  readonly place: (change: Change) => string
  /** The whole sentence, with marks: e for the matter, t for the shift. */
  readonly sentence: (change: Change) => string
  /** What was said, what it goes along with, where, and how sure it is; one sentence each. */
  readonly details: (change: Change) => string[]
}

export function useChangeWords(): ChangeWords {
  const { t, i18n } = useTranslation('unit')
  const format = useFormat()
  return useMemo(() => wordsOf(t, format, i18n.language), [t, format, i18n.language])
}

type Translate = ReturnType<typeof useTranslation<'unit'>>['t']

function wordsOf(t: Translate, format: Format, language: string): ChangeWords {
  const points = (value: number, interval: Change['difference']['interval']) => {
    // A sentence needs no tenths of what is large.
    if (Math.abs(value) >= 10) return format.number(Math.abs(value), 0)
    const size = interval && { lower: Math.abs(interval.lower), upper: Math.abs(interval.upper) }
    return format.estimate(
      Math.abs(value),
      size && { lower: Math.min(size.lower, size.upper), upper: Math.max(size.lower, size.upper) },
    )
  }
  const way = (value: number) => (value < 0 ? 'lower' : 'higher')
  const shift = (change: Change) =>
    t(`change.shift.${way(change.difference.value)}`, {
      points: points(change.difference.value, change.difference.interval),
      date: dayMonth(change.since, language),
    })
  return {
    shift,
    place: ({ place }) => (place.kind === 'all' ? '' : t(`change.place.${place.kind}`, { name: place.name })),
    sentence: (change) =>
      t(`change.sentence.${change.place.kind}`, {
        metric: change.metric.name,
        shift: shift(change),
        place: change.place.name,
      }),
    details: (change) => {
      const { comments, impact, where, place } = change
      const said = comments ? [t('change.comments', { count: comments })] : []
      const sure = impact?.difference.interval
      const told = impact && sure && sure.lower * sure.upper > 0
      const cost = told
        ? [
            t(`change.impact.${way(impact.difference.value)}`, {
              metric: impact.metric.name,
              points: points(impact.difference.value, sure),
            }),
            ...(impact.overall !== null && Math.abs(impact.overall) >= 0.5 && change.share < 0.95
              ? [
                  t(`change.overall.${way(impact.overall)}`, {
                    points: format.number(Math.abs(impact.overall), 1),
                  }),
                ]
              : []),
          ]
        : []
      const most =
        where.length > 0 && (where[0]?.share ?? 1) < 0.95 && place.kind !== 'unit'
          ? [t('change.where', { places: format.list(where.map((w) => w.name)) })]
          : []
      return [...said, ...cost, ...most, t(`change.sure.${surenessOf(change)}`)]
    },
  }
}

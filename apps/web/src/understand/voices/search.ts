import type { Comment, Mood, Source } from '@tandem/contract'
import { sources } from '../metrics.ts'

/** What is asked of the comments, as it stands in the address; unit and period come from the top bar. */
export interface VoicesFilter {
  readonly q?: string | undefined
  readonly source?: Source | undefined
  /** BCP 47 tag. */
  readonly language?: string | undefined
  /** Key of a touchpoint. */
  readonly touchpoint?: string | undefined
  readonly mood?: Mood | undefined
}

export interface VoicesSearch extends VoicesFilter {
  /** Columns of the picture over time; weeks unless told. */
  readonly by?: 'month' | undefined
  /** What the columns show; counts unless told. */
  readonly show?: 'share' | undefined
  /** Id of the comment that is open with those like it. */
  readonly comment?: string | undefined
}

export const moods: readonly Mood[] = ['unhappy', 'neutral', 'happy']

const text = (value: unknown, longest: number) =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, longest) : undefined

/** Reads search parameters; what is not valid is dropped. */
export function parseVoicesSearch(search: Record<string, unknown>): VoicesSearch {
  const source = sources.find((s) => s === search.source)
  const mood = moods.find((m) => m === search.mood)
  const q = text(search.q, 200)
  const language = text(search.language, 20)
  const touchpoint = text(search.touchpoint, 120)
  const comment = text(search.comment, 60)
  return {
    ...(q ? { q } : {}),
    ...(source ? { source } : {}),
    ...(language ? { language } : {}),
    ...(touchpoint ? { touchpoint } : {}),
    ...(mood ? { mood } : {}),
    ...(search.by === 'month' ? { by: 'month' as const } : {}),
    ...(search.show === 'share' ? { show: 'share' as const } : {}),
    ...(comment ? { comment } : {}),
  }
}

/** The part of the address that the server is asked with. */
export function filterOf({ q, source, language, touchpoint, mood }: VoicesSearch): VoicesFilter {
  return {
    ...(q ? { q } : {}),
    ...(source ? { source } : {}),
    ...(language ? { language } : {}),
    ...(touchpoint ? { touchpoint } : {}),
    ...(mood ? { mood } : {}),
  }
}

export interface Part {
  readonly text: string
  readonly hit: boolean
  /** Where it begins. */
  readonly at: number
}

/** Splits a text at its hits, which ascend and do not overlap. */
export function partsOf(content: string, hits: Comment['hits']): Part[] {
  const parts: Part[] = []
  let end = 0
  for (const { from, to } of hits) {
    if (from > end) parts.push({ text: content.slice(end, from), hit: false, at: end })
    parts.push({ text: content.slice(from, to), hit: true, at: from })
    end = to
  }
  if (end < content.length || parts.length === 0)
    parts.push({ text: content.slice(end), hit: false, at: end })
  return parts
}

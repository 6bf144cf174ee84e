import type { Source } from '@tandem/contract'
import { sources } from '../metrics.ts'

/** What is asked of the comments, as it stands in the address; unit and period come from the top bar. */
export interface VoicesSearch {
  readonly q?: string | undefined
  readonly source?: Source | undefined
  /** BCP 47 tag. */
  readonly language?: string | undefined
  /** Key of a touchpoint. */
  readonly touchpoint?: string | undefined
}

const text = (value: unknown, longest: number) =>
  typeof value === 'string' && value.trim() !== '' ? value.slice(0, longest) : undefined

/** Reads search parameters; what is not valid is dropped. */
export function parseVoicesSearch(search: Record<string, unknown>): VoicesSearch {
  const source = sources.find((s) => s === search.source)
  const q = text(search.q, 200)
  const language = text(search.language, 20)
  const touchpoint = text(search.touchpoint, 120)
  return {
    ...(q ? { q } : {}),
    ...(source ? { source } : {}),
    ...(language ? { language } : {}),
    ...(touchpoint ? { touchpoint } : {}),
  }
}

/** The words that are looked for, as the server splits them: at white space, eight at most. */
export function wordsOf(q: string | undefined): string[] {
  return (q ?? '').split(/\s+/).filter(Boolean).slice(0, 8)
}

export interface Part {
  readonly text: string
  readonly hit: boolean
  /** Where it begins. */
  readonly at: number
}

/** Splits a text at the words that were looked for, whatever their case. */
export function highlight(content: string, words: readonly string[]): Part[] {
  if (words.length === 0) return [{ text: content, hit: false, at: 0 }]
  const pattern = words
    .toSorted((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|')
  const parts: Part[] = []
  let end = 0
  for (const match of content.matchAll(new RegExp(pattern, 'giu'))) {
    if (match.index > end) parts.push({ text: content.slice(end, match.index), hit: false, at: end })
    parts.push({ text: match[0], hit: true, at: match.index })
    end = match.index + match[0].length
  }
  if (end < content.length) parts.push({ text: content.slice(end), hit: false, at: end })
  return parts
}

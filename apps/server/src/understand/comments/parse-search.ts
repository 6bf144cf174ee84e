/** One thing looked for: a word, or words that follow one another. */
export interface SearchTerm {
  readonly text: string
  /** Must not occur. */
  readonly not: boolean
  /** `word` any of its forms, `prefix` all that begins so, `phrase` words one after the other. */
  readonly kind: 'word' | 'prefix' | 'phrase'
}

/** More would only slow the search down. */
export const mostTerms = 12

/**
 * Reads what someone typed: words, "words in quotes" (of any language), -word or -"words" for what must not occur,
 * word* for a beginning. Nothing is an error: a quote without its end is a space, a minus alone nothing. Chinese
 * without spaces is cut into words, so that they need not stand together.
 */
export function parseSearch(q: string): SearchTerm[] {
  const terms: SearchTerm[] = []
  for (const match of q.matchAll(/(?<=^|\s)([-−–])?["“”„«»]([^"“”„«»]+)["“”„«»]|(\S+)/gu)) {
    const [, minus, phrase, word] = match
    if (phrase !== undefined) terms.push({ text: phrase, not: minus !== undefined, kind: 'phrase' })
    else if (word !== undefined) terms.push(...wordTerms(word.replaceAll(/["“”„«»]/gu, ' ').trim()))
  }
  return terms.filter((term) => /[\p{L}\p{N}]/u.test(term.text)).slice(0, mostTerms)
}

const wide = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u

function wordTerms(typed: string): SearchTerm[] {
  const not = /^[-−–]./u.test(typed)
  const bare = not ? typed.slice(1) : typed
  if (bare.endsWith('*')) return [{ text: bare.slice(0, -1), not, kind: 'prefix' }]
  if (wide.test(bare)) return segments(bare).map((text) => ({ text, not, kind: wideKind(text) }))
  // "third-party" or "it's": the parts belong together.
  return [
    { text: bare, not, kind: /[\p{L}\p{N}][^\p{L}\p{N}\p{M}]+[\p{L}\p{N}]/u.test(bare) ? 'phrase' : 'word' },
  ]
}

/** A single character is the beginning of each pair of characters with it. */
const wideKind = (text: string) => (text.length === 1 ? 'prefix' : 'word')

const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

function segments(text: string): string[] {
  const words = [...segmenter.segment(text)].filter((s) => s.isWordLike).map((s) => s.segment)
  // Leaving out single characters (particles mostly) finds what is meant in other words too.
  const long = words.filter((w) => w.length > 1)
  return long.length > 0 ? long : words
}

/** The words of a text or a phrase, with where they begin. */
export function wordsIn(text: string): { readonly word: string; readonly at: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map((m) => ({ word: m[0], at: m.index }))
}

/** Whether a text has characters that stand without spaces between words. */
export const isWide = (text: string): boolean => wide.test(text)

import { type UiLanguage, uiLanguageSchema } from '@tandem/contract'
import hu from './hu.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import zh from './zh-Hans.json' with { type: 'json' }

/*
 * Sentences are written in English where they arise, with what they speak of in place. The catalogues say them in the
 * other languages, keyed by the English template: `{1}`, `{2}`... stand for what differs from case to case. A sentence
 * that no template fits stays English.
 */

type Catalogue = Readonly<Record<string, string>>
export const catalogues: Readonly<Record<Exclude<UiLanguage, 'en'>, Catalogue>> = { ru, hu, 'zh-Hans': zh }

/** Longer texts are data rather than sentences. */
const longest = 2_000

interface Template {
  /** The text around the placeholders. */
  readonly parts: readonly string[]
  readonly said: string
}
interface Compiled {
  readonly plain: ReadonlyMap<string, string>
  /** Those with most text of their own first: they fit most exactly. */
  readonly templates: readonly Template[]
}

const compiled = new Map<UiLanguage, Compiled>()

function compile(language: Exclude<UiLanguage, 'en'>): Compiled {
  const known = compiled.get(language)
  if (known) return known
  const plain = new Map<string, string>()
  const templates: Template[] = []
  for (const [english, said] of Object.entries(catalogues[language])) {
    const parts = english.split(/\{\d+\}/)
    if (parts.length === 1) plain.set(english, said)
    else templates.push({ parts, said })
  }
  const text = (t: Template) => t.parts.reduce((sum, part) => sum + part.length, 0)
  templates.sort((a, b) => text(b) - text(a))
  const made = { plain, templates }
  compiled.set(language, made)
  return made
}

/** A sentence of the server in a language, or several in a row; English where the catalogue does not have it. */
export function translate(sentence: string, language: UiLanguage): string {
  if (language === 'en' || sentence.length > longest) return sentence
  const whole = said(sentence, language, (value) => !boundary.test(value))
  if (whole !== null) return whole
  return inTurn(sentence.split(boundary), language) ?? said(sentence, language) ?? sentence
}

/** Sentences in one template of the catalogue. */
const mostTogether = 3

/** Sentences one after the other, each time as many as a template has; null when one is unknown. */
function inTurn(sentences: readonly string[], language: Exclude<UiLanguage, 'en'>): string | null {
  const all: string[] = []
  for (let at = 0; at < sentences.length; ) {
    let together = Math.min(mostTogether, sentences.length - at)
    let one: string | null = null
    for (; together > 0 && one === null; together--)
      if (together < sentences.length)
        one = said(sentences.slice(at, at + together).join(' '), language, (value) => !boundary.test(value))
    if (one === null) return null
    all.push(one)
    at += together + 1
  }
  return all.join(' ')
}

/** Between two sentences, not within "et al. 2015". Names may look so too ("No. 1"), so it is a hint, not a rule. */
const boundary = /(?<=(?<!\bet al)\.) (?=[A-Z0-9])/

/** By the template that fits; null when none does, or when what is put in place must be otherwise. */
function said(
  sentence: string,
  language: Exclude<UiLanguage, 'en'>,
  mayStand: (value: string) => boolean = () => true,
): string | null {
  const { plain, templates } = compile(language)
  const whole = plain.get(sentence)
  if (whole !== undefined) return whole
  for (const { parts, said } of templates) {
    const values = valuesOf(sentence, parts)
    // A template that ends with a placeholder ends with other sentences.
    const inside = parts.at(-1) === '' ? values?.slice(0, -1) : values
    if (!values || !inside?.every(mayStand)) continue
    // What a placeholder stands for may itself be in the catalogue: a thing, a reason, another sentence.
    return said.replaceAll(/\{(\d+)\}/g, (_, n: string) => translate(values[Number(n) - 1]!, language))
  }
  return null
}

/** What stands between the parts; null when the sentence is not made of them. Looks once, from left to right. */
function valuesOf(sentence: string, parts: readonly string[]): string[] | null {
  const first = parts[0]!
  const last = parts.at(-1)!
  const end = sentence.length - last.length
  if (!sentence.startsWith(first) || !sentence.endsWith(last) || end < first.length) return null
  const values: string[] = []
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const next = sentence.indexOf(part, at + 1)
    if (next < 0 || next + part.length > end) return null
    values.push(sentence.slice(at, next))
    at = next + part.length
  }
  return end > at ? [...values, sentence.slice(at, end)] : null
}

/** Fields of answers that hold sentences of ours. */
const sentenceFields = new Set(['message', 'reason', 'problem', 'why', 'notes', 'error', 'method'])

/** An answer with its sentences in a language; all else is left as it is. */
export function translateAnswer(answer: unknown, language: UiLanguage): unknown {
  return language === 'en' ? answer : visit(answer, language, false)
}

function visit(value: unknown, language: UiLanguage, isSentence: boolean): unknown {
  if (typeof value === 'string') return isSentence ? translate(value, language) : value
  if (Array.isArray(value)) return value.map((item: unknown) => visit(item, language, isSentence))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, visit(item, language, sentenceFields.has(key))]),
  )
}

/** The best of our languages for an Accept-Language header (RFC 9110, 12.5.4); Chinese of any kind is simplified. */
export function languageOf(header: string | null | undefined): UiLanguage {
  const wishes = (header ?? '')
    .split(',', 20)
    .map((wish) => {
      const [tag = '', ...parameters] = wish.trim().split(';')
      const q = /^\s*q=([\d.]+)/.exec(parameters[0] ?? '')?.[1]
      return { base: tag.trim().toLowerCase().split('-')[0]!, q: q === undefined ? 1 : Number(q) }
    })
    .filter(({ q }) => q > 0)
    .sort((a, b) => b.q - a.q)
  for (const { base } of wishes) {
    const language = uiLanguageSchema.safeParse(base === 'zh' ? 'zh-Hans' : base)
    if (language.success) return language.data
  }
  return 'en'
}

import type { Rng } from '@tandem/stats'
import { pick } from '../random.ts'
import type { Language } from '../units.ts'
import { chinese } from './chinese.ts'
import { chineseStaff } from './chinese-staff.ts'
import { english } from './english.ts'
import { englishStaff } from './english-staff.ts'
import { hungarian } from './hungarian.ts'
import { hungarianStaff } from './hungarian-staff.ts'
import { russian } from './russian.ts'
import { russianStaff } from './russian-staff.ts'

export type Tone = 'good' | 'bad'

type CustomerTheme =
  | 'waiting'
  | 'friendliness'
  | 'advice'
  | 'availability'
  | 'cleanliness'
  | 'checkout'
  | 'price'
  | 'delivery'
  | 'damaged'
  | 'invoice'
  | 'returns'
  | 'app'
  | 'parking'
  | 'praise'
  | 'contact'
  | 'installation'
type StaffTheme =
  | 'respect'
  | 'information'
  | 'tools'
  | 'listening'
  | 'team'
  | 'shifts'
  | 'breakRoom'
  | 'onboarding'
  | 'work'
  | 'packing'
type VisitTheme =
  | 'testGreeting'
  | 'testAdvice'
  | 'testShelves'
  | 'testCheckout'
  | 'auditSafety'
  | 'auditStock'
/** What a sentence is about. */
export type Theme = CustomerTheme | StaffTheme | VisitTheme

/** Sentences of one language under headings such as `waiting bad`, and the words that fill their slots. */
export type Bank = ReadonlyMap<string, readonly string[]>

/** Reads a bank: a heading is a line that starts with `#`, each other line is one sentence. */
export function readBank(...texts: readonly string[]): Bank {
  const bank = new Map<string, string[]>()
  let lines: string[] = []
  for (const line of texts.flatMap((text) => text.trim().split('\n'))) {
    if (line.startsWith('# ')) {
      lines = []
      bank.set(line.slice(2), lines)
    } else if (line.trim() !== '') lines.push(line.trim())
  }
  return bank
}

export const banks: Readonly<Record<Language, Bank>> = {
  en: readBank(english, englishStaff),
  ru: readBank(russian, russianStaff),
  hu: readBank(hungarian, hungarianStaff),
  zh: readBank(chinese, chineseStaff),
}

const longWaits = [15, 20, 25, 30, 40]
const shortWaits = [5, 10]

/**
 * Slots: {p} product and {p2} its other case, {f} {f2} something that breaks, {d} department, {name} the person
 * praised, {min} a long wait and {few} a short one in minutes, {m:he|she} by the person's sex.
 */
function fill(rng: Rng, bank: Bank, sentence: string, person?: Praised): string {
  if (!sentence.includes('{')) return sentence
  const product = pick(rng, bank.get('product')!).split(' | ')
  const fragile = pick(rng, bank.get('fragile')!).split(' | ')
  return sentence.replace(
    /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
    (_, slot: string, man: string, woman: string) => {
      switch (slot) {
        case 'p':
          return product[0]!
        case 'p2':
          return product[1]!
        case 'f':
          return fragile[0]!
        case 'f2':
          return fragile[1]!
        case 'd':
          return pick(rng, bank.get('department')!)
        case 'min':
          return String(pick(rng, longWaits))
        case 'few':
          return String(pick(rng, shortWaits))
        case 'name':
          return person?.badge ?? ''
        default:
          return person?.woman ? woman : man
      }
    },
  )
}

export type Praised = { readonly badge: string; readonly woman: boolean }

/** A comment as someone might type it: what they say in order, now and then with an opening or a closing word. */
export function compose(
  rng: Rng,
  language: Language,
  said: readonly (readonly [theme: Theme, tone: Tone])[],
  person?: Praised,
): string {
  const bank = banks[language]
  const sentences: string[] = []
  const byCustomer = said.every(([theme]) => isCustomer(theme))
  if (byCustomer && rng.uniform() < 0.3) sentences.push(fill(rng, bank, pick(rng, bank.get('opening')!)))
  for (const [theme, tone] of said) {
    const choice = bank.get(`${theme} ${tone}`)
    if (!choice) throw new Error(`No sentences about ${theme} ${tone} in ${language}.`)
    sentences.push(fill(rng, bank, pick(rng, choice), person))
  }
  if (byCustomer && rng.uniform() < 0.3)
    sentences.push(fill(rng, bank, pick(rng, bank.get(`closing ${said[0]![1]}`)!), person))
  const text = sentences.join(language === 'zh' ? '' : ' ')
  return byCustomer ? asTyped(rng, language, text, person !== undefined) : text
}

const staffThemes =
  /^(test|audit)|^(respect|information|tools|listening|team|shifts|breakRoom|onboarding|work|packing)$/
const isCustomer = (theme: Theme): boolean => !staffThemes.test(theme)

/** Some people start small, drop the last stop, or end with emphasis. */
function asTyped(rng: Rng, language: Language, text: string, named: boolean): string {
  const x = rng.uniform()
  if (x < 0.1) return text.replace(/[.。]$/u, '')
  if (x < 0.16) return text.replace(/[.。]$/u, language === 'zh' ? '！' : '!')
  if (x < 0.2 && language !== 'zh' && !named && !/^I\b/.test(text))
    return text[0]!.toLowerCase() + text.slice(1)
  return text
}

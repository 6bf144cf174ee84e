import type { UiLanguage } from '@tandem/contract'
import i18next, { type BackendModule } from 'i18next'
import { initReactI18next } from 'react-i18next'

/** The languages of the app, each by its own name. */
export const languages: Readonly<Record<UiLanguage, string>> = {
  en: 'English',
  ru: 'Русский',
  hu: 'Magyar',
  'zh-Hans': '简体中文',
}

const storageKey = 'tandem.language'
const files = import.meta.glob<Record<string, unknown>>('../locales/*/*.json', { import: 'default' })

/** Loads one namespace of one language when it is first needed. */
const backend: BackendModule = {
  type: 'backend',
  init() {},
  read(language, namespace, done) {
    const load = files[`../locales/${language}/${namespace}.json`]
    if (!load) return done(new Error(`No messages ${namespace} in ${language}.`), false)
    load().then(
      (messages) => done(null, messages),
      (error: Error) => done(error, false),
    )
  },
}

export function isUiLanguage(tag: string): tag is UiLanguage {
  return tag in languages
}

/** The best of our languages for a list of BCP 47 tags: Chinese of any kind is shown in simplified. */
export function matchLanguage(tags: readonly string[]): UiLanguage {
  for (const tag of tags) {
    if (isUiLanguage(tag)) return tag
    const base = tag.split('-')[0] ?? ''
    if (base === 'zh') return 'zh-Hans'
    if (isUiLanguage(base)) return base
  }
  return 'en'
}

function storedLanguage(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

export function currentLanguage(): UiLanguage {
  return isUiLanguage(i18next.language) ? i18next.language : 'en'
}

/** Shows the app in a language from now on, and remembers it on this device. */
export async function switchLanguage(language: UiLanguage): Promise<void> {
  try {
    localStorage.setItem(storageKey, language)
  } catch {
    // Storage may be off; the choice then holds until the page is closed.
  }
  if (i18next.language !== language) await i18next.changeLanguage(language)
}

function markDocument(language: string): void {
  document.documentElement.lang = language
  document.documentElement.dir = i18next.dir(language)
}

/** Starts the messages; resolves when the shell can be shown. */
export async function startI18n(): Promise<void> {
  const stored = storedLanguage()
  i18next.on('languageChanged', markDocument)
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: stored && isUiLanguage(stored) ? stored : matchLanguage(navigator.languages),
      fallbackLng: false,
      supportedLngs: Object.keys(languages),
      load: 'currentOnly',
      ns: ['common'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
    })
}

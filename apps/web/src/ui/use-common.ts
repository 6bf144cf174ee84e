import i18next, { type TFunction } from 'i18next'
import { useLanguage } from './format.ts'

const made = new Map<string, TFunction<'common'>>()

/**
 * The common messages for widgets that stand in a table by the hundred: one translator for all of them. Rooms use
 * `useTranslation`, which also loads their messages; the common ones are there before anything is shown.
 */
export function useCommon(): TFunction<'common'> {
  const language = useLanguage()
  const kept = made.get(language) ?? i18next.getFixedT(language, 'common')
  made.set(language, kept)
  return kept
}

import { useTranslation } from 'react-i18next'

/** What people call a grouping: the channel, the language, or the name of an attribute. */
export function useByName(): (by: string) => string {
  const { t } = useTranslation('understand')
  return (by) =>
    by === 'channel' || by === 'language'
      ? t(`mix.by.${by}`)
      : t('mix.by.attribute', { name: by.slice(by.indexOf(':') + 1) })
}

/** What people call a group: languages by their names, what was not told, and all the small ones together. */
export function useGroupName(by: string): (key: string) => string {
  const { t, i18n } = useTranslation('understand')
  const languages = by === 'language' ? new Intl.DisplayNames(i18n.language, { type: 'language' }) : null
  return (key) => {
    if (key === '') return t('mix.notTold')
    if (key === '*') return t('mix.others')
    try {
      return languages?.of(key) ?? key
    } catch {
      return key
    }
  }
}

import { useTranslation } from 'react-i18next'
import { useFormat } from '../ui/format.ts'

/** From when to when something held, in words. */
export function Span({ from, to }: { from: string | null; to: string | null }) {
  const { t } = useTranslation('link')
  const format = useFormat()
  if (from && to) return t('span.both', { from: format.date(from), to: format.date(to) })
  if (from) return t('span.from', { from: format.date(from) })
  return to ? t('span.to', { to: format.date(to) }) : t('span.always')
}

import { useTranslation } from 'react-i18next'
import { useMe } from '../app/session.ts'
import { HeadlineSentence } from '../ui/headline.tsx'

/** For roles whose own screens come with other rooms. */
export function Greeting() {
  const { t } = useTranslation('home')
  const me = useMe()
  return (
    <HeadlineSentence more={t('hello.more')}>{t('hello.title', { name: me.user.name })}</HeadlineSentence>
  )
}

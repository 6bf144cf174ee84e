import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { LanguageChoice } from '../app/language-choice.tsx'
import { Wordmark } from '../app/rail.tsx'
import classes from './account.module.css'

/** A page before the app proper: wordmark, language, one task in the middle. */
export function PlainLayout({
  title,
  more,
  children,
}: {
  title: string
  more?: string
  children: ReactNode
}) {
  const { t } = useTranslation('common')
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <Wordmark />
        <div className={classes.language}>
          <LanguageChoice signedIn={false} label={t('language')} />
        </div>
      </header>
      <main className={classes.main}>
        <h1>{title}</h1>
        {more && <p className={classes.more}>{more}</p>}
        {children}
      </main>
    </div>
  )
}

import { Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './copy-text.module.css'

/** Something to take along, such as a link or a secret, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('common')
  return (
    <div className={classes.box}>
      <code title={label}>
        <span className="visually-hidden">{label}: </span>
        {text}
      </code>
      <CopyButton text={text}>{t('copy')}</CopyButton>
    </div>
  )
}

/** Copies a text that is shown elsewhere, and says so. */
export function CopyButton({ text, children }: { text: string; children: ReactNode }) {
  const { t } = useTranslation('common')
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2500)
  }
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => void copy()}>
      <span aria-live="polite">{copied ? t('copied') : children}</span>
    </Button>
  )
}

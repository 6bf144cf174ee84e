import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './copy-text.module.css'

/** Something to take along, such as a link or a secret, with a button that copies it. */
export function CopyText({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('common')
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2500)
  }
  return (
    <div className={classes.box}>
      <code title={label}>
        <span className="visually-hidden">{label}: </span>
        {text}
      </code>
      <Button size="compact-sm" variant="subtle" onClick={() => void copy()}>
        <span aria-live="polite">{t(copied ? 'copied' : 'copy')}</span>
      </Button>
    </div>
  )
}

import { TextInput } from '@mantine/core'
import { Search } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './voices.module.css'

const pause = 300

/** Asks when the typing rests, and takes over what is asked elsewhere (a word on the rise). */
export function SearchField({ asked, onAsk }: { asked: string; onAsk: (text: string) => void }) {
  const { t } = useTranslation('voices')
  const [text, setText] = useState(asked)
  const [seen, setSeen] = useState(asked)
  if (asked !== seen) {
    setSeen(asked)
    if (asked !== text.trim()) setText(asked)
  }
  useEffect(() => {
    if (text.trim() === asked) return
    const timer = setTimeout(() => onAsk(text.trim()), pause)
    return () => clearTimeout(timer)
  }, [text, asked, onAsk])
  return (
    <search className={classes.search}>
      <TextInput
        type="search"
        size="md"
        aria-label={t('search')}
        placeholder={t('searchHint')}
        description={t('searchHelp')}
        inputWrapperOrder={['input', 'description']}
        leftSection={<Search size={16} aria-hidden="true" />}
        maxLength={200}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </search>
  )
}

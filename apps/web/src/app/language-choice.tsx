import { NativeSelect } from '@mantine/core'
import type { UiLanguage } from '@tandem/contract'
import { notify } from '../ui/notify.ts'
import { currentLanguage, isUiLanguage, languages, switchLanguage } from './i18n.ts'
import { useSend } from './queries.ts'

/** The language of the app; for signed-in people it is also kept with their account. */
export function LanguageChoice({ signedIn, label }: { signedIn: boolean; label: string }) {
  const save = useSend('PATCH /api/v1/me', ['GET /api/v1/me'])
  const choose = async (language: UiLanguage) => {
    await switchLanguage(language)
    if (signedIn) save.mutate({ body: { language } }, { onError: notify.problem })
  }
  return (
    <NativeSelect
      aria-label={label}
      value={currentLanguage()}
      onChange={(event) => {
        const tag = event.currentTarget.value
        if (isUiLanguage(tag)) void choose(tag)
      }}
      data={Object.entries(languages).map(([value, name]) => ({ value, label: name }))}
    />
  )
}

import { PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Asks once more for the password before something that matters. */
export function CurrentPassword(props: { label: string; value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('account')
  return (
    <PasswordInput
      label={props.label}
      autoComplete="current-password"
      required
      withAsterisk={false}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
    />
  )
}

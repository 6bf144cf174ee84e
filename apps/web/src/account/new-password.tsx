import { PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** Shortest password that the server accepts. */
export const minPassword = 10

/** A field for a password that is chosen now. */
export function NewPassword(props: {
  label: string
  value: string
  error?: string | undefined
  size?: 'sm' | 'md'
  onChange: (value: string) => void
}) {
  const { t } = useTranslation('account')
  return (
    <PasswordInput
      size={props.size ?? 'sm'}
      label={props.label}
      description={t('passwordHint')}
      autoComplete="new-password"
      required
      withAsterisk={false}
      minLength={minPassword}
      maxLength={128}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': t('showPassword') }}
    />
  )
}

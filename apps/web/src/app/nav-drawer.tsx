import { Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { NavList, type NavProps, Wordmark } from './rail.tsx'
import './mantine-more.css'

/** The whole navigation on a phone. */
export default function NavDrawer({ onClose, ...nav }: NavProps & { onClose: () => void }) {
  const { t } = useTranslation('common')
  return (
    <Drawer
      opened
      onClose={onClose}
      title={<Wordmark />}
      size={300}
      closeButtonProps={{ 'aria-label': t('close'), size: 44 }}
      styles={{ content: { background: 'var(--rail)' }, header: { background: 'var(--rail)' } }}
    >
      <NavList {...nav} onGo={onClose} />
    </Drawer>
  )
}

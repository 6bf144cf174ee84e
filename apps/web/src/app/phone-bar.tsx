import { Link } from '@tanstack/react-router'
import { Menu } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { screens } from './navigation.ts'
import classes from './phone-bar.module.css'
import type { NavProps } from './rail.tsx'

const NavDrawer = lazy(() => import('./nav-drawer.tsx'))

/** The bar at the foot of a phone: the screens with an icon, and everything else behind "More". */
export function PhoneBar(props: NavProps) {
  const { t } = useTranslation('common')
  const [open, setOpen] = useState(false)
  const first = screens([...props.loop, ...props.foot])
    .filter((item) => item.icon)
    .slice(0, 4)
  return (
    <nav className={classes.bar} aria-label={t('nav.label')}>
      {first.map(({ to, label, short, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className={classes.item}
          activeProps={{ 'aria-current': 'page' }}
          activeOptions={{ exact: to === '/', includeSearch: false }}
        >
          {Icon && <Icon size={20} aria-hidden="true" />}
          <span>{t(short ?? label)}</span>
        </Link>
      ))}
      <button type="button" className={classes.item} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Menu size={20} aria-hidden="true" />
        <span>{t('nav.more')}</span>
      </button>
      <Suspense>{open && <NavDrawer {...props} onClose={() => setOpen(false)} />}</Suspense>
    </nav>
  )
}

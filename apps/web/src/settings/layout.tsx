import type { Permission } from '@tandem/contract'
import { Link, Outlet, useLocation } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan } from '../app/session.ts'
import { PageSkeleton } from '../ui/skeletons.tsx'
import classes from './settings.module.css'

const tabs = [
  { to: '/settings', name: 'profile' },
  { to: '/settings/security', name: 'security' },
  { to: '/settings/members', name: 'members', permission: 'members.manage' },
  { to: '/settings/api-keys', name: 'keys', permission: 'keys.manage' },
  { to: '/settings/audit-log', name: 'audit', permission: 'audit.read' },
  { to: '/settings/system', name: 'system', permission: 'system.manage' },
] as const satisfies readonly { to: string; name: string; permission?: Permission }[]

export default function SettingsLayout() {
  const { t } = useTranslation('settings')
  const can = useCan()
  const shown = tabs.filter((tab) => !('permission' in tab) || can(tab.permission))
  const nav = useRef<HTMLElement>(null)
  const { pathname } = useLocation()
  // On a phone the tabs scroll; the open one is always in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the open tab follows the path
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [pathname])
  return (
    <>
      <h1 className={classes.title}>{t('title')}</h1>
      <nav ref={nav} aria-label={t('tabs.label')} className={classes.tabs}>
        {shown.map((tab) => (
          <Link
            key={tab.to}
            to={tab.to}
            activeProps={{ 'aria-current': 'page' }}
            activeOptions={{ exact: tab.to === '/settings', includeSearch: false }}
          >
            {t(`tabs.${tab.name}`)}
          </Link>
        ))}
      </nav>
      <Suspense fallback={<PageSkeleton />}>
        <Outlet />
      </Suspense>
    </>
  )
}

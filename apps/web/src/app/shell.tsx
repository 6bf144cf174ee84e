import { Outlet, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PageSkeleton } from '../ui/skeletons.tsx'
import { foot, loop, screens, usable } from './navigation.ts'
import { PhoneBar } from './phone-bar.tsx'
import { Rail } from './rail.tsx'
import { useCan } from './session.ts'
import classes from './shell.module.css'
import { TopBar } from './top-bar.tsx'

const Palette = lazy(() => import('./palette.tsx'))

function usePalette() {
  const [open, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen((was) => !was)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return { open, setOpen }
}

/** Rail, top bar and the room between them. */
export default function Shell() {
  const { t } = useTranslation('common')
  const can = useCan()
  const router = useRouter()
  const hasScreen = (path: string) => path in router.routesByPath
  const nav = { loop: usable(loop, can, hasScreen), foot: usable(foot, can, hasScreen) }
  const palette = usePalette()
  const pages = screens([...nav.loop, ...nav.foot])
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#content">
        {t('skip')}
      </a>
      <Rail {...nav} />
      <TopBar onSearch={() => palette.setOpen(true)} />
      <main id="content" className={classes.content} tabIndex={-1}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      <PhoneBar {...nav} />
      <Suspense>{palette.open && <Palette pages={pages} onClose={() => palette.setOpen(false)} />}</Suspense>
    </div>
  )
}

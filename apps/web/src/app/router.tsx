import { createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router'
import { accountRoutes } from '../account/routes.ts'
import { galleryRoutes } from '../gallery/routes.ts'
import { goalsRoutes } from '../goals/routes.ts'
import { homeRoutes } from '../home/routes.ts'
import { linkRoutes } from '../link/routes.ts'
import { listenRoutes } from '../listen/routes.ts'
import { settingsRoutes } from '../settings/routes.ts'
import { understandRoutes } from '../understand/routes.ts'
import { whenSignedOut } from './queries.ts'
import { rootRoute, shellRoute } from './root.tsx'
import { forgetEverything } from './session.ts'

// One line a room.
const routeTree = rootRoute.addChildren([
  ...accountRoutes,
  ...galleryRoutes,
  shellRoute.addChildren([
    ...goalsRoutes,
    ...homeRoutes,
    ...linkRoutes,
    ...listenRoutes,
    ...settingsRoutes,
    ...understandRoutes,
  ]),
])

const plain = (value: unknown) => String(value)

export const router = createRouter({
  routeTree,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  defaultPendingMs: 300,
  scrollRestoration: true,
  // Search parameters are plain text, as people would type them; no JSON quotes.
  parseSearch: parseSearchWith((text) => text),
  stringifySearch: stringifySearchWith(plain),
})

whenSignedOut(() => {
  const { pathname, href } = router.state.location
  if (pathname === '/sign-in' || pathname === '/setup' || pathname.startsWith('/invite/')) return
  forgetEverything()
  void router.navigate({ to: '/sign-in', search: { to: href } })
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}

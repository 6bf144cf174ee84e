import { createRoute, lazyRouteComponent } from '@tanstack/react-router'
import { shellRoute } from '../app/root.tsx'

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./layout.tsx')),
})

export const settingsRoutes = [
  settingsRoute.addChildren([
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/',
      component: lazyRouteComponent(() => import('./profile.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/security',
      component: lazyRouteComponent(() => import('./security.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/members',
      component: lazyRouteComponent(() => import('./members.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/api-keys',
      component: lazyRouteComponent(() => import('./api-keys.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/audit-log',
      component: lazyRouteComponent(() => import('./audit-log.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/system',
      component: lazyRouteComponent(() => import('./system.tsx')),
    }),
  ]),
] as const

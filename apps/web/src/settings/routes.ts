import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  component: room(() => import('./layout.tsx')),
})

export const settingsRoutes = [
  settingsRoute.addChildren([
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/',
      component: room(() => import('./profile.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/security',
      component: room(() => import('./security.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/members',
      component: room(() => import('./members.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/api-keys',
      component: room(() => import('./api-keys.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/audit-log',
      component: room(() => import('./audit-log.tsx')),
    }),
    createRoute({
      getParentRoute: () => settingsRoute,
      path: '/system',
      component: room(() => import('./system.tsx')),
    }),
  ]),
] as const

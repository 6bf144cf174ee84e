import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'

// Screens read their search parameters themselves (use-url.ts): what parses them is no part of the first load.
export const understandRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/drivers',
    component: room(() => import('./drivers/drivers.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/value',
    component: room(() => import('./value/value.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/standings',
    component: room(() => import('./standings/standings.tsx'), { widgets: false }),
    staticData: {
      ahead: () => import('./standings/ahead.ts'),
      needs: ['GET /api/v1/metrics', 'GET /api/v1/units'],
    },
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites/$unitId',
    component: room(() => import('./unit/unit.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/voices',
    component: room(() => import('./voices/voices.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/customer-employee',
    component: room(() => import('./linkage/linkage.tsx')),
  }),
] as const

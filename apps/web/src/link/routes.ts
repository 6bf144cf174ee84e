import { createRoute, redirect } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'

// Screens read their search parameters themselves (use-url.ts): what parses them is no part of the first load.
export const linkRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites',
    // Journeys were a tab here once; links to it stay good.
    beforeLoad: ({ location }) => {
      if (new URLSearchParams(location.searchStr).get('tab') === 'journeys')
        throw redirect({ to: '/journeys' })
    },
    component: room(() => import('./page.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/$id',
    component: room(() => import('./people/person-page.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/journeys',
    component: room(() => import('./journeys/journeys.tsx')),
  }),
] as const

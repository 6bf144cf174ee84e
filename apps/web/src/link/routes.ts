import { createRoute, redirect } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseJourneysSearch } from './journeys/search.ts'
import { parseLinkSearch } from './search.ts'

export const linkRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites',
    validateSearch: parseLinkSearch,
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
    validateSearch: parseJourneysSearch,
    component: room(() => import('./journeys/journeys.tsx')),
  }),
] as const

import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseStandingsSearch } from './standings/search.ts'

export const understandRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/standings',
    validateSearch: parseStandingsSearch,
    component: room(() => import('./standings/standings.tsx')),
  }),
] as const

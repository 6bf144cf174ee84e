import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseStandingsSearch } from './standings/search.ts'
import { parseUnitSearch } from './unit/search.ts'
import { parseVoicesSearch } from './voices/search.ts'

export const understandRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/standings',
    validateSearch: parseStandingsSearch,
    component: room(() => import('./standings/standings.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites/$unitId',
    validateSearch: parseUnitSearch,
    component: room(() => import('./unit/unit.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/voices',
    validateSearch: parseVoicesSearch,
    component: room(() => import('./voices/voices.tsx')),
  }),
] as const

import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseLinkSearch } from './search.ts'

export const linkRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/sites',
    validateSearch: parseLinkSearch,
    component: room(() => import('./page.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/people/$id',
    component: room(() => import('./people/person-page.tsx')),
  }),
] as const

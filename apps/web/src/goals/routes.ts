import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'
import { parseGoalsSearch } from './search.ts'

export const goalsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/goals',
    validateSearch: parseGoalsSearch,
    component: room(() => import('./goals.tsx')),
  }),
] as const

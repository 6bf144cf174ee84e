import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'

export const goalsRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/goals',
    component: room(() => import('./goals.tsx')),
  }),
] as const

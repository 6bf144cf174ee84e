import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { shellRoute } from '../app/root.tsx'

export const listenRoutes = [
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/import',
    component: room(() => import('./imports.tsx')),
  }),
  createRoute({
    getParentRoute: () => shellRoute,
    path: '/import/$id',
    component: room(() => import('./import-file.tsx')),
  }),
] as const

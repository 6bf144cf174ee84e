import { createRoute } from '@tanstack/react-router'
import { room } from '../app/room.ts'
import { rootRoute } from '../app/root.tsx'

/** Every shared widget in every state; only while developing, and not part of a build. */
export const galleryRoutes = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => rootRoute,
        path: '/gallery',
        component: room(() => import('./gallery.tsx')),
      }),
    ]
  : []

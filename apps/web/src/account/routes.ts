import { createRoute, redirect } from '@tanstack/react-router'
import { queryClient } from '../app/queries.ts'
import { room } from '../app/room.ts'
import { rootRoute } from '../app/root.tsx'
import { statusQuery } from '../app/session.ts'

const freshStatus = () => queryClient.fetchQuery({ ...statusQuery(), staleTime: 0 })

/** Where to go after signing in (a path of this app, never another site), and why the company's sign-on refused. */
function signInSearch(search: Record<string, unknown>): { to?: string; error?: string } {
  const { to, error } = search
  return {
    ...(typeof to === 'string' && /^\/(?![/\\])/.test(to) ? { to } : {}),
    ...(typeof error === 'string' ? { error } : {}),
  }
}

export const accountRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/setup',
    beforeLoad: async () => {
      if ((await freshStatus()).initialized) throw redirect({ to: '/' })
    },
    component: room(() => import('./setup.tsx')),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/sign-in',
    validateSearch: signInSearch,
    loader: () => freshStatus(),
    component: room(() => import('./sign-in.tsx')),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: '/invite/$token',
    component: room(() => import('./accept-invitation.tsx')),
  }),
] as const

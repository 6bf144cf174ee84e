import {
  createRootRoute,
  createRoute,
  lazyRouteComponent,
  Outlet,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { NoticesHost } from '../ui/notices-host.tsx'
import { ApiProblem } from './api.ts'
import { ErrorPage, NotFound, NotFoundPage } from './error-pages.tsx'
import { isUiLanguage, switchLanguage } from './i18n.ts'
import { queryClient } from './queries.ts'
import { parseScope, type Scope } from './scope.ts'
import { meQuery, statusQuery } from './session.ts'

function Root() {
  return (
    <>
      <Outlet />
      <NoticesHost />
    </>
  )
}

export const rootRoute = createRootRoute({
  component: Root,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
})

/** Where someone without a session belongs: the first-run page, or sign-in and back. */
async function entrance(href: string) {
  const status = await queryClient.fetchQuery({ ...statusQuery(), staleTime: 0 })
  if (!status.initialized) return redirect({ to: '/setup', replace: true })
  return redirect({ to: '/sign-in', search: { to: href }, replace: true })
}

/** Everything for signed-in people: the rail, the top bar, and the period and unit held in the URL. */
export const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  validateSearch: parseScope,
  search: { middlewares: [retainSearchParams<Scope>(['from', 'to', 'unit'])] },
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery())
      if (isUiLanguage(me.language)) await switchLanguage(me.language)
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) throw await entrance(location.href)
      throw error
    }
  },
  component: lazyRouteComponent(() => import('./shell.tsx')),
  errorComponent: ErrorPage,
  notFoundComponent: NotFound,
})

import type { AnyRoute, AnyRouter } from '@tanstack/react-router'
import { apiQuery, queryClient } from './queries.ts'
import { shellRoute } from './root.tsx'
import { meQuery } from './session.ts'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /**
     * Begins to ask for what the screen shows while its code is still on the way: `() => import('./ahead.ts')`, whose
     * `ahead` gets the search parameters. Only for people who are signed in.
     */
    ahead?: () => Promise<{ ahead: (search: Record<string, unknown>) => void }>
    /** Asked even before it is known who is there: a stranger is refused without noise. */
    needs?: readonly ('GET /api/v1/metrics' | 'GET /api/v1/units')[]
  }
}

/**
 * Starts at once what the first screen needs one after the other otherwise: who is signed in, the code of the screen,
 * and its data.
 */
export function goAhead(router: AnyRouter): void {
  const { pathname, search } = router.latestLocation
  const [matched]: [readonly AnyRoute[], ...unknown[]] = router.getMatchedRoutes(pathname)
  if (!matched.some((route) => route.id === shellRoute.id)) return
  const known = queryClient.ensureQueryData(meQuery())
  for (const { options } of matched) {
    const component: { readonly preload?: () => unknown } | undefined = options.component
    void component?.preload?.()
    for (const key of options.staticData?.needs ?? [])
      void queryClient.prefetchQuery({ ...apiQuery(key), meta: { quiet: true } })
    const loading = options.staticData?.ahead?.()
    if (loading)
      Promise.all([loading, known]).then(
        ([{ ahead }]) => ahead(search),
        // Not signed in, or not reachable: the screen itself finds out and says so.
        () => {},
      )
  }
  known.catch(() => {})
}

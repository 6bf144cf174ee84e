import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { call } from '../../app/api.ts'
import { useScope } from '../../app/scope.ts'
import { useUrl } from '../../understand/use-url.ts'
import { parseLinkSearch } from '../search.ts'

const pageSize = 100

/** People of the chosen kind, unit and text, page by page. */
export function usePeople() {
  const [{ kind, q }] = useUrl(parseLinkSearch)
  const { scope } = useScope()
  const query = {
    limit: pageSize,
    ...(kind ? { kind } : {}),
    ...(scope.unit ? { unitId: scope.unit } : {}),
    ...(q?.trim() ? { q: q.trim() } : {}),
  }
  return useInfiniteQuery({
    queryKey: ['GET /api/v1/people', 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      call(
        'GET /api/v1/people',
        { query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } },
        { signal },
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  })
}

import type { EndpointKey, RequestOf, ResponseOf } from '@tandem/contract'
import {
  keepPreviousData,
  MutationCache,
  QueryCache,
  QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { ApiProblem, type CallArgs, call } from './api.ts'

let onSignedOut: () => void = () => {}
/** Says what to do when any call is answered with 401; the router sets it to go to the sign-in page. */
export function whenSignedOut(handler: () => void): void {
  onSignedOut = handler
}

function watch(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401) onSignedOut()
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      if (!query.meta?.quiet) watch(error)
    },
  }),
  mutationCache: new MutationCache({ onError: watch }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) =>
        failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    },
  },
})

/** Query options of an endpoint, for loaders and hooks alike. */
export function apiQuery<K extends EndpointKey>(key: K, ...args: CallArgs<K>) {
  const [request] = args
  return queryOptions<ResponseOf<K>>({
    queryKey: [key, request ?? {}],
    queryFn: ({ signal }) => call(key, ...([request, { signal }] as CallArgs<K>)),
  })
}

export interface AskOptions {
  /** False: do not ask yet. */
  readonly enabled?: boolean
  /** Show the previous answer while the next one loads (filters, periods). */
  readonly keepPrevious?: boolean
  readonly refetchInterval?: number | false
}

/** Asks an endpoint and keeps the answer: `useApi('GET /api/v1/units/{id}', { params: { id } })`. */
export function useApi<K extends EndpointKey>(key: K, request?: RequestOf<K>, options: AskOptions = {}) {
  const { keepPrevious, ...rest } = options
  return useQuery({
    ...apiQuery(key, ...([request] as CallArgs<K>)),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...rest,
  })
}

/** Sends to an endpoint; afterwards whatever was asked from the endpoints in `refresh` is asked again. */
export function useSend<K extends EndpointKey>(key: K, refresh: readonly EndpointKey[] = []) {
  const client = useQueryClient()
  return useMutation<ResponseOf<K>, Error, RequestOf<K>>({
    mutationFn: (request) => call(key, ...([request] as unknown as CallArgs<K>)),
    onSuccess: () => Promise.all(refresh.map((k) => client.invalidateQueries({ queryKey: [k] }))),
  })
}

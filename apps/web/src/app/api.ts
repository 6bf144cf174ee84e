import type { EndpointKey, Problem, RequestOf, ResponseOf } from '@tandem/contract'

/** An error answer of the API: what is wrong and what to do about it, and the reasons field by field. */
export class ApiProblem extends Error {
  readonly status: number
  readonly title: string
  readonly errors: readonly { path: string; message: string }[]

  constructor(problem: Pick<Problem, 'status' | 'title' | 'detail' | 'errors'>) {
    super(problem.detail || problem.title)
    this.name = 'ApiProblem'
    this.status = problem.status
    this.title = problem.title
    this.errors = problem.errors ?? []
  }

  /** Messages by field name: the last part of the path of each error. */
  byField(): Record<string, string> {
    return Object.fromEntries(this.errors.map((e) => [e.path.split(/[./]/).at(-1) ?? '', e.message]))
  }
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Media type of a raw body; `application/octet-stream` unless told. */
  readonly contentType?: string
}

/** The request may be left out where the endpoint needs none. */
export type CallArgs<K extends EndpointKey> =
  Record<never, never> extends RequestOf<K>
    ? [request?: RequestOf<K>, options?: CallOptions]
    : [request: RequestOf<K>, options?: CallOptions]

interface LooseRequest {
  readonly params?: Readonly<Record<string, unknown>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly rawBody?: Blob | ArrayBuffer | string
}

function target(key: EndpointKey, request: LooseRequest): { method: string; href: string } {
  const space = key.indexOf(' ')
  const path = key
    .slice(space + 1)
    .replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(request.params?.[name] ?? '')))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value))
  const query = search.toString()
  return { method: key.slice(0, space), href: query ? `${path}?${query}` : path }
}

/** Address of an endpoint, for links and downloads. */
export function hrefOf<K extends EndpointKey>(key: K, ...[request]: CallArgs<K>): string {
  return target(key, request ?? {}).href
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await response.json().catch(() => null) : null
  if (body && typeof body === 'object' && 'title' in body) return new ApiProblem(body as Problem)
  return new ApiProblem({ status: response.status, title: response.statusText, detail: '' })
}

/**
 * Calls an endpoint of the API, typed by its key. The method and the path come from the key; cookies go along.
 * @throws ApiProblem for an error answer (status 0 when the server cannot be reached).
 */
export async function call<K extends EndpointKey>(
  key: K,
  ...[request = {} as RequestOf<K>, options = {}]: CallArgs<K>
): Promise<ResponseOf<K>> {
  const loose = request as LooseRequest
  const { method, href } = target(key, loose)
  const headers: Record<string, string> = {
    accept: 'application/json, application/problem+json, text/csv',
    // The language of the page, which may differ from the browser's.
    'accept-language': document.documentElement.lang,
  }
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null }
  if (loose.rawBody !== undefined) {
    headers['content-type'] = options.contentType ?? 'application/octet-stream'
    init.body = loose.rawBody
  } else if (loose.body !== undefined) {
    headers['content-type'] = 'application/json'
    init.body = JSON.stringify(loose.body)
  }
  const response = await fetch(href, init).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new ApiProblem({ status: 0, title: 'offline', detail: '' })
  })
  if (!response.ok) throw await problemOf(response)
  // The server is checked against the same contract in its tests, so its answer is believed here.
  if (response.status === 204) return undefined as ResponseOf<K>
  const isJson = response.headers.get('content-type')?.includes('json') ?? false
  return (isJson ? await response.json() : await response.text()) as ResponseOf<K>
}

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { getConnInfo } from '@hono/node-server/conninfo'
import { type Endpoint, type EndpointKey, endpoints } from '@tandem/contract'
import { type Context, Hono } from 'hono'
import { AppError, Forbidden, NotFound, Unauthenticated } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'
import type { Caller } from './caller.ts'
import { RateLimits } from './limits.ts'
import { parseRequest, readText } from './parse.ts'
import { problemResponse } from './problem.ts'
import type { AllRoutes, RequestContext } from './routes.ts'
import { securityHeaders } from './security-headers.ts'
import { serveWebApp } from './static-files.ts'
import { languageOf, translateAnswer } from './words/translate.ts'

/** Carries the client's address to the sign-in library. */
export const clientAddressHeader = 'x-tandem-client'

export interface HttpOptions {
  readonly routes: AllRoutes
  /** Resolve the caller of a request; null when it carries no valid session or key. */
  readonly authenticate: (headers: Headers) => Promise<Caller | null>
  /** Everything below /api/auth/ (sign-in, sign-out, passkeys...). */
  readonly authHandler: (request: Request) => Promise<Response>
  readonly log: Log
  readonly telemetry: Telemetry
  readonly trustProxy: boolean
  readonly baseUrl: () => string
  /** Check every answer against the contract; on in tests. */
  readonly checkResponses: boolean
  /** Folder of the built web app. */
  readonly webFolder: string
}

/** Mount the contract: each declared endpoint with its permission check; anything else is not found. */
export function createHttpApp(options: HttpOptions): Hono {
  const app = new Hono()
  const limits = new RateLimits()
  const headers = securityHeaders(options.baseUrl().startsWith('https:'))
  app.use(async (c, next) => {
    await next()
    if (complete.has(c.res)) return
    for (const [name, value] of Object.entries(headers)) c.res.headers.set(name, value)
  })
  app.use(async (c, next) => {
    const end = options.telemetry.request()
    await next()
    end(c.req.method, routeLabel(c), c.res.status)
  })
  app.onError((error, c) => {
    if (!(error instanceof AppError)) options.log.error({ error, path: routeLabel(c) }, 'request failed')
    return problemResponse(error, askedLanguage(c))
  })
  app.notFound((c) => problemResponse(new NotFound('This address'), askedLanguage(c)))
  app.on(['GET', 'POST'], '/api/auth/*', async (c) => {
    const ip = ipOf(c, options.trustProxy)
    await limits.signIn(ip)
    const headers = new Headers(c.req.raw.headers)
    headers.set(clientAddressHeader, ip)
    const response = await options.authHandler(new Request(c.req.raw, { headers }))
    response.headers.set('cache-control', 'no-store')
    return response
  })
  for (const key of Object.keys(endpoints) as EndpointKey[]) mount(app, key, options, limits, headers)
  serveWebApp(app, options.webFolder)
  return app
}

function mount(
  app: Hono,
  key: EndpointKey,
  options: HttpOptions,
  limits: RateLimits,
  security: Readonly<Record<string, string>>,
): void {
  const endpoint: Endpoint = endpoints[key]
  const [method, path] = key.split(' ') as [string, string]
  // The types of handlers are checked where rooms declare them (RoutesOf); here they are all alike.
  const handler = options.routes[key] as unknown as (
    i: unknown,
    c: Caller | null,
    r: RequestContext,
  ) => Promise<unknown>
  app.on(method, path.replaceAll(/\{(\w+)\}/g, ':$1'), async (c) => {
    const ip = ipOf(c, options.trustProxy)
    const caller = await authorise(endpoint, c, options, limits, ip)
    const input = await parseRequest(endpoint, c)
    const result = await handler(input, caller, contextOf(endpoint, c, ip, options.baseUrl()))
    if (result instanceof Response) return result
    const said = translateAnswer(result, askedLanguage(c))
    const text = contentOf(endpoint, key, said, options.checkResponses)
    const response = await answer(endpoint, text, c.req.header('accept-encoding'), security)
    complete.add(response)
    return response
  })
}

const askedLanguage = (c: Context) => languageOf(c.req.header('accept-language'))

/** Stream and signal are made when asked for: they turn the request into a full one, which costs more than parsing it. */
function contextOf(endpoint: Endpoint, c: Context, ip: string, baseUrl: string): RequestContext {
  const request = c.req.raw
  return {
    headers: request.headers,
    get bodyStream() {
      return endpoint.rawBody ? request.body : null
    },
    readText: (limit) => readText(request, limit),
    contentType: (c.req.header('content-type') ?? '').split(';')[0]!.trim().toLowerCase(),
    get signal() {
      return request.signal
    },
    ip,
    baseUrl,
  }
}

/** Answers that carry the security headers already. */
const complete = new WeakSet<Response>()

/** The text of an answer, null where there is none. Throws where it is not what the contract says, if that is checked. */
function contentOf(endpoint: Endpoint, key: string, result: unknown, check: boolean): string | null {
  const { response } = endpoint
  if (response === null) return null
  if (typeof response === 'string') return String(result)
  const parsed = check ? response.safeParse(result) : undefined
  if (parsed?.error) throw new Error(`${key} answers what its contract does not say: ${parsed.error.message}`)
  return JSON.stringify(result)
}

/** Characters from which an answer is compressed: what fits a packet or two is sent sooner as it is. */
const compressFrom = 2_000
const gzipped = promisify(gzip)

async function answer(
  { response, status = 200 }: Endpoint,
  text: string | null,
  accepted: string | undefined,
  security: Readonly<Record<string, string>>,
): Promise<Response> {
  const headers = { ...security, 'cache-control': 'no-store' }
  if (text === null) return new Response(null, { status: 204, headers })
  const type = typeof response === 'string' ? `${response}; charset=utf-8` : 'application/json'
  const whole = { ...headers, 'content-type': type, vary: 'accept-encoding' }
  if (text.length < compressFrom || !/\bgzip\b/.test(accepted ?? ''))
    return new Response(text, { status, headers: whole })
  // The fastest level: thousands of units are a tenth of their size then, and better ones take longer than they save.
  const body = await gzipped(text, { level: 1 })
  return new Response(body, { status, headers: { ...whole, 'content-encoding': 'gzip' } })
}

/** Deny by default: no caller, no entry; no permission, no entry; a cookie from elsewhere, no entry. */
async function authorise(
  endpoint: Endpoint,
  c: Context,
  options: HttpOptions,
  limits: RateLimits,
  ip: string,
): Promise<Caller | null> {
  if (endpoint.permission === 'public') {
    await limits.anonymous(ip)
    requireSameOrigin(c)
    return null
  }
  const caller = await options.authenticate(c.req.raw.headers)
  if (!caller) {
    await limits.anonymous(ip)
    throw new Unauthenticated()
  }
  if (caller.actor.kind === 'member') requireSameOrigin(c)
  await limits.caller(caller.actor)
  if (endpoint.permission !== 'member' && !caller.permissions.has(endpoint.permission)) throw new Forbidden()
  if (endpoint.permission === 'member' && caller.actor.kind === 'key' && c.req.method !== 'GET')
    throw new Forbidden()
  return caller
}

/**
 * CSRF: a browser says by itself where a request comes from (Sec-Fetch-Site, Origin), and other sites can't
 * forge it. Requests that change something and carry a cookie must come from our own pages.
 */
function requireSameOrigin(c: Context): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(c.req.method)) return
  const site = c.req.header('sec-fetch-site')
  if (site) {
    if (site === 'same-origin' || site === 'none') return
  } else {
    const origin = c.req.header('origin')
    if (!origin || URL.parse(origin)?.host === c.req.header('host')) return
  }
  throw new Forbidden('This request came from another site. Open Tandem itself and try again.')
}

function ipOf(c: Context, trustProxy: boolean): string {
  if (trustProxy) {
    const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim()
    if (forwarded) return forwarded
  }
  return getConnInfo(c).remote.address ?? 'unknown'
}

/** The declared path, not the asked one: ids would make endless series and leak into logs. */
function routeLabel(c: Context): string {
  return c.req.routePath || 'none'
}

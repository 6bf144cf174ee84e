import { getConnInfo } from '@hono/node-server/conninfo'
import { type Context, Hono } from 'hono'
import { NotFound } from '../errors.ts'
import type { Telemetry } from '../telemetry.ts'
import { createOpenApi } from './openapi.ts'
import { problemResponse } from './problem.ts'

export interface HealthOptions {
  readonly version: string
  readonly telemetry: Telemetry
  readonly metricsToken: string | undefined
  /** Reasons why the server can't do its work now; empty when it can. */
  readonly problems: () => Promise<readonly string[]>
}

/** `/healthz` (the process lives), `/readyz` (it can work), `/metrics` (Prometheus), and the API description. */
export function healthRoutes(options: HealthOptions): Hono {
  const app = new Hono()
  app.get('/healthz', (c) => c.json({ ok: true }))
  app.get('/readyz', async (c) => {
    const problems = await options.problems()
    return c.json({ ok: problems.length === 0, problems }, problems.length === 0 ? 200 : 503)
  })
  app.get('/metrics', async (c) => {
    if (!mayReadMetrics(c, options.metricsToken)) return problemResponse(new NotFound('This address'))
    const text = await options.telemetry.registry.metrics()
    return c.body(text, 200, { 'content-type': options.telemetry.registry.contentType })
  })
  let description: unknown
  app.get('/api/v1/openapi.json', (c) => {
    description ??= createOpenApi(options.version)
    return c.json(description)
  })
  return app
}

function mayReadMetrics(c: Context, token: string | undefined): boolean {
  if (token) return c.req.header('authorization') === `Bearer ${token}`
  const address = getConnInfo(c).remote.address ?? ''
  return !c.req.header('x-forwarded-for') && (address === '::1' || /^(::ffff:)?127\./.test(address))
}

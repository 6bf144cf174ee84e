import { readFile, stat } from 'node:fs/promises'
import { serveStatic } from '@hono/node-server/serve-static'
import type { Hono } from 'hono'
import { NotFound } from '../errors.ts'

/**
 * Serve the built web app: hashed assets forever, the page itself never from cache, and the page for every
 * address that is not a file and not the API, because the app routes by itself.
 */
export function serveWebApp(app: Hono, folder: string): void {
  app.get(
    '/assets/*',
    serveStatic({
      root: folder,
      precompressed: true,
      onFound: (_, c) => c.header('cache-control', 'public, max-age=31536000, immutable'),
    }),
  )
  app.get('/assets/*', () => {
    throw new NotFound('This file')
  })
  app.get('/:file{[a-z0-9.-]+\\.(svg|png|ico|webmanifest|txt)}', serveStatic({ root: folder }))
  let page: { html: string; changed: number } | undefined
  app.get('*', async (c, next) => {
    if (c.req.path.startsWith('/api/')) return next()
    const file = `${folder}/index.html`
    const changed = await stat(file).then(
      (s) => s.mtimeMs,
      () => 0,
    )
    if (changed === 0) return c.text('The web app is not built yet. Run `npm run build`.', 503)
    if (page?.changed !== changed) page = { html: await readFile(file, 'utf8'), changed }
    c.header('cache-control', 'no-cache')
    return c.html(page.html)
  })
}

/**
 * What a first visit costs: `node apps/web/scripts/size.ts [--limit 250] [--dist FOLDER]` after `vite build apps/web`.
 * Opens the built app in a real browser as someone signed in, on the first screen in English, lets it settle,
 * and adds up the compressed size of every file fetched, fonts included. Exits with 1 above the limit (kB = 1,000 bytes).
 */

import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { type EndpointKey, type ResponseOf, rolePermissions } from '@tandem/contract'
import type { BrowserContext } from 'playwright-core'
import { openBrowser, openContext } from './browser.ts'

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '250' },
    path: { type: 'string', default: '/' },
    dist: { type: 'string', default: join(import.meta.dirname, '../dist') },
  },
})
const limit = Number(values.limit)
const { dist } = values
const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
}

interface Fetched {
  readonly path: string
  readonly raw: number
  readonly gzip: number
  readonly brotli: number
}

/** Serves the build, and notes what is fetched. */
function serve(fetched: Map<string, Fetched>) {
  return createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const path = extname(pathname) ? pathname : '/index.html'
    const bytes = await readFile(join(dist, path)).catch(() => null)
    if (!bytes) return response.writeHead(404).end()
    const packed = path.endsWith('.woff2')
    fetched.set(path, {
      path,
      raw: bytes.length,
      gzip: packed ? bytes.length : gzipSync(bytes, { level: 9 }).length,
      brotli: packed ? bytes.length : brotliCompressSync(bytes).length,
    })
    return response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(bytes)
  })
}

/** An owner before anything was heard. Names in other scripts would fetch their fonts; a first visit in English has none. */
const answers: { [K in EndpointKey]?: ResponseOf<K> } = {
  'GET /api/v1/me': {
    user: { id: 'u1', name: 'Éva Kovács', email: 'eva.kovacs@example.com', twoFactorEnabled: false },
    organization: { id: 'o1', name: 'Northbeam Home', currency: 'EUR', timeZone: 'Europe/Budapest' },
    role: 'owner',
    permissions: [...rolePermissions.owner],
    scope: null,
    language: 'en',
  },
  'GET /api/v1/units': { items: [] },
  'GET /api/v1/metrics': { items: [] },
}

/** Answers calls of the app from the table instead of a server; with 404 what is not in it. */
async function answerApi(context: BrowserContext): Promise<void> {
  const table = new Map(Object.entries(answers))
  await context.route('**/api/**', (route) => {
    const json = table.get(`${route.request().method()} ${new URL(route.request().url()).pathname}`)
    return route.fulfill(json ? { json } : { status: 404, json: { title: 'Not found', status: 404 } })
  })
}

const fetched = new Map<string, Fetched>()
const server = serve(fetched)
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const address = server.address()
const port = typeof address === 'object' && address ? address.port : 0
const browser = await openBrowser()
try {
  const base = `http://127.0.0.1:${port}`
  const context = await openContext(browser, { width: 1440, scheme: 'light', language: 'en' }, base)
  await answerApi(context)
  // What the app fetches ahead of need a while later is no part of the first load.
  await context.addInitScript(() => {
    const { setTimeout: later } = globalThis
    Object.assign(globalThis, {
      setTimeout: (work: () => void, wait = 0) => (wait >= 2000 ? 0 : later(work, wait)),
    })
  })
  const page = await context.newPage()
  await page.goto(values.path, { waitUntil: 'load' })
  await page.locator('h1').first().waitFor()
  // Until everything needed for the first look is there; nothing more comes by itself.
  await page.waitForTimeout(1500)
} finally {
  await browser.close()
  server.close()
}

const rows = [...fetched.values()].sort((a, b) => b.brotli - a.brotli)
const sum = (pick: (row: Fetched) => number) => rows.reduce((total, row) => total + pick(row), 0) / 1000
const kb = (bytes: number) => (bytes / 1000).toFixed(1).padStart(8)
console.log('     raw     gzip   brotli  file (kB)')
for (const row of rows) console.log(`${kb(row.raw)} ${kb(row.gzip)} ${kb(row.brotli)}  ${row.path}`)
const total = sum((row) => row.brotli)
console.log(
  `${rows.length} files: ${sum((r) => r.raw).toFixed(1)} kB, gzip ${sum((r) => r.gzip).toFixed(1)} kB, brotli ${total.toFixed(1)} kB; limit ${limit} kB`,
)
if (total > limit) console.error(`The first load is ${(total - limit).toFixed(1)} kB above the limit.`)
const validators = (await readdir(join(dist, 'assets'))).filter((name) => name.endsWith('.js'))
const carrying: string[] = []
for (const name of validators)
  if ((await readFile(join(dist, 'assets', name), 'utf8')).includes('_zod')) carrying.push(name)
if (carrying.length > 0)
  console.error(
    `${carrying.join(', ')} carries zod: use only \`import type\` from @tandem/contract in apps/web.`,
  )
process.exitCode = total > limit || carrying.length > 0 ? 1 : 0
